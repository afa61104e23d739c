import { digest, newSecret } from "../encoding.js";
import { isForTheSame, isToldTheSame, orderData, sessionBody } from "../klarna/bodies.js";
import { KlarnaError } from "../klarna/client.js";
import { sessionOf } from "../ledger/ledger.js";
import { addSession, currentSession, outdate, reprice, SESSION_MS } from "../ledger/sessions.js";
import { inProgress } from "../problem.js";
import { merchantUrls } from "../purchase.js";
import { asProblem, klarnaUnavailable, rethrow } from "./refusals.js";

/**
 * The cart's session at Klarna (v1): made once, told when the cart has changed, made anew when it has ended.
 *
 * @typedef {import("../ledger/types.js").Ledger} Ledger
 * @typedef {import("../public.js").ShopOrder} ShopOrder
 *
 * @typedef {import("./types.js").Parts & { looking: import("./look.js").Looking, background: import("./background.js").Background }} Parts
 *
 * @typedef {object} Used
 * @property {string} sessionId
 * @property {boolean} isCertain the shop need not be asked once more: the session says what it said
 * @property {ShopOrder | undefined} [saidBefore] what the session said until now
 */

/**
 * The ledger when nobody has the cart any more.
 *
 * @param {Pick<Parts, "carts" | "background">} parts
 * @param {Ledger} ledger as it was
 * @returns {Promise<Ledger>}
 */
export async function settledLedger({ carts, background }, ledger) {
  await background.finish(ledger.cart);
  const present = (await carts.read(ledger.cart)) ?? ledger;
  if (present.state === "held") throw inProgress();
  return present;
}

/**
 * A session that says what the cart says.
 *
 * @param {Parts} parts
 * @param {Ledger} ledger
 * @param {ShopOrder} order
 * @param {() => Promise<boolean>} shopRepeats whether the shop says so once more, or is not asked again
 * @returns {Promise<Used>}
 */
export async function useSession(parts, ledger, order, shopRepeats) {
  const { looking, settings } = parts;
  const intent = order.intent ?? "buy";
  const current = currentSession(ledger, intent);
  if (!current) return newSession(parts, ledger, order);
  const isFresh = current.createdAt + SESSION_MS > settings.now();
  if (!isFresh) return newSession(parts, ledger, order, current);
  // A token that nobody has told of is of the cart as the session has it: once Klarna is told of another cart, nobody knows.
  const state = await looking.lookAtSession(ledger.cart, current.id);
  if (state === "unknown") throw klarnaUnavailable();
  if (state === "gone") return newSession(parts, ledger, order, current);
  const { state: after } = await settledLedger(parts, ledger);
  if (after === "placed") return { sessionId: current.id, isCertain: true };
  // Spent on a customer token that nobody knows, or on an order that another system has undone: the customer authorizes again.
  if (state === "complete") return newSession(parts, ledger, order, current);
  if (isToldTheSame(current.order, order)) return refreshed(parts, ledger, current.id, order);
  // Klarna compares a token with the order that is made of it, but not with a charge: a token is of one cart, because its
  // session is. Whether a company buys, and where, does not change in a session either.
  const mayBeTold = intent !== "tokenize" && isForTheSame(current.order, order);
  const answer = mayBeTold ? await update(parts, ledger, current.id, order) : "refused";
  if (answer === "ended") return newSession(parts, ledger, order, current);
  // A slow answer of the shop's may be of an older cart than this session, which its own would take the place of.
  if (answer === "refused")
    return (await shopRepeats())
      ? newSession(parts, ledger, order, current)
      : { sessionId: current.id, isCertain: false };
  const written = await parts.carts.change(ledger.cart, (changed) =>
    reprice(changed, current.id, order, settings.now()),
  );
  return { sessionId: current.id, isCertain: false, saidBefore: written?.value };
}

/**
 * Klarna knows the cart as it is. The address may be another one by now; Klarna gets it with the order.
 *
 * @param {Parts} parts
 * @param {Ledger} ledger
 * @param {string} sessionId
 * @param {ShopOrder} order
 * @returns {Promise<Used>}
 */
async function refreshed({ carts }, ledger, sessionId, order) {
  const written = await carts.change(ledger.cart, (changed) => {
    const known = sessionOf(changed, sessionId);
    if (!known || !isToldTheSame(known.order, order)) return false;
    known.order = order;
    return true;
  });
  return { sessionId, isCertain: written?.value === true };
}

/**
 * @param {Parts} parts
 * @param {Ledger} ledger
 * @param {string} sessionId
 * @param {ShopOrder} order
 * @returns {Promise<"told" | "ended" | "refused">} `refused`: it cannot be told of this. Where the order is at fault, so is a new one
 */
async function update({ settings, looking }, ledger, sessionId, order) {
  try {
    await settings.payments.updateSession(sessionId, orderData(order));
    return "told";
  } catch (error) {
    if (!(error instanceof KlarnaError && error.isRefusal)) throw asProblem(error);
    if (error.status !== 404) return "refused";
    // Ended by an order, perhaps: then this finds it.
    await looking.lookAtSession(ledger.cart, sessionId);
    return "ended";
  }
}

/**
 * @param {Parts} parts
 * @param {Ledger} ledger
 * @param {ShopOrder} order
 * @param {import("../ledger/types.js").Session} [replaces]
 * @returns {Promise<Used>}
 */
async function newSession({ settings, carts }, ledger, order, replaces) {
  const { payments, limits, now } = settings;
  const secret = newSecret();
  const urls = merchantUrls(settings, ledger, secret);
  const made = await payments
    .createSession(sessionBody(order, ledger.reference, urls))
    .catch(rethrow);
  const callbackDigest = await digest(secret);
  const added = await carts.change(ledger.cart, (changed) => {
    const counts = addSession(
      changed,
      {
        ...made,
        intent: order.intent ?? "buy",
        order,
        callbackDigest,
        awaitsReview: false,
        hasReview: false,
        state: "open",
        createdAt: now(),
        lookAt: now() + limits.lookMs,
        looks: 0,
      },
      replaces?.id,
    );
    if (replaces && counts.id === made.id && !isToldTheSame(replaces.order, order))
      outdate(changed, replaces.id, now());
    return counts;
  });
  if (!added) throw inProgress();
  // Somebody else's may be of another cart.
  return { sessionId: added.value.id, isCertain: added.value.id === made.id };
}
