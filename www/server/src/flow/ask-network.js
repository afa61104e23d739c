import { requestBody } from "../klarna/bodies.js";
import { pagesOf } from "../purchase.js";
import { approved, declined, steppedUp } from "./outcomes.js";

/**
 * A payment with the button (v2) is asked for.
 *
 * @typedef {import("../settings.js").Settings} Settings
 * @typedef {import("../ledger/types.js").Ledger} Ledger
 * @typedef {import("../ledger/types.js").AskedAttempt} AskedAttempt
 * @typedef {import("../ledger/types.js").Outcome} Outcome
 */

/**
 * The customer has clicked the payment button (v2).
 *
 * @param {Settings} settings
 * @param {Ledger} ledger
 * @param {AskedAttempt} attempt
 * @returns {Promise<Outcome>}
 */
export async function authorizeClick(settings, ledger, attempt) {
  const { network } = settings;
  const body = /** @type {import("../klarna/bodies.js").PaymentBody} */ (attempt.body);
  const returnUrl = pagesOf(settings, ledger).return();
  if (attempt.order.shipping_config) {
    const config = attempt.order.shipping_config;
    return steppedUp(
      await network.createRequest(requestBody(body, config, returnUrl), attempt.key),
    );
  }
  const answer = await network.authorize(body, {
    sessionToken: attempt.secret,
    key: attempt.key,
  });
  if (answer.result === "APPROVED") return approved(answer.transactionId);
  if (answer.result === "STEP_UP_REQUIRED")
    return answer.request ? steppedUp(answer.request) : { kind: "unknown", code: "NO_REQUEST" };
  return declined(answer.reason);
}

/**
 * The customer has completed a payment request (v2): nothing is paid before this.
 *
 * @param {Settings} settings
 * @param {AskedAttempt} attempt
 * @returns {Promise<Outcome>}
 */
export async function finalAuthorization({ network }, attempt) {
  const answer = await network.authorize(attempt.body, {
    sessionToken: attempt.secret,
    key: attempt.key,
  });
  if (answer.result !== "APPROVED") return declined(answer.reason);
  return approved(answer.transactionId, attempt.from ?? undefined);
}
