import { outcomeOf } from "../parts/failure.js";
import { openWebSdk } from "../parts/klarna-web-sdk.js";
import { nextStep, showOutcome } from "../parts/outcome.js";
import { confirmPayment } from "../parts/payment-confirmation.js";
import { ask } from "../parts/shop-api.js";

/** Klarna sends the browser here after a redirect, whether the customer agreed or left. */

const UNFINISHED = ["SUBMITTED", "IN_PROGRESS"];
const purchase = new URLSearchParams(location.search).get("purchase") ?? "";

try {
  const payment = await ask("GET", `/api/payments/${encodeURIComponent(purchase)}`);
  const sdk = await openWebSdk();
  if (payment.status === "pending" && UNFINISHED.includes(payment.paymentRequestState)) leave();
  else await confirmPayment(sdk, payment.paymentRequestId);
} catch (error) {
  showOutcome(outcomeOf(error), [nextStep.reload]);
}

/** The customer came back without finishing at Klarna. */
function leave() {
  showOutcome("dismissed", [nextStep.toPay]);
}
