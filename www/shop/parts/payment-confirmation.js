import { need } from "./element.js";
import { outcomeOf } from "./failure.js";
import { t } from "./messages.js";
import { clearOutcome, nextStep, showOutcome } from "./outcome.js";
import { goToConfirmation } from "./placed-order.js";

/** Then the customer is told that it may take longer; a webhook that is late can still settle it. */
const PATIENCE_MS = 60_000;

const progress = need("#progress");

/**
 * Waits for the shop's server to say what became of a payment, and goes on with that. Klarna's events only say that the
 * customer is done; the server hears the rest from Klarna's webhook.
 *
 * @param {Pick<import("klarna-payments-wasm").KlarnaWebSdk, "confirm">} sdk
 * @param {string} paymentId payment request or purchase
 */
export async function confirmPayment(sdk, paymentId) {
  clearOutcome();
  progress.textContent = t("busy.confirming");
  try {
    const confirmation = await sdk.confirm(paymentId, { timeoutMs: PATIENCE_MS });
    settle(confirmation);
  } catch (error) {
    showOutcome(outcomeOf(error), [nextStep.reload]);
  } finally {
    progress.textContent = "";
  }
}

/** @param {import("klarna-payments-wasm").Confirmation} confirmation */
function settle({ status, body }) {
  const payment = /** @type {{ order_number: string, reason?: string } | undefined} */ (body);
  if (status === "approved" && payment) goToConfirmation({ order_number: payment.order_number });
  else if (status === "declined") showOutcome("declined", [nextStep.toCart]);
  else if (status === "expired")
    showOutcome(payment?.reason === "canceled" ? "dismissed" : "expired", [nextStep.toPay]);
  else showOutcome("pending", [nextStep.reload, nextStep.contact]);
}
