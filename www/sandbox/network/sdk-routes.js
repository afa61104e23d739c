import { setTimeout as pause } from "node:timers/promises";
import { Type } from "@sinclair/typebox";
import { idOf } from "../core/requests.js";
import { fromFramework, invalid, notFound, permissionDenied } from "./errors.js";
import { paymentRequestView, returnUrl } from "./payment-request-view.js";
import { presentation } from "./presentation.js";
import { HandOver, NewPaymentRequest } from "./schemas.js";

const Client = Type.Object({
  client_id: Type.String({ maxLength: 255 }),
  sdk_token: Type.Optional(Type.String({ maxLength: 1000 })),
});
const Presentation = Type.Object({
  amount: Type.Optional(Type.Integer({ minimum: 0 })),
  currency: Type.String({ maxLength: 3 }),
  locale: Type.Optional(Type.String({ maxLength: 20 })),
  intents: Type.Optional(Type.Array(Type.String({ maxLength: 40 }))),
});
const SignIn = Type.Object({
  scopes: Type.Array(Type.String({ maxLength: 100 }), { maxItems: 20 }),
  session_token: Type.Optional(Type.String({ maxLength: 1000 })),
});
const Pay = Type.Object({ access_token: Type.String({ maxLength: 100 }) });

/**
 * What the Web SDK's look-alike calls from the shop's page, and where a redirect to Klarna leads. Private to the sandbox.
 * @param {import("fastify").FastifyInstance} app
 * @param {import("../world.js").World} world
 * @param {import("./network-api.js").NetworkApi} network
 */
export function sdkRoutes(app, world, network) {
  app.setErrorHandler((error, _request, reply) => {
    const known = fromFramework(error);
    return reply.code(known.status).send(known.body(world.incidental.uuid()));
  });
  /**
   * With what only the SDK has to know: where to go afterwards, and how often to say that the request is complete.
   * @param {import("./payment-requests.js").PaymentRequest} request
   */
  const view = (request) => {
    const email = request.data.supplementary_purchase_data?.customer?.email;
    const { complete = "once" } = world.choice.effects(request.customerEmail, email);
    return {
      ...paymentRequestView(request, world.browserUrl),
      return_url: returnUrl(request),
      complete,
    };
  };

  app.post("/web-sdk/v2/api/sessions", { schema: { body: Client } }, async (request) => {
    const { client_id, sdk_token } =
      /** @type {import("@sinclair/typebox").Static<typeof Client>} */ (request.body);
    const account = world.accounts.ofClient(client_id);
    if (!account) throw permissionDenied("Unknown client id");
    const { token } = network.tokens.issue(
      account,
      network.tokens.networkSessionOf(account, sdk_token),
    );
    return { klarna_network_session_token: token };
  });
  app.post("/web-sdk/v2/api/presentation", { schema: { body: Presentation } }, async (request) => {
    const { amount, currency, locale, intents } =
      /** @type {import("@sinclair/typebox").Static<typeof Presentation>} */ (request.body);
    await pause(world.choice.effects().delayMs ?? 0);
    return presentation(world, { amount, currency, locale, intents: intents ?? ["PAY"] });
  });

  const requests = "/web-sdk/v2/api/payment-requests";
  app.post(requests, { schema: { body: NewPaymentRequest } }, async (request, reply) => {
    const token = request.headers["klarna-network-session-token"];
    const session = network.tokens.valid(String(token));
    if (!session) throw permissionDenied("No session of the Web SDK");
    const data = /** @type {import("./schemas.js").PaymentRequestData} */ (request.body);
    const { account, networkSessionId } = session;
    const created = network.requests.create(data, { account, networkSessionId });
    return reply.code(201).send(view(created));
  });
  app.get(`${requests}/:id`, async (request) => view(network.requests.read(idOf(request))));
  app.delete(`${requests}/:id`, async (request) => view(network.requests.cancel(idOf(request))));
  app.post(`${requests}/:id/journey`, { schema: { body: HandOver } }, async (request) => {
    const paymentRequest = network.requests.read(idOf(request));
    const handOver = /** @type {import("./schemas.js").HandOverData} */ (request.body);
    const { access_token } = handOver;
    if (access_token !== undefined && access_token !== paymentRequest.accessToken)
      throw invalid("paymentRequestUrl", "cannot extract access token or region");
    network.requests.complement(paymentRequest, handOver);
    const journey = network.journeys.launch(paymentRequest);
    return { journey_id: journey.id };
  });

  app.post("/web-sdk/v2/api/sign-ins", { schema: { body: SignIn } }, async (request) => {
    const { scopes, session_token } =
      /** @type {import("@sinclair/typebox").Static<typeof SignIn>} */ (request.body);
    return { journey_id: network.signIns.open(scopes, session_token) };
  });
  app.get("/web-sdk/v2/api/sign-ins/:id", async (request) => {
    const signIn = network.signIns.find(idOf(request));
    if (!signIn) throw notFound("sign-in");
    return signIn;
  });

  app.get("/pay/:id", { schema: { querystring: Pay } }, async (request, reply) => {
    const paymentRequest = network.requests.read(idOf(request));
    const { access_token } = /** @type {{ access_token: string }} */ (request.query);
    if (access_token !== paymentRequest.accessToken) throw notFound("payment request");
    const journey = network.journeys.launch(paymentRequest);
    return reply.redirect(`/journey/index.html?journey=${journey.id}`);
  });
}
