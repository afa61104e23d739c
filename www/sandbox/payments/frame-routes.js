import { Type } from "@sinclair/typebox";
import { checked } from "./checked.js";
import { PaymentsError } from "./errors.js";
import { NewSession } from "./schemas.js";
import { customersOf, newSessionView } from "./sessions.js";
import { emailIn, slowly } from "./slowly.js";

const Token = Type.String({ maxLength: 20_000 });
const Load = Type.Object({ client_token: Token, data: Type.Unknown() });
const Call = Type.Object({
  client_token: Token,
  call: Type.Union([
    Type.Literal("authorize"),
    Type.Literal("reauthorize"),
    Type.Literal("finalize"),
  ]),
  auto_finalize: Type.Boolean(),
  data: Type.Unknown(),
  express: Type.Optional(Type.Object({ collect_shipping_address: Type.Boolean() })),
});
const Express = Type.Object({ client_id: Type.String({ maxLength: 255 }), data: Type.Unknown() });
const Outcome = Type.Object({ client_token: Token, journey_id: Type.String({ maxLength: 100 }) });
const Redirect = Type.Object({ to: Type.String({ pattern: "^https?://", maxLength: 2048 }) });

/** @typedef {import("@sinclair/typebox").Static<typeof Load>} LoadBody */
/** @typedef {import("@sinclair/typebox").Static<typeof Call>} CallBody */
/** @typedef {import("@sinclair/typebox").Static<typeof Outcome>} OutcomeBody */
/** @typedef {import("@sinclair/typebox").Static<typeof Express>} ExpressBody */

/**
 * What the frames of the JS SDK v1 call, from the sandbox's own origin. Private to the sandbox.
 * @param {import("fastify").FastifyInstance} app
 * @param {import("../world.js").World} world
 * @param {import("./payments-api.js").PaymentsApi} payments
 */
export function frameRoutes(app, world, payments) {
  /** @param {string} clientToken @param {unknown} data that the call brings */
  const delay = async (clientToken, data) => {
    const session = payments.sessions.ofClientToken(clientToken);
    await slowly(world, emailIn(data), ...(session ? customersOf(session) : []));
  };
  app.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof PaymentsError)) throw error;
    return reply.code(error.status).send(error.body(world.incidental.uuid()));
  });
  // Where an order's `redirect_url` leads: by way of Klarna to the shop's confirmation page.
  app.get("/kp/redirect", { schema: { querystring: Redirect } }, async (request, reply) => {
    const { to } = /** @type {{ to: string }} */ (request.query);
    if (!URL.canParse(to)) return reply.code(400).send({ message: "to is no URL" });
    return reply.redirect(new URL(to).href);
  });
  app.post("/kp/client/load", { schema: { body: Load } }, async (request) => {
    const { client_token, data } = /** @type {LoadBody} */ (request.body);
    await delay(client_token, data);
    return payments.purchases.load(client_token, data);
  });
  app.post("/kp/client/call", { schema: { body: Call } }, async (request) => {
    const { client_token, call, auto_finalize, data, express } = /** @type {CallBody} */ (
      request.body
    );
    await delay(client_token, data);
    return payments.purchases.decide(client_token, {
      call,
      autoFinalize: auto_finalize,
      data,
      express: express && { collectShippingAddress: express.collect_shipping_address },
    });
  });
  // Express Checkout creates its sessions from the page, with the shop's client id.
  app.post("/kp/client/sessions", { schema: { body: Express } }, async (request, reply) => {
    const { client_id, data } = /** @type {ExpressBody} */ (request.body);
    const account = world.accounts.ofClient(client_id);
    if (!account) return reply.code(403).send({ message: "Unknown client id" });
    const session = payments.sessions.create(checked(NewSession, data), account, "purchase-flow");
    return newSessionView(payments.sessions, session);
  });
  app.post("/kp/client/outcome", { schema: { body: Outcome } }, async (request, reply) => {
    const { client_token, journey_id } = /** @type {OutcomeBody} */ (request.body);
    return (
      payments.purchases.resultOf(client_token, journey_id) ??
      reply.code(404).send({ message: "No such outcome" })
    );
  });
}
