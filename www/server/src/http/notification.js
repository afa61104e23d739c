import { rethrow } from "../flow/refusals.js";
import { review } from "../flow/review.js";
import { Problem } from "../problem.js";
import { id, lastOfPath, readJson } from "./request.js";

/**
 * Klarna has decided about an order that it looked at. It is not signed: what was decided is read from Klarna, which
 * repeats this until it gets a 200: not before the shop has taken it.
 *
 * @param {import("./types.js").Parts} parts
 */
export function notificationEndpoint(parts) {
  const { settings, carts } = parts;
  return async (/** @type {Request} */ request) => {
    const purchase = lastOfPath(request);
    const posted = await readJson(request, settings.limits);
    const orderId = id(posted, "order_id");
    const cart = await carts.find("purchase", purchase);
    const ledger = cart === undefined ? undefined : await carts.read(cart);
    if (cart === undefined || !ledger)
      throw new Problem(404, "unknown_callback", "There is nothing at this address.");
    if (ledger.state !== "placed")
      throw new Problem(409, "order_in_progress", "This order is being placed.");
    const { by, order_id: known = orderId } = ledger.result ?? {};
    if (by === "network" || by === "other" || known !== orderId)
      throw new Problem(404, "unknown_order", "This is not the order of this purchase.");
    if (!(await review(parts, cart, orderId).catch(rethrow)))
      throw new Problem(503, "shop_not_told", "The shop has not taken what was decided.");
    return Response.json({ received: true });
  };
}
