import { advance, becomePlaced, drop, sessionOf } from "./ledger.js";

/**
 * The rules about a cart's sessions (v1) and payment requests (v2).
 *
 * @typedef {import("./types.js").Ledger} Ledger
 * @typedef {import("./types.js").Session} Session
 * @typedef {import("./types.js").PaymentRequest} PaymentRequest
 */

/** Klarna keeps a session for 48 hours; one that is about to end is no use to a customer. */
export const SESSION_MS = 47 * 3_600_000;
/** Tokens live an hour: no session that somebody may be using is left alone for longer than this. */
const LONGEST_LOOK_MS = 25 * 60_000;
/** States of a payment request in which the customer may still complete it. */
const OPEN = ["SUBMITTED", "IN_PROGRESS"];
const EVENTS_KEPT = 50;

/**
 * The session that a page of this cart uses.
 *
 * @param {Ledger} ledger
 * @param {string} intent
 */
export const currentSession = (ledger, intent) =>
  ledger.sessions.find((session) => session.state === "open" && session.intent === intent);

/**
 * A session was made for the cart; if somebody else was quicker, theirs counts.
 *
 * @param {Ledger} ledger
 * @param {Session} session
 * @param {string | undefined} replaces the session that it takes the place of
 * @returns {Session} the one that counts
 */
export function addSession(ledger, session, replaces) {
  const current = currentSession(ledger, session.intent);
  if (current && current.id !== replaces) return current;
  if (current) {
    // Its tokens may still come.
    current.state = "replaced";
    session.awaitsReview = current.awaitsReview;
    session.hasReview = current.hasReview;
  }
  ledger.sessions.push(session);
  return session;
}

/**
 * Klarna was told that the cart has changed: what was authorized before, and kept, is no longer what is bought.
 *
 * @param {Ledger} ledger
 * @param {string} sessionId
 * @param {import("../public.js").ShopOrder} order
 * @param {number} now
 * @returns {import("../public.js").ShopOrder | undefined} what the session was of before
 */
export function reprice(ledger, sessionId, order, now) {
  const session = sessionOf(ledger, sessionId);
  if (!session) return undefined;
  const before = session.order;
  session.order = order;
  dropKept(ledger, now);
  return before;
}

/**
 * The cart has changed, and has another session for that. What the customer agreed to with this one may still be bought, but not
 * be kept for a review page, which shows the cart as it is.
 *
 * @param {Ledger} ledger
 * @param {string} sessionId
 * @param {number} now
 */
export function outdate(ledger, sessionId, now) {
  const session = sessionOf(ledger, sessionId);
  if (session) session.isOutdated = true;
  dropKept(ledger, now);
}

/**
 * Whether a token is of the cart as it was.
 *
 * @param {Ledger} ledger
 * @param {Pick<import("./types.js").Attempt, "from">} attempt
 */
export const isOutdated = (ledger, { from }) => sessionOf(ledger, from)?.isOutdated === true;

/**
 * @param {Ledger} ledger
 * @param {number} now
 */
function dropKept(ledger, now) {
  for (const attempt of ledger.attempts) if (attempt.state === "kept") drop(attempt, now);
}

/**
 * Klarna says how a session is.
 *
 * @param {Ledger} ledger
 * @param {string} sessionId
 * @param {"incomplete" | "complete" | "gone"} state
 * @param {{ now: number, lookMs: number, isForwarded: boolean }} how `isForwarded`: another system makes the orders
 * @returns {boolean} whether somebody has to look: Klarna has made an order of it, and the other system says that there is none
 */
export function noteSession(ledger, sessionId, state, { now, lookMs, isForwarded }) {
  const session = sessionOf(ledger, sessionId);
  if (!session || session.state === "ended") return false;
  session.looks += 1;
  session.lookAt = now + nextLook(session.looks, lookMs);
  if (state === "incomplete") return false;
  session.state = "ended";
  if (state !== "complete" || ledger.state !== "open" || session.intent === "tokenize")
    return false;
  // The other system has spent a token, and there is no order all the same: it has undone what Klarna made, or is about to.
  if (isForwarded && wasAskedAbout(ledger, sessionId)) return true;
  // An order that was made of it, and that this ledger does not know: of a database that was restored, say.
  becomePlaced(ledger, null, session.order, { by: "payments" }, now);
  return false;
}

/**
 * Whether an order was ever asked for with a token of the session; in an open cart it came to none.
 *
 * @param {Ledger} ledger
 * @param {string} sessionId
 */
const wasAskedAbout = ({ attempts }, sessionId) =>
  attempts.some(({ from, firstSentAt }) => from === sessionId && firstSentAt !== null);

/**
 * @param {Pick<PaymentRequest, "state">} request
 */
export const isOpen = (request) => OPEN.includes(request.state);

/**
 * Whether Klarna has more to say of it: the customer may still complete it, or has, and its token has not come yet.
 *
 * @param {Ledger} ledger
 * @param {PaymentRequest} request
 */
export const isAwaited = (ledger, request) =>
  isOpen(request) ||
  (request.state === "COMPLETED" && !ledger.attempts.some(({ from }) => from === request.id));

/**
 * What Klarna says of a payment request. Webhooks and readings may overtake each other: a state that ended it stays.
 *
 * @param {Ledger} ledger
 * @param {string} id
 * @param {string} state
 * @param {string | null | undefined} reason
 * @param {{ now: number, lookMs: number }} time
 */
export function noteRequest(ledger, id, state, reason, { now, lookMs }) {
  const request = ledger.requests.find((known) => known.id === id);
  if (!request) return;
  request.looks += 1;
  request.lookedAt = now;
  request.lookAt = now + nextLook(request.looks, lookMs);
  if (!isAwaited(ledger, request)) return;
  request.state = state;
  request.reason = reason ?? null;
}

/**
 * The customer has completed a payment request: its final authorization is the next attempt.
 *
 * @param {Ledger} ledger
 * @param {import("./types.js").Attempt} attempt
 * @param {number} now
 */
export function complete(ledger, attempt, now) {
  const request = ledger.requests.find(({ id }) => id === attempt.from);
  if (!request || ledger.attempts.some(({ id }) => id === attempt.id)) return;
  if (isOpen(request)) request.state = "COMPLETED";
  request.lookedAt = now;
  ledger.attempts.push({ ...attempt, state: "waiting" });
  advance(ledger, now);
}

/**
 * @param {Ledger} ledger
 * @param {string} event
 * @returns {boolean} whether it comes for the first time
 */
export function noteEvent(ledger, event) {
  if (ledger.events.includes(event)) return false;
  ledger.events = [...ledger.events, event].slice(-EVENTS_KEPT);
  return true;
}

/**
 * @param {number} looks so many there were
 * @param {number} lookMs
 */
const nextLook = (looks, lookMs) => Math.min(lookMs * 2 ** Math.min(looks, 12), LONGEST_LOOK_MS);
