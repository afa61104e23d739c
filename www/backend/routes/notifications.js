import { Type } from "@sinclair/typebox";

const Params = Type.Object({ purchase: Type.String({ minLength: 1, maxLength: 60 }) });
const Body = Type.Object({
  order_id: Type.String({ minLength: 1, maxLength: 200 }),
  event_type: Type.String({ maxLength: 100 }),
});

/**
 * `POST /callbacks/klarna/notification/:purchase`: Klarna has decided about an order that it looked at. What it has
 * decided is read from Klarna; it repeats this every 10 minutes, for 24 hours, until it gets a 200.
 *
 * @param {import("fastify").FastifyInstance} app
 * @param {{ review: import("../fraud-review.js").FraudReview }} parts
 */
export async function notificationRoutes(app, { review }) {
  app.post(
    "/callbacks/klarna/notification/:purchase",
    { schema: { params: Params, body: Body } },
    async (request) => {
      const { purchase } = /** @type {import("@sinclair/typebox").Static<typeof Params>} */ (
        request.params
      );
      const { order_id } = /** @type {import("@sinclair/typebox").Static<typeof Body>} */ (
        request.body
      );
      await review.notified(purchase, order_id);
      return { received: true };
    },
  );
}
