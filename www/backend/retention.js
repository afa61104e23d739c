/**
 * How long the shop keeps a cart that nobody ordered: its visitor's cookie is gone by then, and an address in it is nobody's
 * business any more. What was ordered stays: it is the shop's books. What is at Klarna is forgotten by the library.
 */
const CART_DAYS = 32;

/**
 * @param {object} parts
 * @param {import("./carts.js").CartStore} parts.carts
 * @param {import("./klarna.js").KlarnaServer} parts.klarna
 * @param {() => number} parts.now milliseconds since 1970
 */
export async function forgetWhatIsOld({ carts, klarna, now }) {
  for (const cart of carts.abandoned(now() - CART_DAYS * 24 * 3600 * 1000)) {
    const purchase = await klarna.find({ cart });
    // Of what the library still keeps an order may come.
    if (!purchase) carts.remove(cart);
  }
}
