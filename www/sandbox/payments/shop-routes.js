import { Type } from "@sinclair/typebox";
import { idOf } from "../core/requests.js";
import { checked } from "./checked.js";
import { merchantsOnly } from "./merchants-only.js";
import {
  CustomerTokenOrder,
  NewCustomerToken,
  NewOrder,
  NewSession,
  SessionUpdate,
} from "./schemas.js";
import { customersOf, newSessionView, sessionView } from "./sessions.js";
import { emailIn, slowly } from "./slowly.js";

const Id = Type.Object({ id: Type.String({ maxLength: 100 }) });
const Cancellation = Type.Object({ status: Type.Literal("CANCELLED") });

/**
 * What the shop's server calls: the Klarna Payments API v1 and the Customer Token API.
 * @param {import("fastify").FastifyInstance} app
 * @param {import("../world.js").World} world
 * @param {import("./payments-api.js").PaymentsApi} payments
 */
export function shopRoutes(app, world, payments) {
  const { sessions, authorizations, orders, customerTokens } = payments;
  const accountOf = merchantsOnly(app, world);
  const byId = { schema: { params: Id } };
  app.addHook("preHandler", async ({ params, body }) => {
    const { id = "" } = /** @type {{ id?: string }} */ (params);
    const session = authorizations.find(id)?.session ?? sessions.find(id);
    await slowly(world, emailIn(body), ...(session ? customersOf(session) : []));
  });

  app.post("/payments/v1/sessions", async (request) =>
    newSessionView(
      sessions,
      sessions.create(checked(NewSession, request.body), accountOf(request)),
    ),
  );
  app.get("/payments/v1/sessions/:id", byId, async (request) =>
    sessionView(sessions, sessions.read(idOf(request), accountOf(request))),
  );
  app.post("/payments/v1/sessions/:id", byId, async (request, reply) => {
    sessions.update(idOf(request), checked(SessionUpdate, request.body), accountOf(request));
    return reply.code(204).send();
  });

  app.post("/payments/v1/authorizations/:id/order", byId, async (request) => {
    const order = orders.place(idOf(request), checked(NewOrder, request.body), accountOf(request));
    return {
      order_id: order.orderId,
      redirect_url: order.redirectUrl,
      fraud_status: order.fraudStatus,
      authorized_payment_method: { type: "invoice", number_of_days: 30 },
    };
  });
  app.post("/payments/v1/authorizations/:id/customer-token", byId, async (request) => {
    const data = checked(NewCustomerToken, request.body);
    const token = customerTokens.create(idOf(request), data, accountOf(request));
    return {
      token_id: token.tokenId,
      redirect_url: world.browserUrl,
      payment_method_reference: token.tokenId,
      billing_address: data.billing_address,
      customer: data.customer,
    };
  });
  app.delete("/payments/v1/authorizations/:id", byId, async (request, reply) => {
    authorizations.cancel(idOf(request), accountOf(request));
    return reply.code(204).send();
  });

  const TOKEN = "/customer-token/v1/tokens/:id";
  app.get(TOKEN, byId, async (request) => {
    const { state } = customerTokens.read(idOf(request), accountOf(request));
    return { payment_method_type: "INVOICE", status: state };
  });
  app.patch(`${TOKEN}/status`, byId, async (request, reply) => {
    checked(Cancellation, request.body);
    customerTokens.cancel(idOf(request), accountOf(request));
    return reply.code(202).send();
  });
  app.post(`${TOKEN}/order`, byId, async (request) => {
    const key = request.headers["klarna-idempotency-key"];
    const order = orders.charge(
      idOf(request),
      checked(CustomerTokenOrder, request.body),
      accountOf(request),
      typeof key === "string" ? key : undefined,
    );
    return { order_id: order.orderId, fraud_status: order.fraudStatus };
  });
}
