import { Type } from "@sinclair/typebox";
import { Problem } from "../problem.js";
import { visitorOf } from "../visitor.js";
import { AuthorizationBody, describeOrder, IdempotencyHeaders, purchaseOf } from "./orders.js";

const Params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 60 }) });

/**
 * Subscriptions: begun with an authorization token of a session with `intent: tokenize`, then charged month by month.
 *
 * @param {import("fastify").FastifyInstance} app
 * @param {object} parts
 * @param {import("../sessions.js").SessionStore} parts.sessions
 * @param {import("../purchases.js").PurchaseStore} parts.purchases
 * @param {import("../order-placement.js").OrderPlacement} parts.placement
 * @param {import("../subscriptions.js").SubscriptionService} parts.subscriptions
 * @param {import("../fraud-review.js").FraudReview} parts.review
 */
export async function subscriptionRoutes(app, parts) {
  const { sessions, purchases, placement, subscriptions, review } = parts;
  app.post(
    "/api/klarna/subscriptions",
    { schema: { body: AuthorizationBody, headers: IdempotencyHeaders } },
    async (request) => {
      const body = /** @type {import("@sinclair/typebox").Static<typeof AuthorizationBody>} */ (
        request.body
      );
      const { session } = purchaseOf(body, "subscription", { sessions, purchases });
      const placed = await placement.place(session, body.authorization_token);
      return { ...describeOrder(placed), subscription_id: placed.result?.subscriptionId };
    },
  );

  app.get("/api/subscriptions", async (request, reply) => {
    const visitor = visitorOf(request, reply);
    const months = subscriptions.ofVisitor(visitor).flatMap((subscription) => subscription.months);
    await Promise.all(months.map(review.look));
    return {
      subscriptions: subscriptions.ofVisitor(visitor).map((subscription) => ({
        subscription_id: subscription.id,
        active: subscription.customerToken !== null,
        orders: subscription.months.map(describeOrder),
      })),
    };
  });

  app.post(
    "/api/subscriptions/:id/renewals",
    { schema: { params: Params } },
    async (request, reply) => describeOrder(await subscriptions.renew(owned(request, reply))),
  );

  app.delete("/api/subscriptions/:id", { schema: { params: Params } }, async (request, reply) => {
    subscriptions.end(owned(request, reply).id);
    return reply.code(204).send();
  });

  /**
   * @param {import("fastify").FastifyRequest} request
   * @param {import("fastify").FastifyReply} reply
   */
  function owned(request, reply) {
    const { id } = /** @type {import("@sinclair/typebox").Static<typeof Params>} */ (
      request.params
    );
    const subscription = subscriptions.find(id);
    if (subscription?.visitor !== visitorOf(request, reply)) {
      throw new Problem(
        404,
        "unknown_subscription",
        "There is no such subscription for this visitor.",
      );
    }
    return subscription;
  }
}
