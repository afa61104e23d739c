import { need } from "../parts/element.js";
import { openWebSdk } from "../parts/klarna-web-sdk.js";
import { t } from "../parts/messages.js";
import { nextStep, showOutcome } from "../parts/outcome.js";
import { confirmPayment, outcomeOfQuestion } from "../parts/payment-confirmation.js";
import { goToConfirmation } from "../parts/placed-order.js";
import { ask } from "../parts/shop-api.js";

/** Klarna sends the browser here after a redirect, whether the customer agreed or left. */

const UNFINISHED = ["SUBMITTED", "IN_PROGRESS"];
/** The shop's server asks Klarna itself at most this often; until then it says what it knows. */
const SERVER_LOOKS_MS = 2_000;

/** @type {Record<string, import("../parts/outcome.js").NextStep[]>} where a new payment is not what helps: this one is undecided */
const NEXT_STEPS = {
  pending: [nextStep.reload, nextStep.contact],
  unconfirmed: [nextStep.reload, nextStep.contact],
  unknown_payment: [nextStep.contact],
};

const progress = need("#progress");
progress.textContent = t("busy.confirming");
const purchase = new URLSearchParams(location.search).get("purchase") ?? "";

try {
  const payment = await look();
  // What the shop's server knows needs no word of Klarna's, whose SDK may not load.
  if (payment.status === "approved") goToConfirmation(payment);
  else tell(await decided(payment));
} catch (error) {
  tell(outcomeOfQuestion(error));
}

/**
 * @param {import("../parts/payment-confirmation.js").Payment} payment that is not approved so far
 * @returns {Promise<string | undefined>}
 */
async function decided(payment) {
  if (hasLeft(payment)) return "dismissed";
  const sdk = await openWebSdk();
  return confirmPayment(sdk, payment.paymentRequestId ?? purchase);
}

/** @returns {Promise<import("../parts/payment-confirmation.js").Payment>} as it is now that the customer is back */
async function look() {
  const known = await payment();
  if (!hasLeft(known)) return known;
  // Or the customer has paid, and the server has not heard of it yet.
  await new Promise((passed) => setTimeout(passed, SERVER_LOOKS_MS));
  return payment();
}

function payment() {
  return ask("GET", `/api/klarna/payments/${encodeURIComponent(purchase)}`);
}

/** @param {import("../parts/payment-confirmation.js").Payment} payment */
function hasLeft({ status, paymentRequestState = "" }) {
  return status === "pending" && UNFINISHED.includes(paymentRequestState);
}

/** @param {string | undefined} outcome none: the browser is on its way to the confirmation */
function tell(outcome) {
  if (outcome === undefined) return;
  progress.textContent = "";
  showOutcome(outcome, NEXT_STEPS[outcome] ?? [nextStep.toPay]);
}
