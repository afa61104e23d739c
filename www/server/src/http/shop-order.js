import { checkedOrder } from "../flow/checked-order.js";

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
  return said ? checkedOrder(settings, withoutNull(said)) : undefined;
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
