import cookie from "@fastify/cookie";
import { cartStore } from "./carts.js";
import { checkoutSession } from "./checkout-session.js";
import { openDatabase } from "./database.js";
import { paymentsApi } from "./klarna/payments-api.js";
import { orderBody } from "./klarna/payments-order.js";
import { orderPlacement } from "./order-placement.js";
import { answerWithProblem } from "./problem.js";
import { purchaseStore } from "./purchases.js";
import { cartRoutes } from "./routes/cart.js";
import { orderRoutes } from "./routes/orders.js";
import { sessionRoutes } from "./routes/session.js";
import { sessionStore } from "./sessions.js";

/**
 * The merchant backend: the server half of a Klarna integration, put on a Fastify server.
 *
 * @param {import("fastify").FastifyInstance} app
 * @param {import("./settings.js").Settings} settings
 */
export async function merchantBackend(app, settings) {
  const database = openDatabase(settings.database);
  const carts = cartStore(database);
  const purchases = purchaseStore(database);
  const sessions = sessionStore(database);
  const klarna = paymentsApi(settings.payments);
  const { publicUrl } = settings;

  const checkout = checkoutSession({ purchases, sessions, klarna, publicUrl });
  const placement = orderPlacement({
    database,
    purchases,
    sessions,
    carts,
    log: app.log,
    async placeWithKlarna(purchase, token) {
      const customer = carts.find(purchase.cartId)?.customer ?? null;
      const order = await klarna.createOrder(token, orderBody(purchase, customer, publicUrl()));
      return {
        orderId: order.order_id,
        ...(order.redirect_url ? { redirectUrl: order.redirect_url } : {}),
        fraudStatus: order.fraud_status === "PENDING" ? "PENDING" : "ACCEPTED",
      };
    },
  });

  app.setErrorHandler(answerWithProblem);
  await app.register(cookie);
  app.get("/api/shop", async () => shopFacts(settings));
  await app.register(cartRoutes, { carts });
  await app.register(sessionRoutes, { carts, checkout });
  await app.register(orderRoutes, { sessions, purchases, carts, placement });

  // Not before the server listens: only then its address, which Klarna gets, is known.
  app.addHook("onListen", async () => placement.resume());
  app.addHook("onClose", async () => {
    await placement.settled();
    database.close();
  });
}

/**
 * What the pages may know about where the shop runs. Nothing secret.
 *
 * @param {import("./settings.js").Settings} settings
 */
function shopFacts({ payments, network, sandboxUrl }) {
  return {
    payments: { provider: payments.provider, sdk_url: payments.sdkUrl },
    network: { provider: network.provider, sdk_url: network.sdkUrl, client_id: network.clientId },
    sandbox_url: sandboxUrl,
  };
}
