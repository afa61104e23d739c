import { purchaseName } from "./carts.js";
import { COUNTRY, CURRENCY, LOCALE, priceOrder } from "./catalogue.js";

/**
 * A cart as the library tells it to Klarna, priced here. The page gets the same order data, and adds the address that the
 * customer typed.
 *
 * @param {import("./carts.js").Cart} cart
 * @param {{ collectsDelivery?: boolean }} [how] v2: Klarna asks the customer where to deliver, and how
 * @returns {import("klarna-payments-server").ShopOrder}
 */
export function shopOrder({ id, orderNumber, kind, lines, customer }, { collectsDelivery } = {}) {
  const priced = priceOrder(lines);
  const address =
    customer && /** @type {import("klarna-payments-server").Address} */ ({ ...customer });
  return {
    cart: id,
    reference: orderNumber,
    purchase_country: COUNTRY,
    purchase_currency: CURRENCY,
    locale: LOCALE,
    ...amounts(priced),
    purchase: purchaseName(id, priced),
    ...(kind === "subscription" ? { intent: "tokenize", description: "Tea of the month" } : {}),
    ...(address && !collectsDelivery
      ? { customer: { billing_address: address, shipping_address: address } }
      : {}),
    ...(collectsDelivery
      ? { shipping_config: { mode: "EDITABLE", supported_countries: [COUNTRY] } }
      : {}),
  };
}

/** @param {import("./catalogue.js").PricedOrder} priced */
export const amounts = ({ lines, amount, taxAmount }) => ({
  order_amount: amount,
  order_tax_amount: taxAmount,
  order_lines: lines,
});
