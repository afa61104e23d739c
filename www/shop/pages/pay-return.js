import { need } from "../parts/element.js";
import { outcomeOf } from "../parts/failure.js";
import { openWebSdk } from "../parts/klarna-web-sdk.js";
import { t } from "../parts/messages.js";
import { nextStep, showOutcome } from "../parts/outcome.js";
import { confirmPayment } from "../parts/payment-confirmation.js";
import { ask } from "../parts/shop-api.js";

/** Klarna sends the browser here after a redirect, whether the customer agreed or left. */

const UNFINISHED = ["SUBMITTED", "IN_PROGRESS"];

/** @type {Record<string, import("../parts/outcome.js").NextStep[]>} where trying again is not what helps */
const NEXT_STEPS = {
  pending: [nextStep.reload, nextStep.contact],
};

const progress = need("#progress");
progress.textContent = t("busy.confirming");
const purchase = new URLSearchParams(location.search).get("purchase") ?? "";

try {
  const payment = await ask("GET", `/api/klarna/payments/${encodeURIComponent(purchase)}`);
  const sdk = await openWebSdk();
  const left = payment.status === "pending" && UNFINISHED.includes(payment.paymentRequestState);
  tell(left ? "dismissed" : await confirmPayment(sdk, payment.paymentRequestId));
} catch (error) {
  tell(outcomeOf(error));
}

/** @param {string | undefined} outcome none: the browser is on its way to the confirmation */
function tell(outcome) {
  if (outcome === undefined) return;
  progress.textContent = "";
  showOutcome(outcome, NEXT_STEPS[outcome] ?? [nextStep.toPay]);
}
