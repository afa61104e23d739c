import { Type } from "@sinclair/typebox";
import { Problem } from "../problem.js";
import { knownVisitor, visitorOf } from "../visitor.js";
import { KlarnaToken } from "./token.js";

/** What Klarna's authorization callback posts. */
export const CallbackBody = Type.Object({
  authorization_token: KlarnaToken(),
  session_id: Type.String({ minLength: 1, maxLength: 200 }),
});
/** What the browser posts: the same two fields, and the cart's where the page says it. */
export const AuthorizationBody = Type.Object({
  ...CallbackBody.properties,
  cart_id: Type.Optional(Type.String({ maxLength: 60 })),
});
export const IdempotencyHeaders = Type.Object({
  "idempotency-key": Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
});
const NumberParams = Type.Object({ orderNumber: Type.String({ maxLength: 20 }) });

/**
 * Orders of Klarna Payments (v1): made from the authorization token that the browser posts, or that Klarna posts when
 * the browser could not (`authorization-callback.js`).
 *
 * @param {import("fastify").FastifyInstance} app
 * @param {object} parts
 * @param {import("../sessions.js").SessionStore} parts.sessions
 * @param {import("../purchases.js").PurchaseStore} parts.purchases
 * @param {import("../carts.js").CartStore} parts.carts
 * @param {import("../order-placement.js").OrderPlacement} parts.placement
 * @param {import("../fraud-review.js").FraudReview} parts.review
 */
export async function orderRoutes(app, { sessions, purchases, carts, placement, review }) {
  // The Idempotency-Key names one authorization, and so does the session: a session becomes one order however often,
  // and with whatever key, its token is posted. The key is only checked for its form.
  app.post(
    "/api/klarna/orders",
    { schema: { body: AuthorizationBody, headers: IdempotencyHeaders } },
    async (request) => {
      const { session, token } = purchaseOf(request, "payments", { sessions, purchases, carts });
      return describeOrder(await placement.place(session, token));
    },
  );

  app.get("/api/orders/:orderNumber", { schema: { params: NumberParams } }, async (request) => {
    const { orderNumber } = /** @type {import("@sinclair/typebox").Static<typeof NumberParams>} */ (
      request.params
    );
    const purchase = purchases.findByNumber(orderNumber);
    const cart = purchase?.status === "placed" ? carts.find(purchase.cartId) : undefined;
    if (!purchase || !cart || cart.visitor !== visitorOf(request)) {
      throw new Problem(404, "unknown_order", "There is no such order for this visitor.");
    }
    return {
      ...describeOrder(await review.look(purchase)),
      lines: purchase.snapshot.lines,
      customer: cart.customer,
    };
  });
}

/**
 * The session that a token was posted for. Whoever is not its customer is told nothing of it: the id is no secret.
 *
 * @param {import("fastify").FastifyRequest} request with an {@link AuthorizationBody}
 * @param {import("../purchases.js").Flow} flow of the endpoint
 * @param {object} stores
 * @param {import("../sessions.js").SessionStore} stores.sessions
 * @param {import("../purchases.js").PurchaseStore} stores.purchases
 * @param {import("../carts.js").CartStore} stores.carts
 */
export function purchaseOf(request, flow, { sessions, purchases, carts }) {
  const visitor = knownVisitor(request);
  const body = /** @type {import("@sinclair/typebox").Static<typeof AuthorizationBody>} */ (
    request.body
  );
  const session = sessions.find(body.session_id);
  const purchase = session && purchases.find(session.purchaseId);
  const isTheirs = purchase && carts.find(purchase.cartId)?.visitor === visitor;
  if (!session || !isTheirs || purchase.flow !== flow) {
    throw new Problem(404, "unknown_session", "This visitor has no such Klarna session here.");
  }
  if (body.cart_id !== undefined && body.cart_id !== purchase.cartId) {
    throw new Problem(409, "wrong_cart", "The Klarna session belongs to another cart.");
  }
  return { session, token: body.authorization_token };
}

/** @param {import("../purchases.js").Purchase} purchase placed */
export function describeOrder(purchase) {
  const { orderId, redirectUrl, fraudStatus } = purchase.result ?? {};
  return {
    order_number: purchase.orderNumber,
    order_id: orderId,
    amount: purchase.snapshot.amount,
    ...(redirectUrl ? { redirect_url: redirectUrl } : {}),
    ...(fraudStatus ? { fraud_status: fraudStatus } : {}),
  };
}
