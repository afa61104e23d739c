import { Type } from "@sinclair/typebox";
import { klarnaClient } from "./client.js";
import { fraudStatusOf } from "./fraud-status.js";

/**
 * Klarna Payments API (v1): sessions, orders, customer tokens.
 * https://docs.klarna.com/payments/web-payments/integrate-with-klarna-payments/
 */

const CreatedSession = Type.Object({
  session_id: Type.String({ minLength: 1 }),
  client_token: Type.String({ minLength: 1 }),
  payment_method_categories: Type.Optional(
    Type.Array(Type.Object({ identifier: Type.String(), name: Type.Optional(Type.String()) })),
  ),
});

const ReadSession = Type.Object({
  status: Type.Optional(Type.String()),
  expires_at: Type.Optional(Type.String()),
});

const CreatedOrder = Type.Object({
  order_id: Type.String({ minLength: 1 }),
  redirect_url: Type.Optional(Type.String()),
  fraud_status: Type.Optional(Type.String()),
});

const ReadOrder = Type.Object({
  fraud_status: Type.Optional(Type.String()),
  merchant_reference1: Type.Optional(Type.String()),
});

const CreatedCustomerToken = Type.Object({ token_id: Type.String({ minLength: 1 }) });

const ChargedOrder = Type.Object({
  order_id: Type.String({ minLength: 1 }),
  fraud_status: Type.Optional(Type.String()),
});

/** @param {import("../settings.js").PaymentsSettings} settings */
export function paymentsApi(settings) {
  const credentials = Buffer.from(`${settings.username}:${settings.password}`).toString("base64");
  const { call } = klarnaClient(settings.apiUrl, `Basic ${credentials}`);

  return {
    /** @param {object} session body of `POST /payments/v1/sessions` */
    createSession(session) {
      return call(
        {
          operation: "create session",
          method: "POST",
          path: "/payments/v1/sessions",
          body: session,
        },
        CreatedSession,
      );
    },

    /** @param {string} sessionId */
    readSession(sessionId) {
      const path = `/payments/v1/sessions/${encodeURIComponent(sessionId)}`;
      return call({ operation: "read session", method: "GET", path }, ReadSession);
    },

    /**
     * @param {string} sessionId
     * @param {object} session
     */
    updateSession(sessionId, session) {
      const path = `/payments/v1/sessions/${encodeURIComponent(sessionId)}`;
      return call(
        { operation: "update session", method: "POST", path, body: session },
        Type.Unknown(),
      );
    },

    /**
     * Idempotent per authorization token, says Klarna's own plugin: the same token gives the same answer.
     *
     * @param {string} authorizationToken
     * @param {object} order
     */
    createOrder(authorizationToken, order) {
      const path = `/payments/v1/authorizations/${encodeURIComponent(authorizationToken)}/order`;
      return call({ operation: "create order", method: "POST", path, body: order }, CreatedOrder);
    },

    /**
     * From Klarna's Order Management API: what became of an order since.
     * @param {string} orderId
     */
    async readOrder(orderId) {
      const path = `/ordermanagement/v1/orders/${encodeURIComponent(orderId)}`;
      const { fraud_status, ...order } = await call(
        { operation: "read order", method: "GET", path },
        ReadOrder,
      );
      return { ...order, fraudStatus: fraudStatusOf(fraud_status) };
    },

    /** @param {string} authorizationToken that will not be used */
    cancelAuthorization(authorizationToken) {
      const path = `/payments/v1/authorizations/${encodeURIComponent(authorizationToken)}`;
      return call({ operation: "cancel authorization", method: "DELETE", path }, Type.Unknown());
    },

    /**
     * @param {string} authorizationToken of a session with an intent to tokenize
     * @param {object} use
     */
    createCustomerToken(authorizationToken, use) {
      const path = `/payments/v1/authorizations/${encodeURIComponent(authorizationToken)}/customer-token`;
      return call(
        { operation: "create customer token", method: "POST", path, body: use },
        CreatedCustomerToken,
      );
    },

    /**
     * An order without the customer.
     *
     * @param {string} customerToken
     * @param {object} order
     * @param {string} key Klarna repeats its answer to the same key
     */
    chargeCustomerToken(customerToken, order, key) {
      const path = `/customer-token/v1/tokens/${encodeURIComponent(customerToken)}/order`;
      const headers = { "klarna-idempotency-key": key };
      return call(
        { operation: "charge customer token", method: "POST", path, body: order, headers },
        ChargedOrder,
      );
    },
  };
}

/** @typedef {ReturnType<typeof paymentsApi>} PaymentsApi */
