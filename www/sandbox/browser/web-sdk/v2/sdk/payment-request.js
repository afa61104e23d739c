import { inSdkSpelling, inServerSpelling } from "./spelling.js";

/** @typedef {Record<string, any>} ServerRequest a payment request in the server's spelling */

/**
 * @typedef {object} PaymentRequest
 * @property {string} paymentRequestId
 * @property {string} state
 * @property {string} [previousState]
 * @property {string} [stateReason]
 * @property {Record<string, unknown>} stateContext
 * @property {number} [amount]
 * @property {string} [currency]
 * @property {string} [paymentRequestReference]
 */

/**
 * A payment request as the SDK hands it over.
 * @param {ServerRequest} request
 * @param {boolean} isOld whether the session token has its older names
 * @returns {PaymentRequest}
 */
export function paymentRequest(request, isOld) {
  const {
    customer_interaction: interaction,
    klarna_network_session_token: token,
    ...context
  } = request.state_context ?? {};
  const tokens = isOld
    ? { interoperabilityToken: token, paymentToken: token }
    : { klarnaNetworkSessionToken: token };
  return inSdkSpelling({
    paymentRequestId: request.payment_request_id,
    state: request.state,
    previousState: request.previous_state,
    stateReason: request.state_reason,
    stateContext: {
      customerInteraction: interaction && {
        method: interaction.method,
        paymentRequestUrl: interaction.payment_request_url,
      },
      ...context,
      ...tokens,
    },
    amount: request.amount,
    currency: request.currency,
    paymentRequestReference: request.payment_request_reference,
    supplementaryPurchaseData: request.supplementary_purchase_data,
  });
}

const KNOWN = [
  "currency",
  "amount",
  "paymentRequestReference",
  "paymentOptionId",
  "customerInteractionConfig",
  "shippingConfig",
  "supplementaryPurchaseData",
  "collectCustomerProfile",
  "requestCustomerToken",
  "intents",
];

/**
 * The data of a payment request that the page creates, in the server's spelling.
 * @param {Record<string, unknown>} data
 */
export const paymentRequestData = (data) =>
  inServerSpelling(Object.fromEntries(KNOWN.map((key) => [key, data[key]])));
