import { Type } from "@sinclair/typebox";
import { Problem } from "../problem.js";
import { visitorOf } from "../visitor.js";
import { KlarnaToken } from "./token.js";

const Token = KlarnaToken();
const SessionId = Type.String({ minLength: 1, maxLength: 200 });

/** What the browser posts; Klarna's authorization callback has the same two fields. */
export const AuthorizationBody = Type.Object({
  authorization_token: Token,
  session_id: SessionId,
  cart_id: Type.Optional(Type.String({ maxLength: 60 })),
});
const CallbackBody = Type.Object({ authorization_token: Token, session_id: SessionId });
const CallbackParams = Type.Object({ secret: Type.String({ minLength: 1, maxLength: 100 }) });
export const IdempotencyHeaders = Type.Object({
  "idempotency-key": Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
});
const NumberParams = Type.Object({ orderNumber: Type.String({ maxLength: 20 }) });

/**
 * Orders of Klarna Payments (v1): made from the authorization token that the browser posts, or that Klarna posts when
 * the browser could not.
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
      const body = /** @type {import("@sinclair/typebox").Static<typeof AuthorizationBody>} */ (
        request.body
      );
      const { session } = purchaseOf(body, "payments", { sessions, purchases });
      return describeOrder(await placement.place(session, body.authorization_token));
    },
  );

  // Unsigned, so a secret per session in the address; repeated until it is answered, so answered before the order.
  app.post(
    "/callbacks/klarna/authorization/:secret",
    { schema: { params: CallbackParams, body: CallbackBody } },
    async (request, reply) => {
      const { secret } = /** @type {import("@sinclair/typebox").Static<typeof CallbackParams>} */ (
        request.params
      );
      const body = /** @type {import("@sinclair/typebox").Static<typeof CallbackBody>} */ (
        request.body
      );
      const session = sessions.findBySecret(secret);
      if (!session || session.sessionId !== body.session_id) {
        throw new Problem(404, "unknown_callback", "There is nothing at this address.");
      }
      // The token is stored before the first await in there, so before the answer below.
      placement
        .place(session, body.authorization_token)
        .catch((error) =>
          request.log.warn({ code: error.code }, "no order from an authorization callback"),
        );
      return reply.code(204).send();
    },
  );

  app.get(
    "/api/orders/:orderNumber",
    { schema: { params: NumberParams } },
    async (request, reply) => {
      const { orderNumber } =
        /** @type {import("@sinclair/typebox").Static<typeof NumberParams>} */ (request.params);
      const purchase = purchases.findByNumber(orderNumber);
      const cart = purchase?.status === "placed" ? carts.find(purchase.cartId) : undefined;
      if (!purchase || cart?.visitor !== visitorOf(request, reply)) {
        throw new Problem(404, "unknown_order", "There is no such order for this visitor.");
      }
      return {
        ...describeOrder(await review.look(purchase)),
        lines: purchase.snapshot.lines,
        customer: cart.customer,
      };
    },
  );
}

/**
 * The session that a token was posted for, and its purchase.
 *
 * @param {import("@sinclair/typebox").Static<typeof AuthorizationBody>} body
 * @param {import("../purchases.js").Flow} flow of the endpoint
 * @param {{ sessions: import("../sessions.js").SessionStore, purchases: import("../purchases.js").PurchaseStore }} stores
 */
export function purchaseOf(body, flow, { sessions, purchases }) {
  const session = sessions.find(body.session_id);
  const purchase = session && purchases.find(session.purchaseId);
  if (!session || purchase?.flow !== flow) {
    throw new Problem(404, "unknown_session", "The shop has no such Klarna session here.");
  }
  if (body.cart_id !== undefined && body.cart_id !== purchase.cartId) {
    throw new Problem(409, "wrong_cart", "The Klarna session belongs to another cart.");
  }
  return { session, purchase };
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
