import { randomUUID } from "node:crypto";
import { Problem } from "./problem.js";

/**
 * How a purchase is paid: one order with Klarna Payments (v1), one with the Payment API (v2), a subscription, or
 * without Klarna by bank transfer.
 * @typedef {"payments" | "network" | "subscription" | "transfer"} Flow
 */

/**
 * - `open`: nothing is authorized; a decline leaves it here, so the customer may try again.
 * - `authorizing`: Klarna has been asked (v2); until it has answered, the cart is not ordered in another way.
 * - `placing`: Klarna's token has arrived and is stored; the order is being made, or will be after a restart.
 * - `placed`: the order exists.
 * Only one purchase of a cart gets beyond `open`: see {@link PurchaseStore.claim}.
 * @typedef {"open" | "authorizing" | "placing" | "placed"} PurchaseStatus
 */

/**
 * What is being bought, fixed when Klarna was told: the order that Klarna gets later is made of this and nothing else.
 * @typedef {object} Snapshot
 * @property {import("./catalogue.js").OrderLine[]} lines
 * @property {number} amount
 * @property {number} taxAmount
 */

/**
 * What came of it.
 * @typedef {object} Result
 * @property {string} [orderId] Klarna's id: v1 `order_id`, v2 `payment_transaction_id`; absent where its answer was lost
 * @property {string} [redirectUrl] v1: where Klarna wants the browser to pass by
 * @property {import("./klarna/fraud-status.js").FraudStatus} [fraudStatus] v1: see `fraud-review.js`
 * @property {string} [subscriptionId]
 * @property {string} [networkResponseData] v2: the string that partners get unchanged
 */

/**
 * @typedef {object} Purchase
 * @property {string} id
 * @property {string} orderNumber what the customer sees and Klarna gets as the merchant reference
 * @property {string} cartId
 * @property {Flow} flow
 * @property {PurchaseStatus} status
 * @property {Snapshot} snapshot
 * @property {Result | null} result set when placed
 * @property {string | null} failure code of the last attempt that failed
 * @property {number} updatedAt when it last changed, or Klarna was last asked, in milliseconds since 1970
 */

const FIRST_ORDER_NUMBER = 10001;

/**
 * @param {import("./database.js").Database} database
 * @param {() => number} now milliseconds since 1970
 */
