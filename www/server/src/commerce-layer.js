import { OrderRefused } from "./problem.js";

/** An order that is placed: one that is edited is placed already. https://docs.commercelayer.io/core-api-reference/orders */
const PLACED = ["placed", "editing", "approved"];
/** One that a token may still pay. What is `placing` may come to either. */
const UNPLACED = ["draft", "pending"];
const PAYMENTS = "klarna_payments";
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
    const token = attempt.authorizationToken;
    // First, because a token that goes to the payment of a placed order would pass for the one that has paid it.
    const before = await read(orderId);
    const told = isUnplaced(before) ? await place(paymentId, orderId, token) : before;
    // Refused is also what was placed meanwhile: the order itself says whether it is, and what has paid it.
    const order = told instanceof OrderRefused ? await read(orderId) : told;
    if (isPlaced(order)) {
      const isPaid = isPaidWith(order, paymentId, token);
      // Where this call has placed it and the answer names no other payment, this is the one.
      const isPlacedHere = order === told && told !== before;
      if (isPaid === undefined && !isPlacedHere) throw unknown("what has paid the order");
      if (isPaid === false)
        throw new OrderRefused("already_ordered", "The order was paid in another way.");
      // Klarna's id of it is nowhere: `reference`, of the order and of the payment, is for identifiers of the shop's own.
      return {};
    }
    if (told instanceof OrderRefused && isUnplaced(order)) throw told;
    // What was paid of it, Commerce Layer has given back.
    if (statusOf(order) === "cancelled") throw refused("The order is cancelled.");
    throw unknown("whether the order is placed");
  };

  /** @param {string} orderId */
  async function read(orderId) {
    return ask("GET", "orders", orderId).catch(() => {
      throw unknown("how the order is");
    });
  }

  /**
   * @param {string} paymentId
   * @param {string} orderId
   * @param {string} auth_token
   * @returns {Promise<any>} the order as it is then, or the refusal
   */
  async function place(paymentId, orderId, auth_token) {
    try {
      await ask("PATCH", PAYMENTS, paymentId, { auth_token });
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
    const url = new URL(`/api/${type}/${encodeURIComponent(id)}`, baseUrl);
    // Without it the order does not name its payment. https://docs.commercelayer.io/core/including-associations
    if (type === "orders") url.searchParams.set("include", "payment_source");
    const answer = await fetch(url, {
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
      throw refused("The order system does not accept this order.");
    throw new Error(`the order system answered ${answer.status}`);
  }
}

/** @param {any} order as the order system has it */
const statusOf = (order) => order?.data?.attributes?.status;

/** @param {any} order */
const isPlaced = (order) => PLACED.includes(statusOf(order));

/** @param {any} order */
const isUnplaced = (order) => UNPLACED.includes(statusOf(order));

/**
 * Whether this payment with this token is what the order was placed with: the customer may have paid with a card in another tab.
 * https://docs.commercelayer.io/core-api-reference/klarna_payments/object
 *
 * @param {any} order
 * @param {string} paymentId
 * @param {string} token
 * @returns {boolean | undefined} undefined: the answer does not say
 */
function isPaidWith(order, paymentId, token) {
  const source = order.data.relationships?.payment_source?.data;
  if (!source) return undefined;
  if (source.type !== PAYMENTS || source.id !== paymentId) return false;
  const payment = [order.included]
    .flat()
    .find((known) => known?.type === PAYMENTS && known.id === paymentId);
  const used = payment?.attributes?.auth_token;
  return typeof used === "string" ? used === token : undefined;
}

/** @param {string} why */
const refused = (why) => new OrderRefused("order_refused", why);

/** @param {string} what */
const unknown = (what) => new Error(`the order system does not say ${what}`);
