import { setTimeout as pause } from "node:timers/promises";
import { Type } from "@sinclair/typebox";
import { idOf } from "../core/requests.js";
import { fromFramework, notFound, permissionDenied } from "./errors.js";
import { notificationRoutes } from "./notification-routes.js";
import { paymentRequestView } from "./payment-request-view.js";
import { partnerPresentation, presentation } from "./presentation.js";
import { Authorize, NewPaymentRequest, PaymentRequestUpdate } from "./schemas.js";
import { transactionRoutes } from "./transaction-routes.js";

/** An acquirer's path names the partner's account; a merchant's own has no such part. */
const ACCOUNTS = ["/v2/accounts/:account", "/v2"];
const AUTHORIZE = /\/payment\/authorize$/;
/** What the session token is sent in, by its present name and the older ones. */
const SESSION_TOKEN_HEADERS = [
  "klarna-network-session-token",
  "klarna-interoperability-token",
  "klarna-payment-token",
];
const Params = Type.Object({
  account: Type.Optional(Type.String({ maxLength: 255 })),
  id: Type.Optional(Type.String({ maxLength: 255 })),
});
const PresentationQuery = Type.Object({
  currency: Type.String({ maxLength: 3 }),
  amount: Type.Optional(Type.String({ pattern: "^\\d{1,9}$" })),
  locale: Type.Optional(Type.String({ maxLength: 20 })),
  intents: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])),
});

/**
 * @typedef {{ account?: string, id: string }} PathParameters
 * @typedef {import("fastify").FastifyRequest} Request
 * @typedef {(request: Request) => import("../core/accounts.js").Account} AccountOf whose request it is
 */

/**
 * What the partner's server calls: the Klarna Network API v2.
 * @param {import("fastify").FastifyInstance} app
 * @param {import("../world.js").World} world
 * @param {import("./network-api.js").NetworkApi} network
 */
export function partnerRoutes(app, world, network) {
  /** @type {AccountOf} */
  const accountOf = ({ headers }) =>
    world.accounts.ofPartner(headers.authorization) ?? world.accounts.first;

  app.addHook("onRequest", async (request) => {
    if (!world.accounts.ofPartner(request.headers.authorization))
      throw permissionDenied("Wrong or missing API key");
  });
  app.addHook("preHandler", async (request) => {
    const { account } = /** @type {Partial<PathParameters>} */ (request.params);
    if (account !== undefined && account !== accountOf(request).accountId)
      throw notFound("account");
  });
  // Before it looks at keys: of two requests that come at once with the same one, only the first is carried out.
  app.addHook("preHandler", async ({ routeOptions, body }) => {
    if (!AUTHORIZE.test(routeOptions.url ?? "")) return;
    const { supplementary_purchase_data: purchase } =
      /** @type {import("./schemas.js").AuthorizeData} */ (body);
    await pause(world.choice.effects(purchase?.customer?.email).delayMs ?? 0);
  });
  network.idempotencyKeys.guard(app);
  app.setErrorHandler((error, _request, reply) => {
    const known = fromFramework(error);
    return reply.code(known.status).send(known.body(world.incidental.uuid()));
  });

  for (const account of ACCOUNTS) {
    paymentRoutes(app, account, { world, network, accountOf });
    transactionRoutes(app, `${account}/payment/transactions`, { network, accountOf });
    app.post(`${account}/interoperability/sdk-tokens`, async (request) => {
      const sessionToken = header(request, "klarna-network-session-token");
      return { sdk_token: network.tokens.issueSdkToken(accountOf(request), sessionToken) };
    });
  }
  notificationRoutes(app, network, accountOf);
}

/**
 * @param {import("fastify").FastifyInstance} app
 * @param {string} account the beginning of the paths
 * @param {{ world: import("../world.js").World, network: import("./network-api.js").NetworkApi, accountOf: AccountOf }} of
 */
function paymentRoutes(app, account, { world, network, accountOf }) {
  /** @param {import("./payment-requests.js").PaymentRequest} request */
  const view = (request) => paymentRequestView(request, world.browserUrl);

  const authorize = { schema: { params: Params, body: Authorize } };
  app.post(`${account}/payment/authorize`, authorize, async (request) => {
    const data = /** @type {import("./schemas.js").AuthorizeData} */ (request.body);
    return network.authorization.authorize(data, accountOf(request), {
      sessionToken: SESSION_TOKEN_HEADERS.map((name) => header(request, name)).find(Boolean),
      customerToken: header(request, "klarna-customer-token"),
    });
  });

  const requests = `${account}/payment/requests`;
  const byId = { schema: { params: Params } };
  const create = { schema: { params: Params, body: NewPaymentRequest } };
  app.post(requests, create, async (request, reply) => {
    const data = /** @type {import("./schemas.js").PaymentRequestData} */ (request.body);
    const created = network.requests.create(data, {
      account: accountOf(request),
      networkSessionId: world.randomness.uuid(),
    });
    return reply.code(201).send(view(created));
  });
  app.get(requests, byId, async (request) => ({
    payment_requests: network.requests.of(accountOf(request)).map(view),
  }));
  app.get(`${requests}/:id`, byId, async (request) =>
    view(network.requests.read(idOf(request), accountOf(request))),
  );
  const update = { schema: { params: Params, body: PaymentRequestUpdate } };
  app.patch(`${requests}/:id`, update, async (request) => {
    const change = /** @type {import("./schemas.js").PaymentRequestChange} */ (request.body);
    return view(network.requests.update(idOf(request), change, accountOf(request)));
  });
  app.delete(`${requests}/:id`, byId, async (request) =>
    view(network.requests.cancel(idOf(request), accountOf(request))),
  );

  const present = { schema: { params: Params, querystring: PresentationQuery } };
  app.get(`${account}/payment/presentation`, present, async (request) => {
    const query = /** @type {import("@sinclair/typebox").Static<typeof PresentationQuery>} */ (
      request.query
    );
    const { amount, currency, locale, intents = "PAY" } = query;
    const shown = presentation(world, {
      amount: amount === undefined ? undefined : Number(amount),
      currency,
      locale,
      intents: [intents].flat(),
    });
    return partnerPresentation(shown, world.url);
  });
}

/**
 * @param {Request} request
 * @param {string} name
 */
function header(request, name) {
  const value = request.headers[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}
