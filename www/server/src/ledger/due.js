import { DAY_MS, holderOf } from "./ledger.js";
import { isAwaited, SESSION_MS } from "./sessions.js";

/**
 * When a cart is to be looked at next, and what is no longer kept of it.
 *
 * @typedef {import("./types.js").Ledger} Ledger
 */

/**
 * @param {Ledger} ledger
 * @param {{ keptMs: number, retention: import("../public.js").Retention }} settings
 * @returns {number | null} milliseconds since 1970
 */
export function dueAt(ledger, { keptMs, retention }) {
  const times = isBusy(ledger) ? [] : [forgetAt(ledger, retention)];
  const holder = holderOf(ledger);
  if (holder) times.push(holder.dueAt);
  for (const { state, dueAt: due, arrivedAt, boughtAt } of ledger.attempts) {
    if (state === "returning") times.push(due);
    if (state === "kept") times.push(boughtAt ?? arrivedAt + keptMs);
  }
  for (const session of ledger.sessions)
    if (session.state !== "ended")
      times.push(Math.min(session.lookAt, session.createdAt + SESSION_MS + DAY_MS));
  for (const request of ledger.requests) if (isAwaited(ledger, request)) times.push(request.lookAt);
  for (const time of [ledger.tellAt ?? ledger.tellReviewAt, ledger.reviewAt])
    if (time != null) times.push(time);
  return times.length > 0 ? Math.min(...times) : null;
}

/**
 * Whether something of the cart is still on its way: that is kept however old it is.
 * @param {Ledger} ledger
 */
const isBusy = (ledger) =>
  ledger.state === "held" ||
  ledger.tellAt !== null ||
  ledger.tellReviewAt != null ||
  ledger.attempts.some(({ secret }) => secret !== null);

/**
 * @param {Ledger} ledger
 * @param {import("../public.js").Retention} retention
 */
function forgetAt(ledger, { openDays, placedDays, personalDataDays }) {
  if (ledger.state !== "placed") return ledger.changedAt + openDays * DAY_MS;
  if (hasPersonalData(ledger)) return ledger.changedAt + personalDataDays * DAY_MS;
  // A capture or refund keeps the order for `placedDays` from then, so that the same key does not do it twice. Names and addresses it
  // does not keep.
  const steps = (ledger.steps ?? []).map(({ firstSentAt }) => firstSentAt);
  return Math.max(ledger.changedAt, ...steps) + placedDays * DAY_MS;
}

/** @param {Ledger} ledger */
const hasPersonalData = (ledger) =>
  ledger.attempts.length + ledger.sessions.length + ledger.requests.length > 0 ||
  ledger.order?.customer !== undefined;

/**
 * Forgets what is old. Of an order, the shop's books keep what was bought and Klarna's ids.
 *
 * @param {Ledger} ledger
 * @param {import("../public.js").Retention} retention
 * @param {number} now
 * @returns {"keep" | "delete"}
 */
export function forget(ledger, retention, now) {
  if (isBusy(ledger) || forgetAt(ledger, retention) > now) return "keep";
  if (ledger.state !== "placed" || !hasPersonalData(ledger)) return "delete";
  ledger.attempts = [];
  ledger.sessions = [];
  ledger.requests = [];
  ledger.events = [];
  if (ledger.order) {
    const { customer: _, ...order } = ledger.order;
    ledger.order = order;
  }
  return "keep";
}
