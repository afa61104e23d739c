import { Type } from "@sinclair/typebox";
import { answerAboutDelivery } from "../delivery.js";
import { confirmationUrl } from "../klarna/payments-order.js";
import { Problem } from "../problem.js";
import { knownVisitor, visitorOf } from "../visitor.js";
import { KlarnaToken } from "./token.js";

const Text = (/** @type {number} */ maxLength) => Type.String({ minLength: 1, maxLength });

/** What the Web SDK's `initiate` callback posts; further fields are the page's own context. */
const AuthorizeBody = Type.Object({
  klarnaNetworkSessionToken: KlarnaToken(),
  paymentOptionId: Type.Optional(Text(500)),
  cart_id: Type.Optional(Text(60)),
  delivery: Type.Optional(Type.Literal("klarna")),
  klarna_network_data: Type.Optional(Type.String({ maxLength: 32_768 })),
});
/** An address in the spelling of Klarna's SDK, or what the customer chose. */
const DeliveryBody = Type.Object({
  address: Type.Optional(
    Type.Object({
      country: Type.Optional(Type.String({ maxLength: 10 })),
      postalCode: Type.Optional(Type.String({ maxLength: 20 })),
    }),
  ),
  shippingOptionReference: Type.Optional(Text(60)),
});
const Headers = Type.Object({ "idempotency-key": Type.Optional(Text(255)) });
const Params = Type.Object({ id: Text(200) });

/** The page asks again and again; Klarna is asked at most this often, so that the webhook normally wins. */
const READ_AFTER_MS = 2000;

/**
 * Payments (v2).
 *
 * @param {import("fastify").FastifyInstance} app
 * @param {object} parts
 * @param {import("../carts.js").CartStore} parts.carts
 * @param {import("../purchases.js").PurchaseStore} parts.purchases
 * @param {import("../payment-requests.js").PaymentRequestStore} parts.requests
 * @param {import("../network-payment.js").NetworkPayment} parts.payment
 * @param {import("../final-authorization.js").FinalAuthorization} parts.finalization
 * @param {() => string} parts.publicUrl
 * @param {() => number} parts.now milliseconds since 1970
 */
export async function paymentRoutes(
  app,
  { carts, purchases, requests, payment, finalization, publicUrl, now },
) {
  // 200 for all three results: a decline is an answer.
  app.post(
    "/api/authorize-payment",
    { schema: { body: AuthorizeBody, headers: Headers } },
    async (request) => {
      const body = /** @type {import("@sinclair/typebox").Static<typeof AuthorizeBody>} */ (
        request.body
      );
      const headers = /** @type {import("@sinclair/typebox").Static<typeof Headers>} */ (
        request.headers
      );
      const cart = carts.ofVisitor(knownVisitor(request), body.cart_id);
      if (!cart) throw new Problem(409, "wrong_cart", "The cart belongs to another visitor.");
      return payment.authorize(cart, {
        sessionToken: body.klarnaNetworkSessionToken,
        collectsDelivery: body.delivery === "klarna",
        ...(body.paymentOptionId === undefined ? {} : { paymentOptionId: body.paymentOptionId }),
        ...(body.klarna_network_data === undefined
          ? {}
          : { networkData: body.klarna_network_data }),
        ...(headers["idempotency-key"] === undefined
          ? {}
          : { idempotencyKey: headers["idempotency-key"] }),
      });
    },
  );

  // What the page answers Klarna's SDK, which asks as the customer goes on: the prices are the server's.
  app.post(
    "/api/payments/:id/delivery",
    { schema: { params: Params, body: DeliveryBody } },
    async (request) => {
      const { purchase } = paymentOf(request);
      return answerAboutDelivery(
        purchase.snapshot,
        /** @type {import("@sinclair/typebox").Static<typeof DeliveryBody>} */ (request.body),
      );
    },
  );

  // For `confirm`: by payment request id, or by the purchase id in the return URL.
  app.get("/api/payments/:id", { schema: { params: Params } }, async (request) => {
    const { id, known, purchase } = paymentOf(request);
    // Asked for by the purchase the customer is back from Klarna's page, and Klarna knows how it went.
    const isBack = id === purchase.id;
    if (purchase.status === "open" && (isBack || now() - known.checkedAt > READ_AFTER_MS)) {
      await finalization.check(known);
    }
    if (purchase.status === "placing") {
      finalization.finish(purchase.id).catch((error) => request.log.error(error));
    }
    return describe(
      requests.find(known.id) ?? known,
      purchases.find(purchase.id) ?? purchase,
      publicUrl(),
    );
  });

  /**
   * @param {import("fastify").FastifyRequest} request
   */
  function paymentOf(request) {
    const { id } = /** @type {import("@sinclair/typebox").Static<typeof Params>} */ (
      request.params
    );
    const known = requests.find(id);
    const purchase = known && purchases.find(known.purchaseId);
    const cart = purchase && carts.find(purchase.cartId);
    if (!known || !purchase || !cart || cart.visitor !== visitorOf(request)) {
      throw new Problem(404, "unknown_payment", "There is no such payment for this visitor.");
    }
    return { id, known, purchase };
  }
}

/**
 * `{status: "pending" | "approved" | "declined" | "expired", …}`
 *
 * @param {import("../payment-requests.js").PaymentRequest} request
 * @param {import("../purchases.js").Purchase} purchase
 * @param {string} publicUrl
 */
function describe(request, purchase, publicUrl) {
  const facts = {
    paymentRequestId: request.id,
    paymentRequestState: request.state,
    ...(request.stateReason === null ? {} : { paymentRequestStateReason: request.stateReason }),
  };
  if (purchase.status === "placed") {
    return {
      status: "approved",
      ...facts,
      order_number: purchase.orderNumber,
      paymentTransactionId: purchase.result?.orderId,
      returnUrl: confirmationUrl(publicUrl, purchase),
      klarna_network_response_data: purchase.result?.networkResponseData,
    };
  }
  if (purchase.status === "placing") return { status: "pending", ...facts };
  switch (request.state) {
    case "DECLINED":
      return { status: "declined", ...facts, reason: purchase.failure ?? "declined" };
    case "EXPIRED":
      return { status: "expired", ...facts };
    case "CANCELED":
      return { status: "expired", ...facts, reason: "canceled" };
    case "SUPERSEDED":
      return { status: "expired", ...facts, reason: "already_ordered" };
    default:
      return { status: "pending", ...facts };
  }
}
