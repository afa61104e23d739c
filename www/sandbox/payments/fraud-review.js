import { withPlaceholders } from "./merchant-urls.js";

/**
 * @typedef {import("./orders.js").Order} Order
 * @typedef {import("../public.js").FraudDecision} FraudDecision
 */

/** @type {readonly FraudDecision[]} */
export const FRAUD_DECISIONS = Object.freeze(["ACCEPTED", "REJECTED", "STOPPED"]);

const HOUR_MS = 60 * 60 * 1000;
/** Klarna takes 4 to 8 business hours. */
const REVIEW_MS = 4 * HOUR_MS;
/** Every 10 minutes for 24 hours, until the shop answers 200. */
const BETWEEN_ATTEMPTS_MS = HOUR_MS / 6;
const REPEATED_FOR_MS = 24 * HOUR_MS;

/** Klarna's review of orders whose `fraud_status` is PENDING, and the word about it to `merchant_urls.notification`. */
export class FraudReview {
  #world;
  #management;

  /**
   * @param {import("../world.js").World} world
   * @param {import("./order-management.js").OrderManagement} management
   */
  constructor(world, management) {
    this.#world = world;
    this.#management = management;
  }

  /**
   * Lets a review come to its end by itself, as the scenario wants it.
   * @param {Order} order
   * @param {FraudDecision} decision
   */
  schedule(order, decision) {
    this.#world.clock.afterWait(REVIEW_MS, () => void this.decide(order, decision));
  }

  /**
   * Ends the review of an order. Only a stop may also hit an order that was accepted.
   * @param {Order} order
   * @param {FraudDecision} decision
   * @returns {boolean} whether that was still possible
   */
  decide(order, decision) {
    const { clock, ledger } = this.#world;
    const possible =
      order.fraudStatus === "PENDING" ||
      (order.fraudStatus === "ACCEPTED" && decision === "STOPPED");
    if (!possible) return false;
    order.fraudStatus = decision === "ACCEPTED" ? "ACCEPTED" : "REJECTED";
    if (order.fraudStatus === "REJECTED") order.rejectedAt = clock.now();
    else if (order.data.auto_capture) this.#management.captureAll(order);
    ledger.record("fraud_decision", { order_id: order.orderId, decision }, order.account);
    this.#notify(order, decision);
    return true;
  }

  /**
   * Unsigned: the shop is to read the order and see for itself.
   * @param {Order} order
   * @param {FraudDecision} decision
   */
  #notify(order, decision) {
    const url = order.notificationUrl;
    if (url === undefined) return;
    const body = { order_id: order.orderId, event_type: `FRAUD_RISK_${decision}` };
    this.#world.deliveries.send({
      kind: "notification",
      url: withPlaceholders(url, order),
      headers: {},
      body: JSON.stringify(body),
      waitsMs: Array.from(
        { length: REPEATED_FOR_MS / BETWEEN_ATTEMPTS_MS },
        () => BETWEEN_ATTEMPTS_MS,
      ),
      isAcknowledged: (status) => status === 200,
      details: body,
      account: order.account,
    });
  }
}
