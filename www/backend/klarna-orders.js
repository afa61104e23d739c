import { KlarnaApiError } from "./klarna/client.js";
import { fraudStatusOf } from "./klarna/fraud-status.js";
import { orderBody } from "./klarna/payments-order.js";

/**
 * How an authorization token of a one-time purchase (v1) becomes an order at Klarna.
 *
 * @param {object} parts
 * @param {import("./carts.js").CartStore} parts.carts
 * @param {import("./sessions.js").SessionStore} parts.sessions
 * @param {import("./klarna/payments-api.js").PaymentsApi} parts.klarna
 * @param {import("fastify").FastifyBaseLogger} parts.log
 * @param {import("./klarna/merchant-urls.js").MerchantUrlsOf} parts.urls
 * @returns {import("./order-placement.js").PlaceWithKlarna}
 */
export function klarnaOrders({ carts, sessions, klarna, log, urls }) {
  return async (purchase, token) => {
    const customer = carts.find(purchase.cartId)?.customer ?? null;
    try {
      const order = await klarna.createOrder(
        token,
        orderBody(purchase, customer, urls.ofOrder(purchase)),
      );
      return {
        orderId: order.order_id,
        ...(order.redirect_url ? { redirectUrl: order.redirect_url } : {}),
        fraudStatus: fraudStatusOf(order.fraud_status),
      };
    } catch (error) {
      if (!(error instanceof KlarnaApiError && (await isOrdered(purchase, error)))) throw error;
      // Klarna has an order for this session: ours, whose answer was lost on the way or with the process. Its id can be
      // looked up at Klarna by the order number.
      log.warn(
        { order: purchase.orderNumber },
        "Klarna has this order, its id has to be looked up",
      );
      return {};
    }
  };

  /**
   * A token that was used may also be gone an hour later, like one that was not; its session tells which.
   *
   * @param {import("./purchases.js").Purchase} purchase
   * @param {KlarnaApiError} refusal
   */
  async function isOrdered({ id }, { code, status }) {
    if (code === "SESSION_COMPLETED") return true;
    const session = status === 404 ? sessions.waitingOf(id) : undefined;
    return session && (await klarna.readSession(session.sessionId)).status === "complete";
  }
}
