import { Problem } from "klarna-payments-server";
import { inTransaction } from "./database.js";
import { shopOrder } from "./shop-order.js";

/**
 * Recurring payments: an authorization with an intent to tokenize becomes a customer token, and the customer token pays
 * every further month. It never leaves the server.
 *
 * @typedef {object} Subscription
 * @property {string} id
 * @property {string} visitor
 * @property {string | null} customerToken gone when the subscription has ended
 */

/**
 * @param {import("./database.js").Database} database
 * @param {import("./carts.js").CartStore} carts
 * @param {import("./orders.js").OrderStore} orders
 */
export function subscriptionStore(database, carts, orders) {
  return { begin, renew, ofVisitor, find, ofCart, ordersOf, end };

  /**
   * The first month is paid. Repeatable.
   *
   * @param {string} id
   * @param {import("./carts.js").Cart} cart of the first month
   * @param {string} customerToken
   */
  function begin(id, cart, customerToken) {
    database.run(
      "INSERT INTO subscriptions (id, visitor, customer_token) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      [id, cart.visitor, customerToken],
    );
    database.run(
      "INSERT INTO months (subscription_id, period, cart_id) VALUES (?, 1, ?) ON CONFLICT DO NOTHING",
      [id, cart.id],
    );
  }

  /**
   * Charges a month, once however often it is asked for. In a real shop a calendar does this; here a button does. A
   * month that could not be charged is tried again, not skipped.
   *
   * @param {Subscription} subscription
   * @param {number} period which month, of which the first is 1
   * @param {import("klarna-payments-server").Recurring} recurring
   * @returns {Promise<import("./orders.js").Order | undefined>}
   * @throws {Problem} `wrong_period` for a month that is not the next one
   */
  async function renew(subscription, period, recurring) {
    const cart = monthOf(subscription, period);
    const known = orders.ofCart(cart);
    if (known) return known;
    if (!subscription.customerToken) throw ended();
    await recurring.charge(subscription.customerToken, { ...shopOrder(cart), intent: "buy" });
    return orders.ofCart(cart);
  }

  /**
   * A month that was charged or tried before, or the one after it.
   *
   * @param {Subscription} subscription
   * @param {number} period
   * @returns {import("./carts.js").Cart}
   */
  function monthOf({ id, customerToken }, period) {
    const months = cartsOf(id);
    const known = months[period - 1];
    if (known) return known;
    const [first] = months;
    if (!first || period !== months.length + 1 || months.some((cart) => !orders.ofCart(cart)))
      throw new Problem(409, "wrong_period", "This is not the month that is charged next.");
    if (!customerToken) throw ended();
    return inTransaction(database, () => {
      const cart = carts.copyClosed(first);
      database.run("INSERT INTO months (subscription_id, period, cart_id) VALUES (?, ?, ?)", [
        id,
        period,
        cart.id,
      ]);
      return cart;
    });
  }

  /** @param {string} id */
  function cartsOf(id) {
    return database
      .all("SELECT cart_id FROM months WHERE subscription_id = ? ORDER BY period", [id])
      .flatMap((row) => carts.find(String(row.cart_id)) ?? []);
  }

  /**
   * The months that were charged.
   * @param {string} id
   */
  function ordersOf(id) {
    return cartsOf(id).flatMap((cart) => orders.ofCart(cart) ?? []);
  }

  /** @param {string} visitor */
  function ofVisitor(visitor) {
    return many("SELECT * FROM subscriptions WHERE visitor = ? ORDER BY rowid", visitor);
  }

  /** @param {string} id */
  function find(id) {
    return many("SELECT * FROM subscriptions WHERE id = ?", id)[0];
  }

  /** @param {string} cartId of one of its months */
  function ofCart(cartId) {
    const sql = `SELECT subscriptions.* FROM subscriptions JOIN months ON subscription_id = id
                 WHERE cart_id = ?`;
    return many(sql, cartId)[0];
  }

  /**
   * No further month is charged: the shop forgets the customer token.
   * @param {string} id
   */
  function end(id) {
    database.run("UPDATE subscriptions SET customer_token = NULL WHERE id = ?", [id]);
  }

  /**
   * @param {string} sql
   * @param {string} value
   * @returns {Subscription[]}
   */
  function many(sql, value) {
    return database.all(sql, [value]).map((row) => ({
      id: String(row.id),
      visitor: String(row.visitor),
      customerToken: row.customer_token === null ? null : String(row.customer_token),
    }));
  }
}

/** @typedef {ReturnType<typeof subscriptionStore>} SubscriptionStore */

function ended() {
  return new Problem(409, "subscription_ended", "The subscription has ended.");
}
