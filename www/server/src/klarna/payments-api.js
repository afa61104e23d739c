import { klarnaClient, optionalText, text } from "./client.js";

/**
 * Klarna Payments (v1): sessions, authorizations, customer tokens.
 * https://docs.klarna.com/payments/web-payments/integrate-with-klarna-payments/
 *
 * @param {import("../public.js").KlarnaAccess} access
 * @param {number} timeoutMs
 */
export function paymentsApi(access, timeoutMs) {
  const ask = klarnaClient(access, timeoutMs);
  /** @param {string} token */
  const authorization = (token) => `/payments/v1/authorizations/${encodeURIComponent(token)}`;
  /** @param {string} id */
  const session = (id) => `/payments/v1/sessions/${encodeURIComponent(id)}`;
  /** @param {string} token */
  const customerToken = (token) => `/customer-token/v1/tokens/${encodeURIComponent(token)}`;

  return {
    /** @param {object} body */
    async createSession(body) {
      const operation = "create session";
      const path = "/payments/v1/sessions";
      const answer = await ask({ operation, method: "POST", path, body });
      return {
        id: text(answer, "session_id", operation),
        clientToken: text(answer, "client_token", operation),
        categories: Array.isArray(answer.payment_method_categories)
          ? answer.payment_method_categories
          : [],
      };
    },

    /** @param {string} id */
    async readSession(id) {
      const answer = await ask({ operation: "read session", method: "GET", path: session(id) });
      return {
        isComplete: answer.status === "complete",
        authorizationToken: optionalText(answer, "authorization_token"),
        agreed: answer,
        customer: customerIn(answer),
      };
    },

    /**
     * @param {string} id
     * @param {object} body
     */
    async updateSession(id, body) {
      await ask({ operation: "update session", method: "POST", path: session(id), body });
    },

    /**
     * @param {string} token
     * @param {object} body
     */
    async createOrder(token, body) {
      const operation = "create order";
      const path = `${authorization(token)}/order`;
      return order(await ask({ operation, method: "POST", path, body }), operation);
    },

    /** @param {string} token */
    async cancelAuthorization(token) {
      const path = authorization(token);
      await ask({ operation: "cancel authorization", method: "DELETE", path });
    },

    /**
     * @param {string} token of a session with an intent to tokenize
     * @param {object} body
     */
    async createCustomerToken(token, body) {
      const operation = "create customer token";
      const path = `${authorization(token)}/customer-token`;
      return text(await ask({ operation, method: "POST", path, body }), "token_id", operation);
    },

    /**
     * @param {string} token
     * @param {object} body
     * @param {string} key
     */
    async chargeCustomerToken(token, body, key) {
      const operation = "charge customer token";
      const path = `${customerToken(token)}/order`;
      const headers = { "klarna-idempotency-key": key };
      return order(await ask({ operation, method: "POST", path, body, headers }), operation);
    },

    /** @param {string} token */
    async readCustomerToken(token) {
      const operation = "read customer token";
      const answer = await ask({ operation, method: "GET", path: customerToken(token) });
      const payment_method_type = optionalText(answer, "payment_method_type");
      return {
        status: text(answer, "status", operation),
        ...(payment_method_type === undefined ? {} : { payment_method_type }),
      };
    },

    /** @param {string} token */
    async cancelCustomerToken(token) {
      const path = `${customerToken(token)}/status`;
      const body = { status: "CANCELLED" };
      await ask({ operation: "cancel customer token", method: "PATCH", path, body });
    },
  };
}

/** @typedef {ReturnType<typeof paymentsApi>} PaymentsApi */

/**
 * @param {Record<string, unknown>} answer
 * @param {string} operation
 */
function order(answer, operation) {
  const redirect_url = optionalText(answer, "redirect_url");
  return {
    order_id: text(answer, "order_id", operation),
    ...(redirect_url === undefined ? {} : { redirect_url }),
    fraud_status: fraudStatus(answer.fraud_status),
  };
}

/**
 * @param {unknown} word Klarna's; one that is not known is no permission to send goods
 * @returns {"ACCEPTED" | "PENDING" | "REJECTED"}
 */
export function fraudStatus(word) {
  if (word === undefined || word === null || word === "ACCEPTED") return "ACCEPTED";
  return word === "REJECTED" || word === "STOPPED" ? "REJECTED" : "PENDING";
}

/**
 * The addresses that Klarna has of a session: what the page told it last.
 *
 * @param {Record<string, unknown>} answer
 * @returns {import("../public.js").ShopOrder["customer"]} nothing: none
 */
function customerIn(answer) {
  const known = ["billing_address", "shipping_address"].flatMap((name) => {
    const fields = Object.entries(Object(answer[name]));
    const texts = fields.filter(([, value]) => typeof value === "string" && value !== "");
    return texts.length > 0 ? [[name, Object.fromEntries(texts)]] : [];
  });
  return known.length > 0 ? Object.fromEntries(known) : undefined;
}
