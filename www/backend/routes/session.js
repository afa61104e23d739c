import { Type } from "@sinclair/typebox";
import { orderData } from "../klarna/payments-order.js";
import { knownVisitor } from "../visitor.js";

const Body = Type.Object(
  { flow: Type.Optional(Type.Union([Type.Literal("payments"), Type.Literal("subscription")])) },
  { additionalProperties: false },
);

/**
 * `POST /api/klarna/session`: the visitor's cart as a Klarna Payments session. Called when the payment page opens,
 * when the cart changes, and again on the review page: the same cart has the same session.
 *
 * @param {import("fastify").FastifyInstance} app
 * @param {{ carts: import("../carts.js").CartStore, checkout: import("../checkout-session.js").CheckoutSession }} parts
 */
export async function sessionRoutes(app, { carts, checkout }) {
  app.post("/api/klarna/session", { schema: { body: Body } }, async (request) => {
    const { flow = "payments" } = /** @type {import("@sinclair/typebox").Static<typeof Body>} */ (
      request.body
    );
    const cart = carts.current(
      knownVisitor(request),
      flow === "subscription" ? "subscription" : "basket",
    );
    const { purchase, session } = await checkout.forCart(cart, flow);
    return {
      cart_id: cart.id,
      session_id: session.sessionId,
      client_token: session.clientToken,
      payment_method_categories: session.categories,
      order_data: orderData(purchase.snapshot),
      // Only for a shop on Commerce Layer: the name of the payment, and of its order, there.
      klarna_payment_id: session.resourceId,
    };
  });
}
