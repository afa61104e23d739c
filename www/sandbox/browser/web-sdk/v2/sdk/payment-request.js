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
  const { state_context: context = {} } = request;
  const { customer_interaction: interaction, klarna_network_session_token: token } = context;
  const tokens = isOld
    ? { interoperabilityToken: token, paymentToken: token }
    : { klarnaNetworkSessionToken: token };
  return withoutAbsent({
    paymentRequestId: request.payment_request_id,
    state: request.state,
    previousState: request.previous_state,
    stateReason: request.state_reason,
    stateContext: withoutAbsent({
      customerInteraction: interaction && {
        method: interaction.method,
        paymentRequestUrl: interaction.payment_request_url,
      },
      klarnaCustomer: context.klarna_customer,
      shipping: context.shipping && {
        address: context.shipping.address,
        shippingOptionReference: context.shipping.shipping_option_reference,
      },
      ...tokens,
    }),
    amount: request.amount,
    currency: request.currency,
    paymentRequestReference: request.payment_request_reference,
    supplementaryPurchaseData: request.supplementary_purchase_data,
  });
}

/**
 * The data of a payment request that the page creates, in the server's spelling.
 * @param {Record<string, any>} data
 */
export const paymentRequestData = (data) =>
  withoutAbsent({
    currency: data.currency,
    amount: data.amount,
    payment_request_reference: data.paymentRequestReference,
    payment_option_id: data.paymentOptionId,
    customer_interaction_config: data.customerInteractionConfig && {
      method: "HANDOVER",
      ...withoutAbsent({ return_url: data.customerInteractionConfig.returnUrl }),
    },
    shipping_config: data.shippingConfig && {
      ...withoutAbsent({
        mode: data.shippingConfig.mode,
        supported_countries: data.shippingConfig.supportedCountries,
      }),
    },
    supplementary_purchase_data: data.supplementaryPurchaseData && {
      purchase_reference: data.supplementaryPurchaseData.purchaseReference,
      customer: data.supplementaryPurchaseData.customer,
    },
  });

/**
 * @template {object} T
 * @param {T} object
 * @returns {T}
 */
const withoutAbsent = (object) =>
  /** @type {T} */ (
    Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
  );
