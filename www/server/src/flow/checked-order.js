/**
 * What a shop in JavaScript may have given that would be told, or kept, wrongly.
 *
 * @typedef {import("../public.js").ShopOrder} ShopOrder
 */

const TYPES = ["person", "organization"];
const BELONGS_TO_CUSTOMER = "an address belongs to order.customer";

/**
 * @param {Pick<import("../settings.js").Settings, "log">} settings
 * @param {ShopOrder} order
 * @returns {ShopOrder}
 * @throws {TypeError} which names the place, never the value
 */
export function checkedOrder({ log }, order) {
  const wrong = wrongIn(order);
  if (wrong === undefined) return order;
  const [field, why] = wrong;
  log({ level: "error", event: "order_not_taken", field });
  throw new TypeError(`order.${field}: ${why}`);
}

/**
 * @param {ShopOrder & { billing_address?: unknown, shipping_address?: unknown }} order
 * @returns {[field: string, why: string] | undefined}
 */
function wrongIn(order) {
  const { cart, purchase, customer, customer_type: type } = order;
  if (typeof cart !== "string" || cart === "") return ["cart", "no text"];
  // A page's text would never be the same as a number.
  if (purchase != null && typeof purchase !== "string") return ["purchase", "no text"];
  if (type !== undefined && !TYPES.includes(type))
    return ["customer_type", `none of ${TYPES.join(", ")}`];
  if (customer && "type" in customer) return ["customer.type", "this is order.customer_type"];
  // There they would be told with the session already, and never be forgotten.
  if (order.billing_address !== undefined) return ["billing_address", BELONGS_TO_CUSTOMER];
  if (order.shipping_address !== undefined) return ["shipping_address", BELONGS_TO_CUSTOMER];
  return undefined;
}
