import { randomBytes } from "node:crypto";
import { Type } from "@sinclair/typebox";
import { asProblem, Problem } from "../problem.js";
import { knownVisitor } from "../visitor.js";
import { KlarnaToken } from "./token.js";

/**
 * A look-alike of Commerce Layer, as far as paying with Klarna needs it: an access token, the `klarna_payments`
 * resource that takes the authorization token, and the placing of the order. Behind it is the same order placement.
 * https://docs.commercelayer.io/how-tos/placing-orders/payments/klarna/sending-back-the-authorization-token
 */

const MEDIA_TYPE = "application/vnd.api+json";
const TOKEN_LIFETIME_S = 7200;

const TokenBody = Type.Object({
  grant_type: Type.Literal("client_credentials"),
  client_id: Type.String({ minLength: 1, maxLength: 200 }),
  scope: Type.Optional(Type.String({ maxLength: 200 })),
});
const Params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 40 }) });
const PaymentPatch = Type.Object({
  data: Type.Object({
    type: Type.Literal("klarna_payments"),
    id: Type.String({ maxLength: 40 }),
    attributes: Type.Object({ auth_token: KlarnaToken() }),
  }),
});
const OrderPatch = Type.Object({
  data: Type.Object({
    type: Type.Literal("orders"),
    id: Type.String({ maxLength: 40 }),
    attributes: Type.Object({ _place: Type.Literal(true) }),
  }),
});

/**
 * @param {import("fastify").FastifyInstance} app its own scope: errors and bodies are JSON:API here
 * @param {object} parts
 * @param {import("../sessions.js").SessionStore} parts.sessions
 * @param {import("../purchases.js").PurchaseStore} parts.purchases
 * @param {import("../carts.js").CartStore} parts.carts
 * @param {import("../order-placement.js").OrderPlacement} parts.placement
 * @param {() => string} parts.publicUrl
 */
export async function commerceLayerRoutes(
  app,
  { sessions, purchases, carts, placement, publicUrl },
) {
  /**
   * Access tokens, when they end and whose payments and orders they are good for; a restart ends them all, a page asks
   * for a new one.
   *
   * @type {Map<string, { end: number, visitor: string }>}
   */
  const accessTokens = new Map();

  app.addContentTypeParser(
    MEDIA_TYPE,
    { parseAs: "string" },
    app.getDefaultJsonParser("error", "error"),
  );
  app.setErrorHandler((error, request, reply) => answerWithJsonApiErrors(error, request, reply));

  app.post("/oauth/token", { schema: { body: TokenBody } }, async (request) => {
    const { scope = "market:all" } =
      /** @type {import("@sinclair/typebox").Static<typeof TokenBody>} */ (request.body);
    const visitor = knownVisitor(request);
    const now = Math.floor(Date.now() / 1000);
    for (const [token, { end }] of accessTokens) if (end <= now) accessTokens.delete(token);
    const token = randomBytes(32).toString("base64url");
    accessTokens.set(token, { end: now + TOKEN_LIFETIME_S, visitor });
    return {
      access_token: token,
      token_type: "Bearer",
      expires_in: TOKEN_LIFETIME_S,
      scope,
      created_at: now,
    };
  });

  app.get("/api/klarna_payments/:id", { schema: { params: Params } }, async (request, reply) => {
    const session = sessionFor(authorize(request), request);
    return reply.type(MEDIA_TYPE).send(paymentResource(session, publicUrl()));
  });

  app.patch(
    "/api/klarna_payments/:id",
    { schema: { params: Params, body: PaymentPatch } },
    async (request, reply) => {
      const session = sessionFor(authorize(request), request);
      const { data } = /** @type {import("@sinclair/typebox").Static<typeof PaymentPatch>} */ (
        request.body
      );
      if (data.id !== session.resourceId)
        throw new Problem(409, "RESOURCE_MISMATCH", "The ids differ.");
      placement.accept(session, data.attributes.auth_token);
      return reply
        .type(MEDIA_TYPE)
        .send(paymentResource(session, publicUrl(), data.attributes.auth_token));
    },
  );

  app.patch(
    "/api/orders/:id",
    { schema: { params: Params, body: OrderPatch } },
    async (request, reply) => {
      const session = sessionFor(authorize(request), request);
      const purchase = await placement.placeWaiting(session);
      return reply.type(MEDIA_TYPE).send({
        data: {
          id: session.resourceId,
          type: "orders",
          links: { self: `${publicUrl()}/api/orders/${session.resourceId}` },
          attributes: {
            number: purchase.orderNumber,
            status: "placed",
            payment_status: "authorized",
            total_amount_cents: purchase.snapshot.amount,
            reference: purchase.result?.orderId ?? null,
          },
        },
      });
    },
  );

  /**
   * @param {import("fastify").FastifyRequest} request
   * @returns {string} the visitor whom its access token was given to
   */
  function authorize(request) {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
    const known = accessTokens.get(token);
    if (!known || known.end <= Date.now() / 1000) {
      throw new Problem(401, "INVALID_TOKEN", "The access token you provided is invalid.");
    }
    return known.visitor;
  }

  /**
   * @param {string} visitor
   * @param {import("fastify").FastifyRequest} request
   */
  function sessionFor(visitor, request) {
    const { id } = /** @type {import("@sinclair/typebox").Static<typeof Params>} */ (
      request.params
    );
    const session = sessions.findByResource(id);
    const purchase = session && purchases.find(session.purchaseId);
    if (!purchase || carts.find(purchase.cartId)?.visitor !== visitor) {
      throw new Problem(404, "RECORD_NOT_FOUND", "The requested resource was not found.");
    }
    return session;
  }
}

/**
 * @param {import("../sessions.js").Session} session
 * @param {string} publicUrl
 * @param {string} [authToken] as just received: Commerce Layer answers with what was sent
 */
function paymentResource(session, publicUrl, authToken) {
  const meta = {
    mode: "test",
    organization_id: "MossEmber1",
    trace_id: randomBytes(32).toString("hex"),
  };
  return {
    data: {
      id: session.resourceId,
      type: "klarna_payments",
      links: { self: `${publicUrl}/api/klarna_payments/${session.resourceId}` },
      attributes: {
        auth_token: authToken ?? null,
        payment_request_data: {
          client_token: session.clientToken,
          payment_method_categories: session.categories,
          session_id: session.sessionId,
        },
        payment_response: {},
        payment_instrument: { issuer: "klarna", issuer_type: "klarna payments" },
        reference: null,
        reference_origin: null,
        metadata: {},
      },
      relationships: {
        order: { links: { self: `${publicUrl}/api/orders/${session.resourceId}` } },
      },
      meta,
    },
    meta,
  };
}

/**
 * @param {unknown} error
 * @param {import("fastify").FastifyRequest} request
 * @param {import("fastify").FastifyReply} reply
 */
function answerWithJsonApiErrors(error, request, reply) {
  const problem = asProblem(error);
  if (problem.status >= 500)
    request.log.error({ code: problem.code, err: problem.cause }, problem.message);
  if (problem.retryAfterSeconds !== undefined)
    reply.header("retry-after", String(problem.retryAfterSeconds));
  return reply
    .code(problem.status)
    .type(MEDIA_TYPE)
    .send({
      errors: [
        {
          title: problem.code,
          detail: problem.message,
          code: problem.code,
          status: String(problem.status),
        },
      ],
    });
}
