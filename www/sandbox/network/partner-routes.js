import { setTimeout as pause } from "node:timers/promises";
import { Type } from "@sinclair/typebox";
import { fromFramework, notFound, permissionDenied } from "./errors.js";
import { paymentRequestView } from "./payment-request-view.js";
import { presentation } from "./presentation.js";
import {
  Authorize,
  NewPaymentRequest,
  NewWebhook,
  PaymentRequestUpdate,
  Simulation,
} from "./schemas.js";

const PAYMENT = "/v2/accounts/:account/payment";
const AUTHORIZE = `${PAYMENT}/authorize`;
/** What the session token is sent in, by its present name and the older ones. */
const SESSION_TOKEN_HEADERS = [
  "klarna-network-session-token",
  "klarna-interoperability-token",
  "klarna-payment-token",
];
const Params = Type.Object({
  account: Type.String({ maxLength: 255 }),
  id: Type.Optional(Type.String({ maxLength: 255 })),
});
const PresentationQuery = Type.Object({
  currency: Type.String({ maxLength: 3 }),
  amount: Type.Optional(Type.String({ pattern: "^\\d{1,9}$" })),
  locale: Type.Optional(Type.String({ maxLength: 20 })),
  intents: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])),
});

/** @typedef {{ account: string, id: string }} PathParameters */

/**
 * What the partner's server calls: the Klarna Network API v2.
 * @param {import("fastify").FastifyInstance} app
 * @param {import("../world.js").World} world
 * @param {import("./network-api.js").NetworkApi} network
 */
export function partnerRoutes(app, world, network) {
  const { apiKey, accountId } = world.credentials;
  app.addHook("onRequest", async (request) => {
    if (request.headers.authorization !== `Basic ${apiKey}`)
      throw permissionDenied("Wrong or missing API key");
  });
  app.addHook("preHandler", async (request) => {
    const { account } = /** @type {Partial<PathParameters>} */ (request.params);
    if (account !== undefined && account !== accountId) throw notFound("account");
  });
  // Before it looks at keys: of two requests that come at once with the same one, only the first is carried out.
  app.addHook("preHandler", async ({ routeOptions, body }) => {
    if (routeOptions.url !== AUTHORIZE) return;
    const { supplementary_purchase_data: purchase } =
      /** @type {import("./schemas.js").AuthorizeData} */ (body);
    await pause(world.choice.effects(purchase?.customer?.email).delayMs ?? 0);
  });
  network.idempotencyKeys.guard(app);
  app.setErrorHandler((error, _request, reply) => {
    const known = fromFramework(error);
    return reply.code(known.status).send(known.body(world.incidental.uuid()));
  });

  app.post(AUTHORIZE, { schema: { params: Params, body: Authorize } }, async (request) =>
    network.authorization.authorize(
      /** @type {import("./schemas.js").AuthorizeData} */ (request.body),
      {
        sessionToken: SESSION_TOKEN_HEADERS.map((name) => header(request, name)).find(Boolean),
        customerToken: header(request, "klarna-customer-token"),
      },
    ),
  );

  const requests = `${PAYMENT}/requests`;
  /** @param {import("./payment-requests.js").PaymentRequest} request */
  const view = (request) => paymentRequestView(request, world.url);
  app.post(
    requests,
    { schema: { params: Params, body: NewPaymentRequest } },
    async (request, reply) => {
      const data = /** @type {import("./schemas.js").PaymentRequestData} */ (request.body);
      const networkSessionId = world.randomness.uuid();
      return reply.code(201).send(view(network.requests.create(data, { networkSessionId })));
    },
  );
  app.get(`${requests}/:id`, { schema: { params: Params } }, async (request) =>
    view(network.requests.read(idOf(request))),
  );
  app.patch(
    `${requests}/:id`,
    { schema: { params: Params, body: PaymentRequestUpdate } },
    async (request) => {
      const change = /** @type {import("./schemas.js").PaymentRequestChange} */ (request.body);
      return view(network.requests.update(idOf(request), change));
    },
  );
  app.delete(`${requests}/:id`, { schema: { params: Params } }, async (request) =>
    view(network.requests.cancel(idOf(request))),
  );

  app.get(
    `${PAYMENT}/presentation`,
    { schema: { params: Params, querystring: PresentationQuery } },
    async (request) => {
      const {
        amount,
        currency,
        locale,
        intents = "PAY",
      } = /** @type {import("@sinclair/typebox").Static<typeof PresentationQuery>} */ (
        request.query
      );
      return presentation(world, {
        amount: amount === undefined ? undefined : Number(amount),
        currency,
        locale,
        intents: [intents].flat(),
      });
    },
  );
  app.post("/v2/accounts/:account/interoperability/sdk-tokens", async (request) => {
    const session = network.tokens.valid(header(request, "klarna-network-session-token") ?? "");
    const networkSessionId = session?.networkSessionId ?? network.tokens.networkSessionOf();
    return { sdk_token: network.tokens.issueSdkToken(networkSessionId) };
  });

  app.post("/v2/notification/signing-keys", async (_request, reply) =>
    reply.code(201).send(network.notifications.createSigningKey()),
  );
  app.post(
    "/v2/notification/webhooks",
    { schema: { body: NewWebhook } },
    async (request, reply) => {
      const data = /** @type {import("./schemas.js").WebhookData} */ (request.body);
      const webhook_id = network.notifications.subscribe(data);
      return reply.code(201).send({ webhook_id, ...data });
    },
  );
  app.post(
    "/v2/notification/webhooks/:id/simulate",
    { schema: { body: Simulation } },
    async (request, reply) => {
      const { event_type } = /** @type {{ event_type: string }} */ (request.body);
      network.notifications.simulate(idOf(request), event_type);
      return reply.code(202).send({});
    },
  );
}

/** @param {import("fastify").FastifyRequest} request */
const idOf = (request) => /** @type {PathParameters} */ (request.params).id;

/**
 * @param {import("fastify").FastifyRequest} request
 * @param {string} name
 */
function header(request, name) {
  const value = request.headers[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}
