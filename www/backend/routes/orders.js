import { Type } from "@sinclair/typebox";
import { Problem } from "klarna-payments-server";
import { answerAboutDelivery } from "../delivery.js";
import { describeOrder, lookAt } from "../orders.js";
import { unknown } from "../problem.js";
import { shopOrder } from "../shop-order.js";
import { knownVisitor, visitorIn } from "../visitor.js";
import { checked, Text } from "./shape.js";

/** A cart, and what the page calls that which it shows of it. */
const TransferBody = Type.Object(
  { cart_id: Text(60), purchase: Text(200) },
  { additionalProperties: false },
);
const NumberParams = Type.Object({ orderNumber: Type.String({ maxLength: 20 }) });
const PaymentParams = Type.Object({ id: Text(200) });
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

/**
 * Orders, as far as the library does not make them.
 *
 * @param {import("fastify").FastifyInstance} app
 * @param {object} parts
 * @param {import("../carts.js").CartStore} parts.carts
 * @param {import("../orders.js").OrderStore} parts.orders
 * @param {import("../klarna.js").KlarnaServer} parts.klarna
 */
export async function orderRoutes(app, { carts, orders, klarna }) {
  // By bank transfer, the other way to pay when Klarna says no. The named cart makes it safe to post twice.
  app.post("/api/orders", { schema: { body: TransferBody } }, async ({ body, headers }) => {
    const { cart_id, purchase } = checked(TransferBody, body);
    const cart = carts.find(cart_id);
    if (cart?.visitor !== knownVisitor(headers.cookie))
      throw new Problem(409, "wrong_cart", "The cart belongs to another visitor.");
    const order = shopOrder(cart);
    if (order.order_lines.length === 0)
      throw new Problem(409, "cart_empty", "There is nothing in the cart.");
    if (order.purchase !== purchase) await refuseUnlessOrdered(cart);
    await klarna.placeOtherwise(order);
    return describe(cart);
  });

  app.get(
    "/api/orders/:orderNumber",
    { schema: { params: NumberParams } },
    async ({ params, headers }) => {
      const cart = carts.findByNumber(checked(NumberParams, params).orderNumber);
      const order = cart && orders.ofCart(cart);
      if (!order || cart.visitor !== visitorIn(headers.cookie)) throw unknown("order");
      await lookAt(klarna, order);
      return { ...describe(cart), lines: order.lines, customer: cart.customer };
    },
  );

  // What the page answers Klarna's SDK, which asks as the customer goes on (v2): the prices are the server's.
  app.post(
    "/api/payments/:id/delivery",
    { schema: { params: PaymentParams, body: DeliveryBody } },
    async ({ params, body, headers }) => {
      const purchase = await klarna.find({ paymentRequestId: checked(PaymentParams, params).id });
      const cart = purchase && carts.find(purchase.cart);
      if (!purchase?.order || cart?.visitor !== visitorIn(headers.cookie)) throw unknown("payment");
      const lines = /** @type {import("../catalogue.js").OrderLine[]} */ (
        purchase.order.order_lines
      );
      return answerAboutDelivery(lines, checked(DeliveryBody, body));
    },
  );

  /**
   * Nobody orders what the page does not show. Where the cart is ordered, or about to be, that is what the page has to be told.
   * @param {import("../carts.js").Cart} cart
   */
  async function refuseUnlessOrdered({ id }) {
    const known = await klarna.find({ cart: id });
    if (known && known.state !== "open") return;
    throw new Problem(422, "order_mismatch", "The cart is not the one that the page shows.");
  }

  /** @param {import("../carts.js").Cart} cart ordered */
  function describe(cart) {
    const order = orders.ofCart(cart);
    if (!order) throw unknown("order");
    return describeOrder(order);
  }
}
