import { KlarnaError, klarnaClient, object, optionalText, text } from "./client.js";

/**
 * The Klarna Network's Payment API (v2).
 * https://docs.klarna.com/klarna-network-distribution/
 *
 * @param {import("../public.js").KlarnaAccess} access
 * @param {number} timeoutMs
 */
export function networkApi(access, timeoutMs) {
  const ask = klarnaClient(access, timeoutMs);
  const account =
    access.account === undefined ? "/v2" : `/v2/accounts/${encodeURIComponent(access.account)}`;
  /** @param {string} id */
  const request = (id) => `${account}/payment/requests/${encodeURIComponent(id)}`;
  /** @param {string} id */
  const transaction = (id) => `${account}/payment/transactions/${encodeURIComponent(id)}`;

  return {
    /**
     * Idempotent per session token and per key: the same request gets the same answer.
     *
     * @param {object} body
     * @param {{ sessionToken: string, key: string }} headers
     */
    async authorize(body, { sessionToken, key }) {
      const operation = "authorize payment";
      const answer = await ask({
        operation,
        method: "POST",
        path: `${account}/payment/authorize`,
        body,
        headers: { "klarna-network-session-token": sessionToken, "klarna-idempotency-key": key },
      });
      const response = object(answer.payment_transaction_response);
      const result = text(response, "result", operation);
      if (!["APPROVED", "STEP_UP_REQUIRED", "DECLINED"].includes(result))
        throw new KlarnaError(operation, { code: "UNREADABLE_ANSWER" });
      return {
        result: /** @type {"APPROVED" | "STEP_UP_REQUIRED" | "DECLINED"} */ (result),
        reason: optionalText(response, "result_reason"),
        transactionId: optionalText(object(response.payment_transaction), "payment_transaction_id"),
        request:
          answer.payment_request === undefined
            ? undefined
            : paymentRequest(object(answer.payment_request), operation),
      };
    },

    /**
     * @param {object} body
     * @param {string} key
     */
    async createRequest(body, key) {
      const operation = "create payment request";
      const path = `${account}/payment/requests`;
      const headers = { "klarna-idempotency-key": key };
      return paymentRequest(
        await ask({ operation, method: "POST", path, body, headers }),
        operation,
      );
    },

    /** @param {string} id */
    async readRequest(id) {
      const operation = "read payment request";
      return paymentRequest(await ask({ operation, method: "GET", path: request(id) }), operation);
    },

    /** @param {string} id */
    async cancelRequest(id) {
      await ask({ operation: "cancel payment request", method: "DELETE", path: request(id) });
    },

    /** @param {string} id */
    readTransaction(id) {
      return ask({ operation: "read transaction", method: "GET", path: transaction(id) });
    },

    /**
     * @param {string} id
     * @param {"capture" | "refund" | "void"} step
     * @param {object} body
     * @param {string} key
     */
    async changeTransaction(id, step, body, key) {
      const path = `${transaction(id)}/${step}`;
      const headers = { "klarna-idempotency-key": key };
      await ask({ operation: `${step} transaction`, method: "POST", path, body, headers });
    },
  };
}

/** @typedef {ReturnType<typeof networkApi>} NetworkApi */

/**
 * @param {Record<string, unknown>} answer
 * @param {string} operation
 */
function paymentRequest(answer, operation) {
  const context = object(answer.state_context);
  return {
    id: text(answer, "payment_request_id", operation),
    // An open enum: DECLINED exists beside the documented states.
    state: text(answer, "state", operation),
    reason: optionalText(answer, "state_reason"),
    url: optionalText(object(context.customer_interaction), "payment_request_url"),
    ...completion(answer),
  };
}

/**
 * What a payment request has when it is completed. Klarna's guide has it in `state_context`; a plug-in of its own partner reads
 * it one level up.
 *
 * @param {Record<string, unknown>} request as it is read, or as an event tells of it
 */
export function completion(request) {
  const context = object(request.state_context);
  const token = "klarna_network_session_token";
  return {
    sessionToken: optionalText(context, token) ?? optionalText(request, token),
    shipping: context.shipping ?? request.shipping,
  };
}
