import { need } from "./element.js";
import { outcomeOf } from "./failure.js";
import { t } from "./messages.js";
import { clearOutcome } from "./outcome.js";
import { endingOf } from "./payment-ending.js";
import { goToConfirmation } from "./placed-order.js";

/** Then the customer is told that it may take longer; a webhook that is late can still settle it. */
const PATIENCE_MS = 60_000;

const progress = need("#progress");

/**
 * What the server says of a payment, as far as the page reads it.
 *
 * @typedef {object} Payment
 * @property {string} status
 * @property {string} order_number when it is approved
 * @property {string} [paymentRequestId]
 * @property {string} [purchase] what was paid, or is to be
 * @property {string} [reason]
 * @property {string} [paymentRequestState]
 * @property {string} [paymentRequestStateReason]
 */

/** What is waited for last: what a newer payment has replaced is no news. */
let latest = "";

/**
 * Waits for the shop's server to say what became of a payment, and leaves for the confirmation when it is approved.
 * Klarna's events only say that the customer is done; the server hears the rest from Klarna's webhook.
 *
 * @param {Pick<import("klarna-payments-wasm").KlarnaWebSdk, "confirm">} sdk
 * @param {string} paymentId payment request or purchase
 * @param {string} [wanted] what the page wants paid. Klarna's SDK may tell of an earlier purchase, after a redirect of which no
 *   page has heard: that is `another`, and no reason to leave.
 * @returns {Promise<string | undefined>} the outcome to be told, unless it is approved or a newer one is waited for
 */
export async function confirmPayment(sdk, paymentId, wanted) {
  latest = paymentId;
  clearOutcome();
  progress.textContent = t("busy.confirming");
  const outcome = await waitFor(sdk, paymentId, wanted).catch(outcomeOfQuestion);
  return latest === paymentId ? outcome : undefined;
}

/**
 * What a failure is to the customer where the server was asked what became of a payment: without its word nobody knows.
 * @param {unknown} error
 */
export function outcomeOfQuestion(error) {
  const outcome = outcomeOf(error);
  return outcome === "unknown_payment" ? outcome : "unconfirmed";
}

/**
 * @param {Pick<import("klarna-payments-wasm").KlarnaWebSdk, "confirm">} sdk
 * @param {string} paymentId
 * @param {string} [wanted]
 */
async function waitFor(sdk, paymentId, wanted) {
  const { status, body } = await sdk.confirm(paymentId, { timeoutMs: PATIENCE_MS });
  const payment = /** @type {Payment} */ (body);
  const { purchase = wanted } = payment;
  if (purchase !== wanted && wanted !== undefined) return "another";
  if (status === "approved") goToConfirmation({ order_number: payment.order_number });
  if (status === "approved") return undefined;
  return status === "pending" ? status : (outcomeIn(payment) ?? status);
}

/** @param {Payment} payment that is neither approved nor pending */
function outcomeIn({ reason = "", paymentRequestState, paymentRequestStateReason }) {
  const ending = endingOf({ state: paymentRequestState, stateReason: paymentRequestStateReason });
  // By the server's reason, where the payment request itself gives none.
  return ending ?? (reason === "canceled" ? "dismissed" : undefined);
}
