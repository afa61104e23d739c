import { Type } from "@sinclair/typebox";
import { Problem } from "../problem.js";
import { knownVisitor, visitorOf } from "../visitor.js";
import { AuthorizationBody, describeOrder, IdempotencyHeaders, purchaseOf } from "./orders.js";

const Params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 60 }) });
/** The month to be charged: the first one, paid when the subscription began, is 1. */
const RenewalBody = Type.Object(
  { period: Type.Integer({ minimum: 2, maximum: 1200 }) },
  { additionalProperties: false },
);

/**
 * Subscriptions: begun with an authorization token of a session with `intent: tokenize`, then charged month by month.
 *
 * @param {import("fastify").FastifyInstance} app
 * @param {object} parts
 * @param {import("../sessions.js").SessionStore} parts.sessions
 * @param {import("../purchases.js").PurchaseStore} parts.purchases
 * @param {import("../carts.js").CartStore} parts.carts
 * @param {import("../order-placement.js").OrderPlacement} parts.placement
 * @param {import("../subscriptions.js").SubscriptionService} parts.subscriptions
 * @param {import("../fraud-review.js").FraudReview} parts.review
 */
export async function subscriptionRoutes(app, parts) {
  const { placement, subscriptions, review } = parts;
  app.post(
    "/api/klarna/subscriptions",
    { schema: { body: AuthorizationBody, headers: IdempotencyHeaders } },
    async (request) => {
      const { session, token } = purchaseOf(request, "subscription", parts);
      const placed = await placement.place(session, token);
      return { ...describeOrder(placed), subscription_id: placed.result?.subscriptionId };
    },
  );

  app.get("/api/subscriptions", async (request) => {
    const visitor = visitorOf(request);
    if (!visitor) return { subscriptions: [] };
    const months = subscriptions.ofVisitor(visitor).flatMap((subscription) => subscription.months);
    await Promise.all(months.map(review.look));
    return {
      subscriptions: subscriptions.ofVisitor(visitor).map((subscription) => ({
        subscription_id: subscription.id,
        active: subscription.customerToken !== null,
        next_period: subscription.months.length + 1,
        orders: subscription.months.map(describeOrder),
      })),
    };
  });

  // Names the month, so that the same post again is the same charge.
  app.post(
    "/api/subscriptions/:id/renewals",
    { schema: { params: Params, body: RenewalBody } },
    async (request) => {
      const { period } = /** @type {import("@sinclair/typebox").Static<typeof RenewalBody>} */ (
        request.body
      );
      return describeOrder(await subscriptions.renew(owned(request), period));
    },
  );

  app.delete("/api/subscriptions/:id", { schema: { params: Params } }, async (request, reply) => {
    subscriptions.end(owned(request).id);
    return reply.code(204).send();
  });

  /** @param {import("fastify").FastifyRequest} request */
  function owned(request) {
    const { id } = /** @type {import("@sinclair/typebox").Static<typeof Params>} */ (
      request.params
    );
    const subscription = subscriptions.find(id);
    if (subscription?.visitor !== knownVisitor(request)) {
      throw new Problem(
        404,
        "unknown_subscription",
        "There is no such subscription for this visitor.",
      );
    }
    return subscription;
  }
}
