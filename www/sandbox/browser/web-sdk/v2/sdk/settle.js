import { faultOf } from "../../../host/sandbox-link.js";
import { KlarnaError } from "./klarna-error.js";
import { paymentRequest } from "./payment-request.js";
import { PurchaseFailure } from "./purchase-failure.js";

/**
 * @typedef {import("./instance.js").Instance} Instance
 * @typedef {import("./payment-request.js").ServerRequest} ServerRequest
 */

const STALE_ID = "krn:payment:eu1:request:00000000-0000-4000-8000-000000000000";

/**
 * Tells the shop how a payment request ended: `complete`, `abort` or `error`.
 * @param {Instance} instance
 * @param {ServerRequest} ended
 * @param {{ navigate: boolean }} options `navigate`: on completion go to the return URL, unless a handler returns false
 * @throws {PurchaseFailure} when it is for the `error` event
 */
export async function settle(instance, ended, { navigate }) {
  const request = paymentRequest(ended, instance.isOld);
  if (ended.state === "COMPLETED") {
    const stays = await complete(instance, ended, request);
    if (navigate && !stays && ended.return_url) await instance.leaveFor(ended.return_url);
    return;
  }
  if (ended.state_reason === "TECHNICAL_ERROR" || ended.state === "EXPIRED") {
    const code = ended.state === "EXPIRED" ? "PAYMENT_REQUEST_EXPIRED" : "TECHNICAL_ERROR";
    const type = ended.state === "EXPIRED" ? "RESOURCE_ERROR" : "TECHNICAL_ERROR";
    const error = new KlarnaError(code, type, `The payment is ${ended.state}`);
    throw new PurchaseFailure(error, request);
  }
  instance.events.deliverOrKeep("abort", request);
}

/**
 * Delivers `complete`, as the scenario wants it: once, twice, not at all, or for an older payment request first.
 * @param {Instance} instance
 * @param {ServerRequest} ended
 * @param {import("./payment-request.js").PaymentRequest} request
 * @returns {Promise<boolean>} whether a handler keeps the customer on the page
 */
async function complete(instance, ended, request) {
  const { events, origin } = instance;
  const fault = faultOf(origin, "web-sdk", "complete", {
    paymentRequestId: request.paymentRequestId,
  });
  const wish = fault?.kind ?? ended.complete;
  if (wish === "never") return false;
  if (!events.has("complete")) {
    events.deliverOrKeep("complete", request);
    return false;
  }
  if (wish === "stale") await events.emit("complete", { ...request, paymentRequestId: STALE_ID });
  const results = await events.emit("complete", request);
  if (wish === "twice") results.push(...(await events.emit("complete", request)));
  return results.includes(false);
}
