import { OrderRefused } from "./problem.js";

const MEDIA_TYPE = "application/vnd.api+json";

/**
 * Passes the authorization token on to Commerce Layer, whose order it then pays: for the option `placeOrder`.
 * https://docs.commercelayer.io/how-tos/placing-orders/payments/klarna/sending-back-the-authorization-token
 *
 * @param {object} options
 * @param {string} options.baseUrl such as `https://yourdomain.commercelayer.io`
 * @param {() => Promise<string> | string} options.accessToken of an integration
 * @param {(attempt: Parameters<import("./public.js").PlaceOrder>[0]) => Promise<{ paymentId: string, orderId: string }> | { paymentId: string, orderId: string }} options.resources
 *   the `klarna_payments` and the `orders` resource of the cart
 * @param {number} [options.timeoutMs] of one call
 * @returns {import("./public.js").PlaceOrder}
 */
export function commerceLayer({ baseUrl, accessToken, resources, timeoutMs = 10_000 }) {
  return async (attempt) => {
    const { paymentId, orderId } = await resources(attempt);
    const auth_token = attempt.authorizationToken;
    await patch("klarna_payments", paymentId, { auth_token });
    const order = await patch("orders", orderId, { _place: true });
    const reference = order?.data?.attributes?.reference;
    return typeof reference === "string" ? { order_id: reference } : {};
  };

  /**
   * @param {string} type
   * @param {string} id
   * @param {object} attributes
   * @returns {Promise<any>}
   */
  async function patch(type, id, attributes) {
    const answer = await fetch(new URL(`/api/${type}/${encodeURIComponent(id)}`, baseUrl), {
      method: "PATCH",
      headers: {
        accept: MEDIA_TYPE,
        "content-type": MEDIA_TYPE,
        authorization: `Bearer ${await accessToken()}`,
      },
      body: JSON.stringify({ data: { type, id, attributes } }),
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body = await answer.json().catch(() => undefined);
    if (answer.ok) return body;
    // An access token that has ended, and faults: the next try may do better.
    if (![401, 403, 408, 425, 429].includes(answer.status) && answer.status < 500)
      throw new OrderRefused("order_refused", "The order system does not accept this order.");
    throw new Error(`the order system answered ${answer.status}`);
  }
}
