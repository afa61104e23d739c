import { commerceLayer, loadKlarnaPayments } from "klarna-payments-wasm";
import { record } from "../panel/timeline.js";
import { accessToken, usesCommerceLayer } from "./commerce-layer.js";
import { ask } from "./shop-api.js";
import { shopFacts } from "./shop-facts.js";

/**
 * @typedef {object} CheckoutSession what the shop's server says of the visitor's Klarna session
 * @property {string} session_id
 * @property {string} client_token
 * @property {{ identifier: string, name?: string }[]} payment_method_categories
 * @property {Record<string, unknown>} order_data
 * @property {string} purchase the name of the cart that the order data are of
 * @property {string} purchase_id its name at Commerce Layer
 */

const CATEGORY = "klarna";

/**
 * What each page asks of the shop's server. From the payment page to Buy a token is kept: Klarna may give one before the customer
 * has seen the review page.
 */
const PAGES = {
  payment: { session: "/api/klarna/session?step=payment", token: "/api/klarna/keep" },
  review: { session: "/api/klarna/session?step=review", token: "/api/klarna/orders" },
  subscription: { session: "/api/klarna/session", token: "/api/klarna/orders" },
};

/** @typedef {keyof typeof PAGES} Page */

/**
 * Klarna for the cart of this visitor: the session from the shop's server, and Klarna's SDK with it.
 *
 * @param {Page} page
 * @param {string} cartId
 */
export async function openKlarna(page, cartId) {
  const [facts, session] = await Promise.all([
    shopFacts(),
    /** @type {Promise<CheckoutSession>} */ (ask("POST", PAGES[page].session, { cart_id: cartId })),
  ]);
  const klarna = await loadKlarnaPayments({
    clientToken: session.client_token,
    paymentMethodCategory: session.payment_method_categories[0]?.identifier ?? CATEGORY,
    backend: backendFor(page, session, cartId),
    sdk: facts.payments.sdk_url ? { url: facts.payments.sdk_url } : {},
    log: (entry) => record("call", `klarna: ${entry.event}`, entry),
  });
  record("state", klarna.state);
  klarna.on("statechange", () => record("state", klarna.state));
  return { klarna, session };
}

/**
 * Where the authorization token goes.
 *
 * @param {Page} page
 * @param {CheckoutSession} session
 * @param {string} cartId
 */
function backendFor(page, session, cartId) {
  if (page !== "subscription" && usesCommerceLayer()) {
    return commerceLayer({
      baseUrl: location.origin,
      klarnaPaymentId: session.purchase_id,
      accessToken,
    });
  }
  return {
    url: PAGES[page].token,
    context: { cart_id: cartId, purchase: session.purchase },
  };
}

/**
 * The order as Klarna shall authorize it: what the server priced, for the address that the customer typed.
 *
 * @param {CheckoutSession} session
 * @param {import("./customer-form.js").Customer | null} customer
 */
export function orderFor(session, customer) {
  return {
    ...session.order_data,
    ...(customer ? { billing_address: customer, shipping_address: customer } : {}),
  };
}
