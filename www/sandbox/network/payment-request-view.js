import { wellFormed } from "../core/well-formed.js";

/** @typedef {import("./payment-requests.js").PaymentRequest} PaymentRequest */

/**
 * A payment request as Klarna's server API and webhooks show it.
 * @param {PaymentRequest} request
 * @param {string} sandboxUrl
 */
export const paymentRequestView = (request, sandboxUrl) => ({
  payment_request_id: request.id,
  payment_request_reference: request.data.payment_request_reference,
  amount: request.data.amount,
  currency: request.data.currency,
  state: request.state,
  previous_state: request.previousState,
  state_reason: request.stateReason,
  state_context: {
    customer_interaction:
      request.state === "SUBMITTED" || request.state === "IN_PROGRESS"
        ? {
            method: "HANDOVER",
            payment_request_id: request.id,
            payment_request_url: paymentRequestUrl(request, sandboxUrl),
          }
        : undefined,
    klarna_network_session_token: request.sessionToken,
    shipping: request.delivery,
    klarna_customer: klarnaCustomer(request),
  },
  supplementary_purchase_data: request.data.supplementary_purchase_data,
  expires_at: new Date(request.expiresAt).toISOString(),
  created_at: new Date(request.createdAt).toISOString(),
  updated_at: new Date(request.updatedAt).toISOString(),
});

/** @param {PaymentRequest} request */
function klarnaCustomer({ customerToken, customerProfile, data }) {
  if (customerToken === undefined && customerProfile === undefined) return undefined;
  return {
    customer_token: customerToken,
    customer_token_reference:
      customerToken && data.request_customer_token?.customer_token_reference,
    customer_profile: customerProfile,
  };
}

/**
 * Where the customer accepts the request. The Web SDK takes region and access token from it, so no other URL will do.
 * @param {PaymentRequest} request
 * @param {string} sandboxUrl
 */
export const paymentRequestUrl = (request, sandboxUrl) =>
  `${sandboxUrl}/pay/${encodeURIComponent(request.id)}?region=eu1&access_token=${request.accessToken}`;

/** @type {Record<string, (request: PaymentRequest) => string | undefined>} */
const PLACEHOLDERS = {
  id: (request) => request.id,
  state: (request) => request.state,
  state_reason: (request) => request.stateReason,
  payment_request_reference: (request) => request.data.payment_request_reference,
  payment_token: (request) => request.sessionToken,
  klarna_network_session_token: (request) => request.sessionToken,
};

/**
 * The return URL with its `{klarna.payment_request.…}` placeholders filled in.
 * @param {PaymentRequest} request
 */
export const returnUrl = (request) =>
  request.data.customer_interaction_config?.return_url?.replaceAll(
    /\{klarna\.payment_request\.([a-z_]+)\}/g,
    (placeholder, name) => {
      const value = Object.hasOwn(PLACEHOLDERS, name) ? PLACEHOLDERS[name]?.(request) : placeholder;
      return encodeURIComponent(wellFormed(value ?? ""));
    },
  );
