import { placeOrder, usesCommerceLayer } from "./commerce-layer.js";
import { askOnceMore, ShopApiError } from "./shop-api.js";

/** @typedef {{ order_number: string, redirect_url?: string, by?: string }} PlacedOrder */

/**
 * The order that the authorization token became.
 *
 * @param {import("./klarna-payments.js").CheckoutSession} session
 * @param {unknown} answer of the backend that got the token
 * @returns {Promise<PlacedOrder>}
 * @throws {ShopApiError} `already_ordered` where the cart was ordered without Klarna, in another tab
 */
export async function placedOrder(session, answer) {
  if (usesCommerceLayer()) return { order_number: await placeOrder(session.purchase_id) };
  const order = /** @type {PlacedOrder} */ (answer);
  if (order.by === "other") throw new ShopApiError("already_ordered", 200, order.order_number);
  return order;
}

/**
 * The order of a token that Klarna gave before Buy: the server has kept it.
 *
 * @param {import("./klarna-payments.js").CheckoutSession} session
 * @param {string} purchase what the page shows
 * @returns {Promise<PlacedOrder>}
 * @throws {import("./shop-api.js").ShopApiError} `not_authorized` where none was kept, or no longer
 */
export async function keptOrder(session, purchase) {
  if (usesCommerceLayer()) return placedOrder(session, undefined);
  const { session_id } = session;
  return placedOrder(
    session,
    await askOnceMore("/api/klarna/orders/kept", { session_id, purchase }),
  );
}

/**
 * Leaves for the confirmation; where Klarna wants the browser to pass by, through there.
 * @param {PlacedOrder} order
 */
export function goToConfirmation({ order_number, redirect_url }) {
  location.assign(redirect_url ?? `/confirmation?order=${encodeURIComponent(order_number)}`);
}
