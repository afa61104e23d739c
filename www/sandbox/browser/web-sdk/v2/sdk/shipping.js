import { paymentRequest } from "./payment-request.js";

/** @typedef {import("./instance.js").Instance} Instance */

const ANSWER_WITHIN_MS = 5_000;
const FAILED = Object.freeze({ failed: true });

/**
 * Lets the shop's handlers answer what the customer does about the delivery. One that throws, answers with nothing, or
 * takes longer than 5 seconds fails the purchase; without handlers the shop has no say.
 * @param {Instance} instance
 * @param {string} id of the payment request
 * @returns {import("../../../host/frame-channel.js").ShopAnswers}
 */
export function shippingAnswers({ api, events, isOld }, id) {
  return async (event, payload) => {
    if (!events.has(event)) return undefined;
    const read = await api.readPaymentRequest(id).catch(() => undefined);
    if (!read) return FAILED;
    const request = paymentRequest(read, isOld);
    const late = new Promise((resolve) => setTimeout(() => resolve([]), ANSWER_WITHIN_MS));
    const results = await Promise.race([events.emit(event, request, payload), late]);
    const answer = /** @type {unknown[]} */ (results).findLast((result) => result !== undefined);
    return isAnswer(event, answer) ? answer : FAILED;
  };
}

/**
 * @param {string} event
 * @param {unknown} answer
 */
function isAnswer(event, answer) {
  if (typeof answer !== "object" || answer === null) return false;
  const { rejectionReason, shippingOptions, amount } = /** @type {Record<string, unknown>} */ (
    answer
  );
  if (rejectionReason !== undefined) return typeof rejectionReason === "string";
  if (event === "shippingoptionselect") return Number.isSafeInteger(amount);
  return Array.isArray(shippingOptions);
}
