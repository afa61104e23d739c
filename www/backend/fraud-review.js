import { KlarnaApiError } from "./klarna/client.js";
import { explain } from "./klarna-problem.js";
import { Problem } from "./problem.js";
import { SingleFlight } from "./single-flight.js";

/**
 * Orders that Klarna has placed but still looks at (v1, `fraud_status` PENDING): nothing is sent before it has decided.
 *
 * Klarna tells its decision by a notification that is not signed, so the order is read and only that is believed. A
 * notification may never come, and for an order of a customer token there is none: then the order is read now and then.
 * https://docs.klarna.com/payments/web-payments/integrate-with-klarna-payments/
 */

/** Klarna takes hours; so often it is asked without a reason. */
const READ_EVERY_MS = 10 * 60_000;
/** So often when somebody looks at the order. */
const READ_AFTER_MS = 10_000;

/**
 * @param {object} parts
 * @param {import("./purchases.js").PurchaseStore} parts.purchases
 * @param {import("./subscriptions.js").SubscriptionService} parts.subscriptions
 * @param {import("./klarna/payments-api.js").PaymentsApi} parts.klarna
 * @param {import("fastify").FastifyBaseLogger} parts.log
 * @param {() => number} parts.now milliseconds since 1970
 */
export function fraudReview({ purchases, subscriptions, klarna, log, now }) {
  /** @type {SingleFlight<void>} */
  const flights = new SingleFlight();
  return { notified, look, resume, settled: () => flights.settled() };

  /**
   * Klarna says that something has been decided about an order.
   *
   * @param {string} purchaseId
   * @param {string} orderId Klarna's, as the notification has it
   * @throws {Problem} when there is no such order; when Klarna is to say it again later
   */
  async function notified(purchaseId, orderId) {
    const purchase = purchases.find(purchaseId);
    if (!purchase || purchase.flow === "network" || purchase.flow === "transfer")
      throw new Problem(404, "unknown_callback", "There is nothing at this address.");
    if (purchase.status !== "placed")
      throw new Problem(409, "order_in_progress", "This order is being placed.");
    // Absent where Klarna's answer to the order was lost; the order's reference tells whose it is.
    if ((purchase.result?.orderId ?? orderId) !== orderId)
      throw new Problem(404, "unknown_order", "This is not the order of this purchase.");
    try {
      await flights.run(purchaseId, () => read(purchaseId, orderId));
    } catch (error) {
      throw error instanceof KlarnaApiError ? explain(error) : error;
    }
  }

  /**
   * Reads the order if Klarna still looks at it and has not been asked just now.
   *
   * @param {import("./purchases.js").Purchase} purchase
   * @returns {Promise<import("./purchases.js").Purchase>} as it is now
   */
  async function look(purchase) {
    const isDue = now() - purchase.updatedAt > READ_AFTER_MS;
    if (purchase.result?.fraudStatus === "PENDING" && isDue) await readCalmly(purchase);
    return purchases.find(purchase.id) ?? purchase;
  }

  /** Reads what is under review and has not been read for long. */
  async function resume() {
    for (const purchase of purchases.underReview(now() - READ_EVERY_MS)) await readCalmly(purchase);
  }

  /** @param {import("./purchases.js").Purchase} purchase */
  async function readCalmly({ id, result }) {
    const orderId = result?.orderId;
    if (!orderId) return;
    try {
      await flights.run(id, () => read(id, orderId));
    } catch (error) {
      if (!(error instanceof KlarnaApiError)) throw error;
      log.warn({ status: error.status, code: error.code }, "an order could not be read");
    }
  }

  /**
   * @param {string} purchaseId
   * @param {string} orderId
   */
  async function read(purchaseId, orderId) {
    purchases.touch(purchaseId);
    const order = await klarna.readOrder(orderId);
    const purchase = purchases.find(purchaseId);
    if (!purchase || order.merchant_reference1 !== purchase.orderNumber) return;
    const { fraudStatus } = order;
    purchases.markPlaced(purchaseId, { ...purchase.result, orderId, fraudStatus });
    log.info({ order: purchase.orderNumber, fraudStatus }, "order reviewed by Klarna");
    // What Klarna rejects is not paid, and no further month is to be charged.
    const subscriptionId = purchase.result?.subscriptionId;
    if (fraudStatus === "REJECTED" && subscriptionId) subscriptions.end(subscriptionId);
  }
}

/** @typedef {ReturnType<typeof fraudReview>} FraudReview */
