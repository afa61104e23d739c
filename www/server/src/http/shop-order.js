/**
 * What is bought, as the shop says; checked before anything is done with it.
 *
 * @typedef {import("../public.js").ShopOrder} ShopOrder
 */

/**
 * @param {import("../settings.js").Settings} settings
 * @param {Request} request
 * @param {Record<string, unknown>} posted
 * @returns {Promise<ShopOrder | undefined>} nothing: there is nothing to buy
 */
export async function orderOf(settings, request, posted) {
  const said = await settings.order(request, posted);
  if (!said) return undefined;
  const order = withoutNull(said);
  const field = notText(order);
  if (field === undefined) return order;
  settings.log({ level: "error", event: "order_not_taken", field });
  throw new TypeError(`order.${field}`);
}

/**
 * What a shop's database has of a cart without a name: none.
 *
 * @param {ShopOrder} order
 * @returns {ShopOrder}
 */
function withoutNull({ purchase, ...order }) {
  return purchase === undefined || purchase === null ? order : { ...order, purchase };
}

/**
 * What a shop in JavaScript may have as a number: a page's text would never be the same.
 *
 * @param {ShopOrder} order
 * @returns {"cart" | "purchase" | undefined}
 */
function notText({ cart, purchase }) {
  if (typeof cart !== "string" || cart === "") return "cart";
  return purchase === undefined || typeof purchase === "string" ? undefined : "purchase";
}
