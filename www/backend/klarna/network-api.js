import { Type } from "@sinclair/typebox";
import { klarnaClient } from "./client.js";

/**
 * Klarna's Payment API (v2): authorize a payment, read a payment request, set up webhooks.
 * https://docs.klarna.com/klarna-network-distribution/
 */

const PaymentRequest = Type.Object({
  payment_request_id: Type.String({ minLength: 1 }),
  // An open enum: DECLINED exists beside the documented states.
  state: Type.String(),
  state_reason: Type.Optional(Type.Union([Type.String({ maxLength: 200 }), Type.Null()])),
  state_context: Type.Optional(
    Type.Object({
      customer_interaction: Type.Optional(
        Type.Object({ payment_request_url: Type.Optional(Type.String()) }),
      ),
      klarna_network_session_token: Type.Optional(Type.String()),
      shipping: Type.Optional(Type.Unknown()),
    }),
  ),
});

const Authorization = Type.Object({
  payment_transaction_response: Type.Object({
    result: Type.Union([
      Type.Literal("APPROVED"),
      Type.Literal("STEP_UP_REQUIRED"),
      Type.Literal("DECLINED"),
    ]),
    result_reason: Type.Optional(Type.String()),
    payment_transaction: Type.Optional(
      Type.Object({ payment_transaction_id: Type.String({ minLength: 1 }) }),
    ),
  }),
  payment_request: Type.Optional(PaymentRequest),
});

const SigningKey = Type.Object({
  signing_key_id: Type.String({ minLength: 1 }),
  signing_key: Type.String({ minLength: 1 }),
});

/** @typedef {import("@sinclair/typebox").Static<typeof Authorization>} Authorization */
/** @typedef {import("@sinclair/typebox").Static<typeof PaymentRequest>} PaymentRequest */

/** @param {import("../settings.js").NetworkSettings} settings */
export function networkApi(settings) {
  const { call } = klarnaClient(settings.apiUrl, `Basic ${settings.apiKey}`);
  const account = `/v2/accounts/${encodeURIComponent(settings.partnerAccountId)}/payment`;

  return {
    /**
     * Idempotent per session token and per key: asking again is safe.
     *
     * @param {object} body
     * @param {{ sessionToken: string, idempotencyKey: string }} headers
     */
    authorize(body, { sessionToken, idempotencyKey }) {
      return call(
        {
          operation: "authorize payment",
          method: "POST",
          path: `${account}/authorize`,
          body,
          headers: {
            "klarna-network-session-token": sessionToken,
            "klarna-idempotency-key": idempotencyKey,
          },
        },
        Authorization,
      );
    },

    /**
     * @param {object} body
     * @param {string} idempotencyKey
     */
    createPaymentRequest(body, idempotencyKey) {
      return call(
        {
          operation: "create payment request",
          method: "POST",
          path: `${account}/requests`,
          body,
          headers: { "klarna-idempotency-key": idempotencyKey },
        },
        PaymentRequest,
      );
    },

    /** @param {string} id */
    readPaymentRequest(id) {
      const path = `${account}/requests/${encodeURIComponent(id)}`;
      return call({ operation: "read payment request", method: "GET", path }, PaymentRequest);
    },

    /** @param {string} id */
    cancelPaymentRequest(id) {
      const path = `${account}/requests/${encodeURIComponent(id)}`;
      return call({ operation: "cancel payment request", method: "DELETE", path }, Type.Unknown());
    },

    createSigningKey() {
      const path = "/v2/notification/signing-keys";
      return call({ operation: "create signing key", method: "POST", path, body: {} }, SigningKey);
    },

    /** @param {object} webhook */
    createWebhook(webhook) {
      const path = "/v2/notification/webhooks";
      return call(
        { operation: "create webhook", method: "POST", path, body: webhook },
        Type.Unknown(),
      );
    },
  };
}

/** @typedef {ReturnType<typeof networkApi>} NetworkApi */
