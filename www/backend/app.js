import cookie from "@fastify/cookie";
import { cartStore } from "./carts.js";
import { checkoutSession } from "./checkout-session.js";
import { clickStore } from "./clicks.js";
import { openDatabase } from "./database.js";
import { finalAuthorization } from "./final-authorization.js";
import { fraudReview } from "./fraud-review.js";
import { merchantUrls } from "./klarna/merchant-urls.js";
import { networkApi } from "./klarna/network-api.js";
import { paymentsApi } from "./klarna/payments-api.js";
import { klarnaOrders } from "./klarna-orders.js";
import { networkPayment } from "./network-payment.js";
import { subscribeToNotifications } from "./notifications.js";
import { orderPlacement } from "./order-placement.js";
import { onlyOwnPages } from "./own-pages.js";
import { paymentRequestStore } from "./payment-requests.js";
import { answerWithProblem } from "./problem.js";
import { purchaseStore } from "./purchases.js";
import { forgetWhatIsOld } from "./retention.js";
import { authorizationCallbackRoutes } from "./routes/authorization-callback.js";
import { cartRoutes } from "./routes/cart.js";
import { commerceLayerRoutes } from "./routes/commerce-layer.js";
import { notificationRoutes } from "./routes/notifications.js";
import { orderRoutes } from "./routes/orders.js";
import { paymentRoutes } from "./routes/payments.js";
import { sessionRoutes } from "./routes/session.js";
import { subscriptionRoutes } from "./routes/subscriptions.js";
import { transferRoutes } from "./routes/transfer.js";
import { webhookRoutes } from "./routes/webhooks.js";
import { sessionStore } from "./sessions.js";
import { subscriptionService } from "./subscriptions.js";

/** How often the shop looks for what should have been finished, in case a webhook never came. */
const RESUME_EVERY_MS = 60_000;
/** How often it forgets what it no longer needs. */
const FORGET_EVERY_MS = 3600_000;

/**
 * The merchant backend: the server half of a Klarna integration, put on a Fastify server.
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
  const purchases = purchaseStore(database, now);
  const sessions = sessionStore(database, now);
  const requests = paymentRequestStore(database, now);
  const clicks = clickStore(database, now);
  const stores = { database, carts, purchases, sessions, requests, clicks, now };

  // Klarna Payments (v1): one-time orders and subscriptions.
  const payments = paymentsApi(settings.payments);
  const subscriptions = subscriptionService({ ...stores, klarna: payments });
  const urls = merchantUrls(publicUrl, settings.payments.provider);
  const placeOnce = klarnaOrders({ carts, sessions, klarna: payments, log, urls });
  const checkout = checkoutSession({ ...stores, klarna: payments, urls });
  const review = fraudReview({ ...stores, subscriptions, klarna: payments, log });
  const placement = orderPlacement({
    ...stores,
    log,
    placeWithKlarna: (purchase, token) =>
      purchase.flow === "subscription"
        ? subscriptions.placeFirst(purchase, token)
        : placeOnce(purchase, token),
    cancelWithKlarna: (token) => payments.cancelAuthorization(token),
  });

  // The Payment API (v2): the button.
  const network = networkApi(settings.network);
  const finalization = finalAuthorization({ ...stores, klarna: network, log });
  const payment = networkPayment({ ...stores, klarna: network, finalization, publicUrl, log });

  app.setErrorHandler(answerWithProblem);
  await app.register(cookie);
  await app.register(async (shop) => {
    onlyOwnPages(shop, publicUrl);
    shop.get("/api/shop", async () => shopFacts(settings));
    await shop.register(cartRoutes, { carts });
    await shop.register(sessionRoutes, { carts, checkout });
    await shop.register(orderRoutes, { ...stores, placement, review });
    await shop.register(transferRoutes, stores);
    await shop.register(commerceLayerRoutes, { ...stores, placement, publicUrl });
    await shop.register(subscriptionRoutes, { ...stores, placement, subscriptions, review });
    await shop.register(paymentRoutes, { ...stores, payment, finalization, publicUrl });
  });
  // What Klarna's servers ask proves itself otherwise: by a secret address, or a signature.
  await app.register(authorizationCallbackRoutes, { sessions, placement });
  await app.register(notificationRoutes, { review });
  await app.register(webhookRoutes, { ...stores, finalization, settings: settings.network });

  const resume = () => {
    placement.resume();
    for (const service of [payment, finalization, review])
      service.resume().catch((error) => log.error(error));
  };
  const forget = () => {
    const rows = forgetWhatIsOld(database, now);
    if (rows > 0) log.info({ rows }, "old data deleted");
  };
  const clocks = [setInterval(resume, RESUME_EVERY_MS), setInterval(forget, FORGET_EVERY_MS)];
  for (const clock of clocks) clock.unref();
  // Not before the server listens: only then its address, which Klarna gets, is known.
  app.addHook("onListen", async () => {
    forget();
    resume();
    await subscribeToNotifications({
      settings: settings.network,
      klarna: network,
      log,
      publicUrl: publicUrl(),
    });
  });
  app.addHook("onClose", async () => {
    for (const clock of clocks) clearInterval(clock);
    const services = [placement, finalization, subscriptions, review];
    await Promise.all(services.map((service) => service.settled()));
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
