import { klarnaFastify } from "klarna-payments-server/fastify";
import { cartStore } from "./carts.js";
import { openDatabase } from "./database.js";
import { shopKlarna } from "./klarna.js";
import { orderStore } from "./orders.js";
import { onlyOwnPages } from "./own-pages.js";
import { answerWithProblem } from "./problem.js";
import { forgetWhatIsOld } from "./retention.js";
import { cartRoutes } from "./routes/cart.js";
import { commerceLayerRoutes } from "./routes/commerce-layer.js";
import { orderRoutes } from "./routes/orders.js";
import { subscriptionRoutes } from "./routes/subscriptions.js";
import { subscriptionStore } from "./subscriptions.js";
import { subscribeToWebhooks } from "./webhooks.js";

/** How often the shop forgets what it no longer needs. */
const FORGET_EVERY_MS = 3600_000;

/**
 * The merchant backend: a small shop, and the library as its server half of a Klarna integration, put on a Fastify server.
 *
 * @param {import("fastify").FastifyInstance} app
 * @param {import("./settings.js").Settings} settings
 * @param {() => number} [now] milliseconds since 1970
 */
export async function merchantBackend(app, settings, now = Date.now) {
  const { publicUrl } = settings;
  const { log } = app;
  const database = openDatabase(settings.database);
  const carts = cartStore(database, now);
  const orders = orderStore(database);
  const subscriptions = subscriptionStore(database, carts, orders);
  const stores = { database, carts, orders, subscriptions };
  const { klarna, store } = shopKlarna({ ...stores, settings, log, now });

  app.setErrorHandler(answerWithProblem);
  await app.register(async (shop) => {
    // Klarna's servers, whose calls come to the library's addresses too, are no browsers and say nothing of a page.
    onlyOwnPages(shop, publicUrl);
    // What is asked is a visitor's own, and of now: also when they come back to a page.
    shop.addHook("onRequest", async (_, reply) => {
      reply.header("cache-control", "no-store");
    });
    await shop.register(klarnaFastify, { klarna, origin: publicUrl });
    shop.get("/api/shop", async () => shopFacts(settings));
    await shop.register(cartRoutes, { carts });
    await shop.register(orderRoutes, { carts, orders, klarna });
    await shop.register(subscriptionRoutes, { ...stores, klarna });
    await shop.register(commerceLayerRoutes, { carts, orders, klarna, publicUrl });
  });

  const forget = () => forgetWhatIsOld({ carts, klarna, now }).catch((error) => log.error(error));
  const clock = setInterval(forget, FORGET_EVERY_MS);
  clock.unref();
  // Not before the server listens: only then its address, which Klarna gets, is known.
  app.addHook("onListen", async () => {
    await klarna.start();
    await forget();
    if (settings.network.provider === "sandbox")
      await subscribeToWebhooks(settings.network, publicUrl(), log);
  });
  app.addHook("onClose", async () => {
    clearInterval(clock);
    await klarna.stop();
    await store.close();
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
