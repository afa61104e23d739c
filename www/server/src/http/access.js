/**
 * The cart that something leads to, if whoever asks may have to do with it.
 *
 * @param {Pick<import("./types.js").Parts, "settings" | "carts">} parts
 * @param {Request} request
 * @param {Parameters<import("../flow/carts.js").Carts["find"]>[0]} kind
 * @param {string} id
 * @returns {Promise<string | undefined>}
 */
export async function cartOf({ settings, carts }, request, kind, id) {
  const cart = await carts.find(kind, id);
  if (cart === undefined || !settings.mayAccess) return cart;
  return (await settings.mayAccess(request, cart)) ? cart : undefined;
}
