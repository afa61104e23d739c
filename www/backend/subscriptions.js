import { randomUUID } from "node:crypto";
import { priceOrder } from "./catalogue.js";
import { inTransaction } from "./database.js";
import { KlarnaApiError } from "./klarna/client.js";
import { fraudStatusOf } from "./klarna/fraud-status.js";
import { idempotencyKey } from "./klarna/idempotency-key.js";
import { customerTokenBody, recurringOrderBody } from "./klarna/payments-order.js";
import { explain } from "./klarna-problem.js";
import { Problem } from "./problem.js";
import { SingleFlight } from "./single-flight.js";

/**
 * Recurring payments: an authorization with an intent to tokenize becomes a customer token, and the customer token pays
 * the first month and every further one. The customer token never leaves the server.
 *
 * @typedef {object} Subscription
 * @property {string} id
 * @property {string} visitor
 * @property {string} purchaseId of the first month
 * @property {string | null} customerToken gone when the subscription has ended
 */

/**
 * @param {object} parts
 * @param {import("./database.js").Database} parts.database
 * @param {import("./purchases.js").PurchaseStore} parts.purchases
 * @param {import("./carts.js").CartStore} parts.carts
 * @param {import("./klarna/payments-api.js").PaymentsApi} parts.klarna
 * @param {() => number} parts.now milliseconds since 1970
 */
export function subscriptionService({ database, purchases, carts, klarna, now }) {
  /** @type {SingleFlight<import("./purchases.js").Purchase>} */
  const flights = new SingleFlight();
  return { placeFirst, renew, ofVisitor, find, end, settled: () => flights.settled() };

  /**
   * Customer token, then the first order. What was done before a restart is not done again.
   * @type {import("./order-placement.js").PlaceWithKlarna}
   */
  async function placeFirst(purchase, authorizationToken) {
    const cart = carts.find(purchase.cartId);
    if (!cart) throw new Error("a purchase without a cart");
    const subscription =
      ofPurchase(purchase.id) ?? (await begin(purchase, cart, authorizationToken));
    try {
      const order = await charge(subscription, purchase, cart.customer);
      return { ...order, subscriptionId: subscription.id };
    } catch (error) {
      // Only a refusal ends it: as long as Klarna may have charged, only this customer token gives the same answer again.
      if (error instanceof KlarnaApiError && explain(error).status < 500) remove(subscription.id);
      throw error;
    }
  }

  /**
   * @param {import("./purchases.js").Purchase} purchase
   * @param {import("./carts.js").Cart} cart
   * @param {string} authorizationToken
   * @returns {Promise<Subscription>}
   */
  async function begin(purchase, cart, authorizationToken) {
    const { token_id } = await klarna.createCustomerToken(
      authorizationToken,
      customerTokenBody(cart.customer),
    );
    const id = randomUUID();
    database.run(
      "INSERT INTO subscriptions (id, purchase_id, visitor, customer_token, created_at) VALUES (?, ?, ?, ?, ?)",
      [id, purchase.id, cart.visitor, token_id, now()],
    );
    return { id, purchaseId: purchase.id, visitor: cart.visitor, customerToken: token_id };
  }

  /**
   * @param {Subscription} subscription
   * @param {import("./purchases.js").Purchase} purchase
   * @param {import("./carts.js").Customer | null} customer
   */
  async function charge(subscription, purchase, customer) {
    if (!subscription.customerToken) throw ended();
    const order = await klarna.chargeCustomerToken(
      subscription.customerToken,
      recurringOrderBody(purchase, customer),
      idempotencyKey(`charge ${purchase.id}`),
    );
    return { orderId: order.order_id, fraudStatus: fraudStatusOf(order.fraud_status) };
  }

  /**
   * Charges a month, once however often it is asked for. In a real shop a calendar does this; here a button does. A
   * month that could not be charged is tried again, not skipped.
   *
   * @param {Subscription} subscription
   * @param {number} period which month, of which the first is 1
   * @returns {Promise<import("./purchases.js").Purchase>}
   * @throws {Problem} `wrong_period` for a month that is not the next one
   */
  function renew(subscription, period) {
    return flights.run(`${subscription.id} ${period}`, async () => {
      const purchase = month(subscription, period);
      if (purchase.status === "placed") return purchase;
      const customer = carts.find(purchase.cartId)?.customer ?? null;
      try {
        const order = await charge(subscription, purchase, customer);
        return purchases.markPlaced(purchase.id, { ...order, subscriptionId: subscription.id });
      } catch (error) {
        throw error instanceof KlarnaApiError ? explain(error) : error;
      }
    });
  }

  /**
   * A month that was charged or tried before, or the one after it.
   * @param {Subscription} subscription
   * @param {number} period
   */
  function month(subscription, period) {
    // The first month is not a renewal.
    const months = renewals(subscription.id);
    const known = months[period - 2];
    if (known) return known;
    const isNext = period === months.length + 2;
    if (!isNext || months.some((purchase) => purchase.status !== "placed"))
      throw new Problem(409, "wrong_period", "This is not the month that is charged next.");
    if (!subscription.customerToken) throw ended();
    const first = purchases.find(subscription.purchaseId);
    const cart = first && carts.find(first.cartId);
    if (!cart) throw new Error("a subscription without its first month");
    return inTransaction(database, () => {
      const copy = carts.copyClosed(cart);
      const purchase = purchases.create(copy.id, "subscription", priceOrder(copy.lines));
      database.run("INSERT INTO renewals (subscription_id, period, purchase_id) VALUES (?, ?, ?)", [
        subscription.id,
        months.length + 1,
        purchase.id,
      ]);
      return purchase;
    });
  }

  /** @param {string} subscriptionId */
  function renewals(subscriptionId) {
    return database
      .all("SELECT purchase_id FROM renewals WHERE subscription_id = ? ORDER BY period", [
        subscriptionId,
      ])
      .flatMap((row) => purchases.find(String(row.purchase_id)) ?? []);
  }

  /**
   * @param {string} visitor
   * @returns the visitor's subscriptions with the months that were charged
   */
  function ofVisitor(visitor) {
    return many("SELECT * FROM subscriptions WHERE visitor = ? ORDER BY created_at", visitor).map(
      (subscription) => ({
        ...subscription,
        months: [
          ...[purchases.find(subscription.purchaseId) ?? []].flat(),
          ...renewals(subscription.id),
        ].filter((purchase) => purchase.status === "placed"),
      }),
    );
  }

  /** @param {string} id */
  function find(id) {
    return many("SELECT * FROM subscriptions WHERE id = ?", id)[0];
  }

  /** @param {string} purchaseId */
  function ofPurchase(purchaseId) {
    return many("SELECT * FROM subscriptions WHERE purchase_id = ?", purchaseId)[0];
  }

  /**
   * No further month is charged: the shop forgets the customer token.
   * @param {string} id
   */
  function end(id) {
    database.run("UPDATE subscriptions SET customer_token = NULL WHERE id = ?", [id]);
  }

  /** @param {string} id */
  function remove(id) {
    database.run("DELETE FROM subscriptions WHERE id = ?", [id]);
  }

  /**
   * @param {string} sql
   * @param {string} value
   * @returns {Subscription[]}
   */
  function many(sql, value) {
    return database.all(sql, [value]).map((row) => ({
      id: String(row.id),
      purchaseId: String(row.purchase_id),
      visitor: String(row.visitor),
      customerToken: row.customer_token === null ? null : String(row.customer_token),
    }));
  }
}

/** @typedef {ReturnType<typeof subscriptionService>} SubscriptionService */

function ended() {
  return new Problem(409, "subscription_ended", "The subscription has ended.");
}
