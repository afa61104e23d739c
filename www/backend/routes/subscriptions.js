import { Type } from "@sinclair/typebox";
import { describeOrder, lookAt } from "../orders.js";
import { unknown } from "../problem.js";
import { knownVisitor, visitorIn } from "../visitor.js";
import { checked, Text } from "./shape.js";

const Params = Type.Object({ id: Text(60) });
/** The month to be charged: the first one, paid when the subscription began, is 1. */
const RenewalBody = Type.Object(
  { period: Type.Integer({ minimum: 2, maximum: 1200 }) },
  { additionalProperties: false },
);

/**
 * Subscriptions: begun by the library with a session that has `intent: tokenize`, then charged month by month.
 *
 * @param {import("fastify").FastifyInstance} app
 * @param {object} parts
 * @param {import("../subscriptions.js").SubscriptionStore} parts.subscriptions
 * @param {import("../klarna.js").KlarnaServer} parts.klarna
 */
export async function subscriptionRoutes(app, { subscriptions, klarna }) {
  app.get("/api/subscriptions", async ({ headers }) => {
    const visitor = visitorIn(headers.cookie);
    if (!visitor) return { subscriptions: [] };
    // Klarna sends no word of its review of an order that a customer token pays.
    const months = subscriptions.ofVisitor(visitor).flatMap(({ id }) => subscriptions.ordersOf(id));
    for (const month of months) await lookAt(klarna, month);
    return { subscriptions: subscriptions.ofVisitor(visitor).map(describe) };
  });

  // Names the month, so that the same post again is the same charge.
  app.post(
    "/api/subscriptions/:id/renewals",
    { schema: { params: Params, body: RenewalBody } },
    async (request) => {
      const { period } = checked(RenewalBody, request.body);
      const order = await subscriptions.renew(owned(request), period, klarna.recurring);
      if (!order) throw unknown("order");
      return describeOrder(order);
    },
  );

  app.delete("/api/subscriptions/:id", { schema: { params: Params } }, async (request, reply) => {
    const { id, customerToken } = owned(request);
    subscriptions.end(id);
    // It is over here, whatever Klarna says: the shop has forgotten the token.
    if (customerToken)
      await klarna.recurring
        .cancel(customerToken)
        .catch(({ code }) => request.log.warn({ code }, "a customer token was not cancelled"));
    return reply.code(204).send();
  });

  /** @param {import("fastify").FastifyRequest} request */
  function owned({ params, headers }) {
    const subscription = subscriptions.find(checked(Params, params).id);
    if (subscription?.visitor !== knownVisitor(headers.cookie)) throw unknown("subscription");
    return subscription;
  }

  /** @param {import("../subscriptions.js").Subscription} subscription */
  function describe({ id, customerToken }) {
    const months = subscriptions.ordersOf(id);
    return {
      subscription_id: id,
      active: customerToken !== null,
      next_period: months.length + 1,
      orders: months.map(describeOrder),
    };
  }
}
