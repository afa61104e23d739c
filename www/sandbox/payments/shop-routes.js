import { Type } from "@sinclair/typebox";
import { hasBasicCredentials } from "../core/basic-auth.js";
import { PaymentsError } from "./errors.js";
import { orderView } from "./order-view.js";
import {
  CustomerTokenOrder,
  NewCustomerToken,
  NewOrder,
  NewSession,
  SessionUpdate,
} from "./schemas.js";
import { newSessionView, sessionView } from "./sessions.js";

const Id = Type.Object({ id: Type.String({ maxLength: 100 }) });

/**
 * What the shop's server calls: the Klarna Payments API v1, the Customer Token API, and of the Order Management API what
 * tells how an order stands.
 * @param {import("fastify").FastifyInstance} app
 * @param {import("../world.js").World} world
 * @param {import("./payments-api.js").PaymentsApi} payments
 */
export function shopRoutes(app, world, payments) {
  const { username, password } = world.credentials;
  app.addHook("onRequest", async (request) => {
    if (!hasBasicCredentials(request.headers.authorization, `${username}:${password}`))
      throw new PaymentsError(401, "UNAUTHORIZED", "Wrong or missing credentials");
  });
  app.setErrorHandler((error, _request, reply) => {
    const known = error instanceof PaymentsError ? error : fromFramework(error);
    return reply.code(known.status).send(known.body(world.incidental.uuid()));
  });
  app.post("/payments/v1/sessions", { schema: { body: NewSession } }, async (request) => {
    const data = /** @type {import("./schemas.js").SessionData} */ (request.body);
    return newSessionView(payments.sessions, payments.sessions.create(data));
  });
  app.get("/payments/v1/sessions/:id", { schema: { params: Id } }, async (request) =>
    sessionView(payments.sessions.read(idOf(request))),
  );
  app.post(
    "/payments/v1/sessions/:id",
    { schema: { params: Id, body: SessionUpdate } },
    async (request, reply) => {
      payments.sessions.update(
        idOf(request),
        /** @type {import("./schemas.js").SessionChange} */ (request.body),
      );
      return reply.code(204).send();
    },
  );
  app.post(
    "/payments/v1/authorizations/:id/order",
    { schema: { params: Id, body: NewOrder } },
    async (request) => {
      const order = payments.orders.place(
        idOf(request),
        /** @type {import("./schemas.js").OrderData} */ (request.body),
      );
      return {
        order_id: order.orderId,
        redirect_url: order.redirectUrl,
        fraud_status: order.fraudStatus,
        authorized_payment_method: { type: "invoice", number_of_days: 30 },
      };
    },
  );
  app.post(
    "/payments/v1/authorizations/:id/customer-token",
    { schema: { params: Id, body: NewCustomerToken } },
    async (request) => {
      const data = /** @type {import("./schemas.js").CustomerTokenData} */ (request.body);
      const token = payments.customerTokens.create(idOf(request), data);
      return {
        token_id: token.tokenId,
        redirect_url: world.url,
        payment_method_reference: token.tokenId,
        billing_address: data.billing_address,
        customer: data.customer,
      };
    },
  );
  app.delete(
    "/payments/v1/authorizations/:id",
    { schema: { params: Id } },
    async (request, reply) => {
      payments.authorizations.cancel(idOf(request));
      return reply.code(204).send();
    },
  );
  app.post(
    "/customer-token/v1/tokens/:id/order",
    { schema: { params: Id, body: CustomerTokenOrder } },
    async (request) => {
      const key = request.headers["klarna-idempotency-key"];
      const data = /** @type {import("./schemas.js").CustomerTokenOrderData} */ (request.body);
      const order = payments.orders.charge(
        idOf(request),
        data,
        typeof key === "string" ? key : undefined,
      );
      return { order_id: order.orderId, fraud_status: order.fraudStatus };
    },
  );
  app.get("/ordermanagement/v1/orders/:id", { schema: { params: Id } }, async (request) =>
    orderView(payments.orders.read(idOf(request)), world.clock.now()),
  );
}

/** @param {import("fastify").FastifyRequest} request */
const idOf = (request) => /** @type {{ id: string }} */ (request.params).id;

/** @param {unknown} error what Fastify raised before a handler ran: a body that does not fit the schema, or no JSON */
function fromFramework(error) {
  const {
    statusCode = 500,
    message,
    validation,
  } = /** @type {import("fastify").FastifyError} */ (error);
  if (validation) {
    const problems = validation.map(({ instancePath, message: reason }) =>
      `Bad value: ${instancePath.slice(1).replaceAll("/", ".") || "body"} ${reason ?? ""}`.trim(),
    );
    return new PaymentsError(400, "BAD_VALUE", ...problems);
  }
  if (statusCode < 500) return new PaymentsError(statusCode, "BAD_REQUEST", message);
  return new PaymentsError(500, "INTERNAL_SERVER_ERROR", "Something went wrong");
}
