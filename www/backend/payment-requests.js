/**
 * What Klarna opened where an authorization needs the customer (v2, step-up), and the purchase it is for.
 *
 * @typedef {object} PaymentRequest
 * @property {string} id
 * @property {string} purchaseId
 * @property {import("./klarna/network-order.js").PaymentBody} body repeated by the final authorization
 * @property {boolean} collectsDelivery the customer says at Klarna where to deliver, and how
 * @property {string} state Klarna's last word, an open enum
 * @property {string | null} stateReason why it is in that state, an open enum as well, such as TECHNICAL_ERROR
 * @property {string | null} sessionToken between completion and final authorization
 * @property {number} checkedAt when Klarna was last heard of, in milliseconds since 1970
 */

/** States in which the customer may still complete it. */
const OPEN_STATES = ["SUBMITTED", "IN_PROGRESS"];

/**
 * @param {import("./database.js").Database} database
 * @param {() => number} now milliseconds since 1970
 */
export function paymentRequestStore(database, now) {
  return {
    add,
    find,
    openOf,
    open,
    waitingOf,
    note,
    setBody,
    setState,
    keepToken,
    forgetToken,
    touch,
  };

  /** @param {Pick<PaymentRequest, "id" | "purchaseId" | "body" | "collectsDelivery" | "state">} request */
  function add({ id, purchaseId, body, collectsDelivery, state }) {
    database.run(
      `INSERT OR IGNORE INTO payment_requests
         (id, purchase_id, body, collects_delivery, state, checked_at, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [id, purchaseId, JSON.stringify(body), collectsDelivery ? 1 : 0, state, now(), now()],
    );
  }

  /**
   * @param {string} id
   * @param {PaymentRequest["body"]} body for the delivery that the customer has chosen
   */
  function setBody(id, body) {
    database.run("UPDATE payment_requests SET body = ? WHERE id = ?", [JSON.stringify(body), id]);
  }

  /**
   * A payment request by its id, or the newest of a purchase.
   * @param {string} id
   */
  function find(id) {
    return many(
      "SELECT * FROM payment_requests WHERE id = ?1 OR purchase_id = ?1 ORDER BY created_at DESC, rowid DESC",
      [id],
    )[0];
  }

  /** @param {string} purchaseId */
  function openOf(purchaseId) {
    return many("SELECT * FROM payment_requests WHERE purchase_id = ? AND state IN (?, ?)", [
      purchaseId,
      ...OPEN_STATES,
    ]);
  }

  /** @param {number} since created, in milliseconds since 1970 */
  function open(since) {
    return many("SELECT * FROM payment_requests WHERE created_at > ? AND state IN (?, ?)", [
      since,
      ...OPEN_STATES,
    ]);
  }

  /**
   * The completed one whose final authorization is to be made.
   * @param {string} purchaseId
   */
  function waitingOf(purchaseId) {
    return many(
      "SELECT * FROM payment_requests WHERE purchase_id = ? AND session_token IS NOT NULL",
      [purchaseId],
    )[0];
  }

  /**
   * What Klarna says of it. Webhooks and readings may overtake each other: a state that ended something stays.
   *
   * @param {string} id
   * @param {string} state
   * @param {string | null} [stateReason]
   */
  function note(id, state, stateReason) {
    database.run(
      `UPDATE payment_requests SET state = ?, state_reason = ?, checked_at = ?
       WHERE id = ? AND state IN (?, ?)`,
      [state, stateReason ?? null, now(), id, ...OPEN_STATES],
    );
  }

  /**
   * What the shop has made of it.
   *
   * @param {string} id
   * @param {string} state
   * @param {string | null} [stateReason]
   */
  function setState(id, state, stateReason = null) {
    database.run(
      "UPDATE payment_requests SET state = ?, state_reason = ?, checked_at = ? WHERE id = ?",
      [state, stateReason, now(), id],
    );
  }

  /** @param {string} id @param {string} token */
  function keepToken(id, token) {
    database.run("UPDATE payment_requests SET session_token = ? WHERE id = ?", [token, id]);
  }

  /** @param {string} id */
  function forgetToken(id) {
    database.run("UPDATE payment_requests SET session_token = NULL WHERE id = ?", [id]);
  }

  /** @param {string} id */
  function touch(id) {
    database.run("UPDATE payment_requests SET checked_at = ? WHERE id = ?", [now(), id]);
  }

  /**
   * @param {string} sql
   * @param {import("node-sqlite3-wasm").JSValue[]} values
   */
  function many(sql, values) {
    return database.all(sql, values).map(fromRow);
  }
}

/** @typedef {ReturnType<typeof paymentRequestStore>} PaymentRequestStore */

/**
 * @param {import("node-sqlite3-wasm").QueryResult} row
 * @returns {PaymentRequest}
 */
function fromRow(row) {
  return {
    id: String(row.id),
    purchaseId: String(row.purchase_id),
    body: JSON.parse(String(row.body)),
    collectsDelivery: row.collects_delivery === 1,
    state: String(row.state),
    stateReason: row.state_reason === null ? null : String(row.state_reason),
    sessionToken: row.session_token === null ? null : String(row.session_token),
    checkedAt: Number(row.checked_at),
  };
}
