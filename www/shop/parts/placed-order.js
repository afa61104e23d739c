import { placeOrder, usesCommerceLayer } from "./commerce-layer.js";

/** @typedef {{ order_number: string, redirect_url?: string }} PlacedOrder */

/**
 * The order that the authorization token became.
 *
 * @param {import("./klarna-payments.js").CheckoutSession} session
 * @param {unknown} answer of the backend that got the token
 * @returns {Promise<PlacedOrder>}
 */
export async function placedOrder(session, answer) {
  if (usesCommerceLayer()) return { order_number: await placeOrder(session.purchase_id) };
  return /** @type {PlacedOrder} */ (answer);
}

/**
 * Leaves for the confirmation; where Klarna wants the browser to pass by, through there.
 * @param {PlacedOrder} order
 */
export function goToConfirmation({ order_number, redirect_url }) {
  location.assign(redirect_url ?? `/confirmation?order=${encodeURIComponent(order_number)}`);
}
