import { chargeBody, orderBody } from "../klarna/bodies.js";
import { KlarnaError } from "../klarna/client.js";
import { BY, HOUR_MS } from "../ledger/ledger.js";
import { merchantUrls } from "../purchase.js";
import { authorizeClick, finalAuthorization } from "./ask-network.js";
import { forward, orderAuthorized, refusedAuthorization } from "./ask-payments.js";
import { approved, byHand, placed, refusal } from "./outcomes.js";
import { explain } from "./refusals.js";

/**
 * How each kind of attempt asks Klarna, and what its answer means. Asking again with the same attempt is safe, or is not done.
 *
 * @typedef {import("./types.js").Parts} Parts
 * @typedef {import("../ledger/types.js").Ledger} Ledger
 * @typedef {import("../ledger/types.js").Attempt} Attempt
 * @typedef {import("../ledger/types.js").AskedAttempt} AskedAttempt
 * @typedef {import("../ledger/types.js").Outcome} Outcome
 */

/** Klarna knows an idempotency key for 24 hours; this is the last time that it is relied on. */
export const KEY_MS = 23 * HOUR_MS;

/**
 * What Klarna is asked the first time; then it is kept.
 *
 * @param {Parts["settings"]} settings
 * @param {Ledger} ledger
 * @param {Attempt} attempt
 * @returns {object}
 */
export function firstBody(settings, ledger, { kind, order }) {
  // What a click pays is fixed when it comes.
  if (BY[kind] === "network") throw new Error("an attempt without its body");
  if (kind === "charge" || order.intent === "tokenize") return chargeBody(order, ledger.reference);
  return orderBody(order, ledger.reference, merchantUrls(settings, ledger));
}

/**
 * @param {Parts} parts
 * @param {Ledger} ledger
 * @param {AskedAttempt} attempt
 * @returns {Promise<Outcome>}
 */
export async function ask(parts, ledger, attempt) {
  const { settings } = parts;
  const { payments, placeOrder, log, now } = settings;
  if (isForgotten(attempt, now())) return byHand(settings, "KEY_FORGOTTEN");
  try {
    switch (attempt.kind) {
      case "authorization":
        return placeOrder
          ? await forward(settings, ledger, attempt, placeOrder)
          : await orderAuthorized(parts, attempt);
      case "click":
        return await authorizeClick(settings, ledger, attempt);
      case "completion":
        return await finalAuthorization(settings, attempt);
      case "charge":
        return placed(
          await payments.chargeCustomerToken(attempt.secret, attempt.body, attempt.key),
        );
    }
  } catch (error) {
    if (!(error instanceof KlarnaError)) throw error;
    const { operation, status, code, correlationId } = error;
    log({ level: "warn", event: "klarna_error", operation, status, code, correlationId });
    if (!error.isRefusal) return { kind: "unknown", code };
    return await refused(parts, attempt, error);
  }
}

/**
 * Whether Klarna may have done what it was asked, and know nothing of it any more: it would charge once more, or decline a
 * token that it has taken.
 *
 * @param {Attempt} attempt
 * @param {number} now
 */
function isForgotten({ kind, order, customerToken, sent, firstSentAt, arrivedAt }, now) {
  // The token of an authorization is good for one order, and a payment request that nobody completes is not paid.
  const isOnce = kind === "authorization" && (order.intent !== "tokenize" || !customerToken);
  const isRequest = kind === "click" && order.shipping_config !== undefined;
  return !isOnce && !isRequest && sent > 1 && (firstSentAt ?? arrivedAt) + KEY_MS <= now;
}

/**
 * Klarna refuses.
 *
 * @param {Parts} parts
 * @param {AskedAttempt} attempt
 * @param {KlarnaError} error
 * @returns {Promise<Outcome>}
 */
async function refused(parts, attempt, error) {
  if (attempt.kind === "completion" && error.code === "RESOURCE_CONFLICT")
    return approved(undefined, attempt.from ?? undefined);
  return attempt.kind === "authorization"
    ? refusedAuthorization(parts, attempt, error)
    : refusal(explain(error), false);
}