export function purchaseStore(database, now) {
  return {
    ofCart,
    rivalOf,
    claim,
    create,
    find,
    findByNumber,
    placing,
    underReview,
    touch,
    reprice,
    markPlaced,
    markOpen,
  };

  /**
   * The purchase of this cart in this flow, whatever its status.
   *
   * @param {string} cartId
   * @param {Flow} flow
   */
  function ofCart(cartId, flow) {
    return one("SELECT * FROM purchases WHERE cart_id = ? AND flow = ?", [cartId, flow]);
  }

  /**
   * The purchase that has the same cart in another flow: two tabs, two ways to pay, one parcel.
   * @param {Purchase} purchase
   */
  function rivalOf({ id, cartId }) {
    const sql = "SELECT * FROM purchases WHERE cart_id = ? AND id <> ? AND status <> 'open'";
    return one(sql, [cartId, id]);
  }

  /**
   * Takes the cart for this purchase: whoever comes first, at whatever instant, and nobody else until `markOpen`.
   *
   * @param {Purchase} purchase
   * @param {"authorizing" | "placing"} status
   * @throws {Problem} `already_ordered`, or `order_in_progress` while it is not certain that it will be
   */
  function claim(purchase, status) {
    const rival = rivalOf(purchase);
    if (rival?.status === "placed")
      throw new Problem(409, "already_ordered", "This cart has been ordered in another way.");
    if (rival)
      throw new Problem(409, "order_in_progress", "This cart is being ordered in another way.");
    // One statement, in one process that owns the file; the index in the schema holds it even if that changed.
    set(purchase.id, "status = ?, failure = NULL", [status]);
  }

  /**
   * @param {string} cartId
   * @param {Flow} flow
   * @param {Snapshot} snapshot
   * @returns {Purchase}
   */
  function create(cartId, flow, snapshot) {
    const createdAt = now();
    const id = randomUUID();
    database.run(
      `INSERT INTO purchases (id, number, cart_id, flow, status, snapshot, created_at, updated_at)
       SELECT ?, coalesce(max(number) + 1, ${FIRST_ORDER_NUMBER}), ?, ?, 'open', ?, ?, ? FROM purchases`,
      [id, cartId, flow, JSON.stringify(snapshot), createdAt, createdAt],
    );
    return get(id);
  }

  /** @param {string} id */
  function find(id) {
    return one("SELECT * FROM purchases WHERE id = ?", [id]);
  }

  /**
   * @param {string} id of a purchase that is known to exist
   * @returns {Purchase}
   */
  function get(id) {
    const purchase = find(id);
    if (!purchase) throw new Error("a purchase has vanished from the database");
    return purchase;
  }

  /** @param {string} orderNumber */
  function findByNumber(orderNumber) {
    const number = /^ME-(\d{5,9})$/.exec(orderNumber)?.[1];
    return number === undefined
      ? undefined
      : one("SELECT * FROM purchases WHERE number = ?", [Number(number)]);
  }

  /** Purchases whose order was on its way when the process ended. */
  function placing() {
    return database.all("SELECT * FROM purchases WHERE status = 'placing'").map(fromRow);
  }

  /**
   * Orders that Klarna still looks at, as far as is known here.
   * @param {number} before not updated since, in milliseconds since 1970
   */
  function underReview(before) {
    const sql = `SELECT * FROM purchases WHERE status = 'placed' AND updated_at < ?
                 AND json_extract(result, '$.fraudStatus') = 'PENDING'`;
    return database.all(sql, [before]).map(fromRow);
  }

  /**
   * Notes that Klarna is being asked about it.
   * @param {string} id
   */
  function touch(id) {
    set(id, "status = status", []);
  }

  /**
   * @param {string} id
   * @param {Snapshot} snapshot
   */
  function reprice(id, snapshot) {
    set(id, "snapshot = ?", [JSON.stringify(snapshot)]);
    return get(id);
  }

  /**
   * @param {string} id
   * @param {Result} result
   */
  function markPlaced(id, result) {
    set(id, "status = 'placed', failure = NULL, result = ?", [JSON.stringify(result)]);
    return get(id);
  }

  /**
   * @param {string} id
   * @param {string | null} failure null: Klarna wants a word with the customer first
   */
  function markOpen(id, failure) {
    set(id, "status = 'open', failure = ?", [failure]);
  }

  /**
   * @param {string} id
   * @param {string} assignments
   * @param {import("node-sqlite3-wasm").JSValue[]} values
   */
  function set(id, assignments, values) {
    database.run(`UPDATE purchases SET ${assignments}, updated_at = ? WHERE id = ?`, [
      ...values,
      now(),
      id,
    ]);
  }

  /**
   * @param {string} sql
   * @param {import("node-sqlite3-wasm").JSValue[]} values
   */
  function one(sql, values) {
    const row = database.get(sql, values);
    return row ? fromRow(row) : undefined;
  }
}

/** @typedef {ReturnType<typeof purchaseStore>} PurchaseStore */

/**
 * @param {import("node-sqlite3-wasm").QueryResult} row
 * @returns {Purchase}
 */
function fromRow(row) {
  return {
    id: String(row.id),
    orderNumber: `ME-${row.number}`,
    cartId: String(row.cart_id),
    flow: /** @type {Flow} */ (row.flow),
    status: /** @type {PurchaseStatus} */ (row.status),
    snapshot: JSON.parse(String(row.snapshot)),
    result: row.result === null ? null : JSON.parse(String(row.result)),
    failure: row.failure === null ? null : String(row.failure),
    updatedAt: Number(row.updated_at),
  };
}
