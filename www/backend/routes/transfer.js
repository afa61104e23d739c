import { Type } from "@sinclair/typebox";
import { priceOrder } from "../catalogue.js";
import { inTransaction } from "../database.js";
import { Problem } from "../problem.js";
import { knownVisitor } from "../visitor.js";
import { describeOrder } from "./orders.js";

const Body = Type.Object(
  { cart_id: Type.String({ minLength: 1, maxLength: 60 }) },
  { additionalProperties: false },
);

/**
 * `POST /api/orders`: an order paid by bank transfer, the other way to pay when Klarna says no. The named cart makes it
 * safe to post twice.
 *
 * @param {import("fastify").FastifyInstance} app
 * @param {object} parts
 * @param {import("../database.js").Database} parts.database
 * @param {import("../carts.js").CartStore} parts.carts
 * @param {import("../purchases.js").PurchaseStore} parts.purchases
 */
export async function transferRoutes(app, { database, carts, purchases }) {
  app.post("/api/orders", { schema: { body: Body } }, async (request) => {
    const { cart_id } = /** @type {import("@sinclair/typebox").Static<typeof Body>} */ (
      request.body
    );
    const cart = carts.ofVisitor(knownVisitor(request), cart_id);
    if (!cart) throw new Problem(409, "wrong_cart", "The cart belongs to another visitor.");
    return inTransaction(database, () => describeOrder(order(cart)));
  });

  /** @param {import("../carts.js").Cart} cart */
  function order(cart) {
    const snapshot = priceOrder(cart.lines);
    if (snapshot.lines.length === 0)
      throw new Problem(409, "cart_empty", "There is nothing in the cart.");
    const purchase =
      purchases.ofCart(cart.id, "transfer") ?? purchases.create(cart.id, "transfer", snapshot);
    if (purchase.status === "placed") return purchase;
    purchases.claim(purchase, "placing");
    carts.close(cart.id);
    return purchases.markPlaced(purchase.id, {});
  }
}
