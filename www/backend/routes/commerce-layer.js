import { randomBytes } from "node:crypto";
import { Type } from "@sinclair/typebox";
import { Problem } from "klarna-payments-server";
import { asProblem } from "../problem.js";
import { knownVisitor } from "../visitor.js";
import { checked, Text } from "./shape.js";

/**
 * A look-alike of Commerce Layer, as far as paying with Klarna needs it: an access token, the `klarna_payments`
 * resource that takes the authorization token, and the placing of the order, which it does once. Behind it is the same
 * library.
 * https://docs.commercelayer.io/how-tos/placing-orders/payments/klarna/sending-back-the-authorization-token
 */

const MEDIA_TYPE = "application/vnd.api+json";
const TOKEN_LIFETIME_S = 7200;

const TokenBody = Type.Object({
  grant_type: Type.Literal("client_credentials"),
  client_id: Text(200),
  scope: Type.Optional(Type.String({ maxLength: 200 })),
});
const Params = Type.Object({ id: Text(40) });
/** It goes on in addresses, so printable ASCII only. */
const KlarnaToken = Type.String({ minLength: 1, maxLength: 8192, pattern: "^[\\x21-\\x7e]+$" });
const PaymentPatch = Type.Object({
  data: Type.Object({
    type: Type.Literal("klarna_payments"),
    id: Text(40),
    attributes: Type.Object({ auth_token: KlarnaToken }),
  }),
});
const OrderPatch = Type.Object({
  data: Type.Object({
    type: Type.Literal("orders"),
    id: Text(40),
    attributes: Type.Object({ _place: Type.Literal(true) }),
  }),
});

/** @typedef {import("../klarna.js").Purchase} Purchase whose id is the payment's and the order's name here */

/**
 * @param {import("fastify").FastifyInstance} app its own scope: errors and bodies are JSON:API here
 * @param {object} parts
 * @param {import("../carts.js").CartStore} parts.carts
 * @param {import("../orders.js").OrderStore} parts.orders
 * @param {import("../klarna.js").KlarnaServer} parts.klarna
 * @param {() => string} parts.publicUrl
 */
export async function commerceLayerRoutes(app, { carts, orders, klarna, publicUrl }) {
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

  app.post("/oauth/token", { schema: { body: TokenBody } }, async ({ body, headers }) => {
    const { scope = "market:all" } = checked(TokenBody, body);
    const visitor = knownVisitor(headers.cookie);
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
    const { purchase } = await purchaseOf(request);
    return reply.type(MEDIA_TYPE).send(paymentResource(purchase, publicUrl()));
  });

  app.patch(
    "/api/klarna_payments/:id",
    { schema: { params: Params, body: PaymentPatch } },
    async (request, reply) => {
      const { purchase, visitor } = await purchaseOf(request);
      const { id, attributes } = checked(PaymentPatch, request.body).data;
      if (id !== purchase.id) throw new Problem(409, "RESOURCE_MISMATCH", "The ids differ.");
      const { auth_token } = attributes;
      await passOn("keep", visitor, purchase, { authorization_token: auth_token });
      return reply.type(MEDIA_TYPE).send(paymentResource(purchase, publicUrl(), auth_token));
    },
  );

  app.patch(
    "/api/orders/:id",
    { schema: { params: Params, body: OrderPatch } },
    async (request, reply) => {
      const { cart, purchase, visitor } = await purchaseOf(request);
      if (orders.ofCart(cart))
        throw new Problem(422, "VALIDATION_ERROR", "The order is placed already.");
      await passOn("kept", visitor, purchase, {});
      return reply.type(MEDIA_TYPE).send(orderResource(purchase, cart));
    },
  );

  app.get(
    "/api/klarna_payments/:id/order",
    { schema: { params: Params } },
    async (request, reply) => {
      const { cart, purchase } = await purchaseOf(request);
      return reply.type(MEDIA_TYPE).send(orderResource(purchase, cart));
    },
  );

  /**
   * @param {Purchase} purchase
   * @param {import("../carts.js").Cart} cart
   */
  function orderResource({ id }, cart) {
    const order = orders.ofCart(cart);
    return {
      data: {
        id,
        type: "orders",
        links: { self: `${publicUrl()}/api/orders/${id}` },
        attributes: {
          number: cart.orderNumber,
          status: order ? "placed" : "pending",
          payment_status: order ? "authorized" : "unpaid",
          total_amount_cents: order?.amount ?? null,
          reference: null,
        },
      },
    };
  }

  /**
   * What the address names, for the visitor whom the access token was given to.
   * @param {import("fastify").FastifyRequest} request
   */
  async function purchaseOf({ params, headers }) {
    const token = /^Bearer (\S+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
    const known = accessTokens.get(token);
    if (!known || known.end <= Date.now() / 1000)
      throw new Problem(401, "INVALID_TOKEN", "The access token you provided is invalid.");
    const { visitor } = known;
    const purchase = await klarna.find({ id: checked(Params, params).id });
    const cart = purchase && carts.find(purchase.cart);
    if (!purchase || cart?.visitor !== visitor)
      throw new Problem(404, "RECORD_NOT_FOUND", "The requested resource was not found.");
    return { visitor, cart, purchase };
  }

  /**
   * Has the library do what the shop's own page would post: the token is kept, and later becomes the order.
   *
   * @param {"keep" | "kept"} name
   * @param {string} visitor
   * @param {Purchase} purchase
   * @param {object} body
   */
  async function passOn(name, visitor, { session }, body) {
    const answer = await klarna.handlers[name](
      new Request(publicUrl(), {
        method: "POST",
        headers: { "content-type": "application/json", cookie: `visitor=${visitor}` },
        body: JSON.stringify({ ...body, session_id: session?.session_id }),
      }),
    );
    if (answer.ok) return;
    const { error } = /** @type {{ error: { code: string, message: string } }} */ (
      await answer.json()
    );
    throw new Problem(answer.status, error.code, error.message);
  }
}

/**
 * @param {Purchase} purchase
 * @param {string} publicUrl
 * @param {string} [authToken] as just received: Commerce Layer answers with what was sent
 */
function paymentResource({ id, session }, publicUrl, authToken) {
  const meta = {
    mode: "test",
    organization_id: "MossEmber1",
    trace_id: randomBytes(32).toString("hex"),
  };
  return {
    data: {
      id,
      type: "klarna_payments",
      links: { self: `${publicUrl}/api/klarna_payments/${id}` },
      attributes: {
        auth_token: authToken ?? null,
        payment_request_data: session,
        payment_response: {},
        payment_instrument: { issuer: "klarna", issuer_type: "klarna payments" },
        reference: null,
        reference_origin: null,
        metadata: {},
      },
      relationships: {
        order: { links: { related: `${publicUrl}/api/klarna_payments/${id}/order` } },
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
  const { status, code, message, cause, retryAfterS } = asProblem(error);
  if (status >= 500) request.log.error({ code, err: cause }, message);
  if (retryAfterS !== undefined) reply.header("retry-after", String(retryAfterS));
  return reply
    .code(status)
    .type(MEDIA_TYPE)
    .send({ errors: [{ title: code, detail: message, code, status: String(status) }] });
}
