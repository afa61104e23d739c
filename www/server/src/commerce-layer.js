import { OrderRefused } from "./problem.js";

/** An order that is placed, or was: one that is edited is placed already. https://docs.commercelayer.io/core-api-reference/orders */
const PLACED = ["placed", "editing", "approved"];
/** One that is not; `cancelled`, where it was abandoned before. What is `placing` may still come to either. */
const UNPLACED = ["draft", "pending", "cancelled"];
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
    const told = await place(paymentId, orderId, attempt.authorizationToken);
    if (isPlaced(told)) return resultOf(told);
    // Refused is also the same again, of an order that is placed: the order itself says which it is.
    const order = await ask("GET", "orders", orderId).catch(unreadable);
    if (isPlaced(order)) return resultOf(order);
    if (told instanceof OrderRefused && UNPLACED.includes(order?.data?.attributes?.status))
      throw told;
    throw new Error("the order system does not say whether the order is placed");
  };

  /**
   * @param {string} paymentId
   * @param {string} orderId
   * @param {string} auth_token
   * @returns {Promise<any>} the order as it is then, or the refusal
   */
  async function place(paymentId, orderId, auth_token) {
    try {
      await ask("PATCH", "klarna_payments", paymentId, { auth_token });
      return await ask("PATCH", "orders", orderId, { _place: true });
    } catch (error) {
      if (error instanceof OrderRefused) return error;
      throw error;
    }
  }

  /**
   * @param {"GET" | "PATCH"} method
   * @param {string} type
   * @param {string} id
   * @param {object} [attributes]
   * @returns {Promise<any>}
   */
  async function ask(method, type, id, attributes) {
    const answer = await fetch(new URL(`/api/${type}/${encodeURIComponent(id)}`, baseUrl), {
      method,
      headers: {
        accept: MEDIA_TYPE,
        "content-type": MEDIA_TYPE,
        authorization: `Bearer ${await accessToken()}`,
      },
      ...(attributes ? { body: JSON.stringify({ data: { type, id, attributes } }) } : {}),
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

/** @param {any} order as the order system has it */
function isPlaced(order) {
  const { status, placed_at } = order?.data?.attributes ?? {};
  return PLACED.includes(status) || typeof placed_at === "string";
}

/** @param {any} order */
function resultOf(order) {
  const { reference } = order.data.attributes;
  return typeof reference === "string" ? { order_id: reference } : {};
}

/** @returns {never} */
function unreadable() {
  throw new Error("the order of the order system cannot be read");
}
