import { klarnaClient, optionalText } from "./client.js";
import { fraudStatus } from "./payments-api.js";

/**
 * Klarna's Order Management (v1): what becomes of an order after it was placed.
 *
 * @param {import("../public.js").KlarnaAccess} access
 * @param {number} timeoutMs
 */
export function ordersApi(access, timeoutMs) {
  const ask = klarnaClient(access, timeoutMs);
  /** @param {string} id */
  const order = (id) => `/ordermanagement/v1/orders/${encodeURIComponent(id)}`;

  return {
    /** @param {string} id */
    async read(id) {
      const answer = await ask({ operation: "read order", method: "GET", path: order(id) });
      return {
        answer,
        fraudStatus: fraudStatus(answer.fraud_status),
        reference: optionalText(answer, "merchant_reference1"),
      };
    },

    /**
     * @param {string} id
     * @param {"captures" | "refunds" | "cancel" | "release-remaining-authorization"} step
     * @param {object | undefined} body
     * @param {string} key
     */
    async change(id, step, body, key) {
      const path = `${order(id)}/${step}`;
      const headers = { "klarna-idempotency-key": key };
      await ask({ operation: `${step} of an order`, method: "POST", path, body, headers });
    },
  };
}

/** @typedef {ReturnType<typeof ordersApi>} OrdersApi */
