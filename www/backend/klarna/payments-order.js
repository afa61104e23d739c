import { COUNTRY, CURRENCY, LOCALE } from "../catalogue.js";

/**
 * The order as Klarna Payments (v1) wants it. One function for the session, the widget and the order: Klarna refuses
 * an order that differs from what its session was last told (409).
 */

/**
 * What the page passes to `load`, `authorize` and `finalize`. No personal data: Klarna asks for none before `authorize`,
 * and the page adds the address that the customer typed.
 *
 * @param {import("../purchases.js").Snapshot} snapshot
 */
export function orderData(snapshot) {
  return {
    purchase_country: COUNTRY,
    purchase_currency: CURRENCY,
    locale: LOCALE,
    order_amount: snapshot.amount,
    order_tax_amount: snapshot.taxAmount,
    order_lines: snapshot.lines,
  };
}

/**
 * @param {import("../purchases.js").Purchase} purchase
 * @param {import("./merchant-urls.js").MerchantUrls} urls
 */
export function sessionBody(purchase, urls) {
  return {
    ...orderData(purchase.snapshot),
    intent: purchase.flow === "subscription" ? "tokenize" : "buy",
    merchant_reference1: purchase.orderNumber,
    merchant_urls: urls,
  };
}

/**
 * @param {import("../purchases.js").Purchase} purchase
 * @param {import("../carts.js").Customer | null} customer
 * @param {import("./merchant-urls.js").MerchantUrls} urls
 */
export function orderBody(purchase, customer, urls) {
  return {
    ...orderData(purchase.snapshot),
    ...(customer ? { billing_address: customer, shipping_address: customer } : {}),
    merchant_reference1: purchase.orderNumber,
    merchant_urls: urls,
    auto_capture: false,
  };
}

/**
 * @param {import("../carts.js").Customer | null} customer
 */
export function customerTokenBody(customer) {
  return {
    purchase_country: COUNTRY,
    purchase_currency: CURRENCY,
    locale: LOCALE,
    description: "Tea of the month",
    intended_use: "SUBSCRIPTION",
    ...(customer ? { billing_address: customer } : {}),
  };
}

/**
 * An order of a subscription, for the customer token to pay.
 *
 * @param {import("../purchases.js").Purchase} purchase
 * @param {import("../carts.js").Customer | null} customer
 */
export function recurringOrderBody(purchase, customer) {
  return {
    ...orderData(purchase.snapshot),
    ...(customer ? { shipping_address: customer } : {}),
    merchant_reference1: purchase.orderNumber,
    auto_capture: true,
  };
}

/**
 * @param {string} publicUrl
 * @param {import("../purchases.js").Purchase} purchase
 */
export function confirmationUrl(publicUrl, purchase) {
  return `${publicUrl}/confirmation?order=${encodeURIComponent(purchase.orderNumber)}`;
}
