import { Type } from "@sinclair/typebox";
import { filledInAddress, PLANS } from "./journeys.js";

const Id = Type.Object({ id: Type.String({ maxLength: 100 }) });
const LineItem = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 255 }),
  quantity: Type.Integer({ minimum: 0 }),
  total_amount: Type.Integer({ minimum: -200_000_000, maximum: 200_000_000 }),
});
const Action = Type.Union([
  Type.Object({ action: Type.Literal("log_in"), email: Type.String({ maxLength: 254 }) }),
  Type.Object({ action: Type.Literal("enter_code"), code: Type.String({ maxLength: 12 }) }),
  Type.Object({ action: Type.Literal("choose_plan"), plan: Type.String({ maxLength: 40 }) }),
  Type.Object({
    action: Type.Literal("choose_delivery"),
    address: Type.Record(Type.String(), Type.String({ maxLength: 255 }), { maxProperties: 20 }),
    shipping_option_reference: Type.Optional(Type.String({ maxLength: 255 })),
    amount: Type.Optional(Type.Integer({ minimum: 0, maximum: 200_000_000 })),
    line_items: Type.Optional(Type.Array(LineItem, { maxItems: 1000 })),
  }),
  Type.Object({ action: Type.Literal("fail") }),
  Type.Object({ action: Type.Literal("confirm") }),
  Type.Object({ action: Type.Literal("leave") }),
  Type.Object({ action: Type.Literal("decline") }),
]);

/** @typedef {import("@sinclair/typebox").Static<typeof Action>} JourneyAction */

/**
 * What the journey's pages call: the state of a journey, and the customer's next step in it.
 * @param {import("fastify").FastifyInstance} app
 * @param {import("./journeys.js").Journeys} journeys
 */
export function journeyRoutes(app, journeys) {
  app.get("/journey/state/:id", { schema: { params: Id } }, async (request, reply) => {
    const journey = journeys.find(idOf(request));
    return journey ? view(journey) : reply.code(404).send({ message: "No such journey" });
  });
  app.post(
    "/journey/state/:id",
    { schema: { params: Id, body: Action } },
    async (request, reply) => {
      const id = idOf(request);
      const journey = journeys.find(id);
      if (!journey) return reply.code(404).send({ message: "No such journey" });
      const done = perform(journeys, id, /** @type {JourneyAction} */ (request.body));
      return done
        ? view(journey)
        : reply.code(409).send({ message: "Not possible here", ...view(journey) });
    },
  );
}

/**
 * @param {import("./journeys.js").Journeys} journeys
 * @param {string} id
 * @param {JourneyAction} step
 */
function perform(journeys, id, step) {
  switch (step.action) {
    case "log_in":
      return journeys.logIn(id, step.email);
    case "enter_code":
      return journeys.enterCode(id, step.code);
    case "choose_plan":
      return journeys.choosePlan(id, step.plan);
    case "choose_delivery": {
      const { action: _action, amount, line_items: lineItems, ...delivery } = step;
      return journeys.chooseDelivery(id, delivery, { amount, lineItems });
    }
    case "fail":
      journeys.end(id, "failed");
      return true;
    case "confirm":
      return journeys.confirm(id);
    case "leave":
      journeys.end(id, "left");
      return true;
    case "decline":
      journeys.end(id, "declined");
      return true;
  }
}

/** @param {import("./journeys.js").Journey} journey */
const view = ({ id, purchase, mode, step, email, plan, ending, returnUrl }) => ({
  id,
  purchase,
  mode,
  step,
  email,
  plan,
  ending,
  return_url: returnUrl,
  filled_in_address: filledInAddress(purchase),
  plans: PLANS,
});

/** @param {import("fastify").FastifyRequest} request */
const idOf = (request) => /** @type {{ id: string }} */ (request.params).id;
