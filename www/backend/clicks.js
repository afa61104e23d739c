/**
 * A click on Klarna's payment button (v2): what Klarna is asked because of it, and what the page is answered. Stored
 * before Klarna is asked, so that the same click posted again, or a restart in between, asks the same once more:
 * Klarna then repeats its answer.
 *
 * @typedef {object} StoredClick
 * @property {string} key of the cart and the page's `Idempotency-Key`
 * @property {string} purchaseId
 * @property {import("./klarna/network-order.js").AuthorizeBody} request repeated as it is
 * @property {string} sessionToken gone as soon as Klarna has answered
 *
 * What the page gets; the three results of Klarna's Payment Authorize API.
 * @typedef {{ result: "APPROVED", returnUrl: string, paymentTransactionId?: string, order_number: string, klarna_network_response_data: string }
 *   | { result: "STEP_UP_REQUIRED", paymentRequestId: string, paymentRequestUrl?: string }
 *   | { result: "DECLINED", reason: string }} Answer
 */

/**
 * @param {import("./database.js").Database} database
 * @param {() => number} now milliseconds since 1970
 */
export function clickStore(database, now) {
  return { add, answerOf, waiting, waitingOf, settle, remove };

  /** @param {StoredClick} click */
  function add({ key, purchaseId, request, sessionToken }) {
    database.run(
      `INSERT INTO clicks (idempotency_key, purchase_id, request, session_token, created_at)
       VALUES (?, ?, ?, ?, ?)`,
      [key, purchaseId, JSON.stringify(request), sessionToken, now()],
    );
  }

  /**
   * @param {string} key
   * @returns {Answer | undefined}
   */
  function answerOf(key) {
    const row = database.get("SELECT answer FROM clicks WHERE idempotency_key = ?", [key]);
    return row?.answer ? JSON.parse(String(row.answer)) : undefined;
  }

  /** Every click that Klarna has not answered. */
  function waiting() {
    return database.all("SELECT * FROM clicks WHERE session_token IS NOT NULL").map(fromRow);
  }

  /** @param {string} purchaseId */
  function waitingOf(purchaseId) {
    const sql = "SELECT * FROM clicks WHERE purchase_id = ? AND session_token IS NOT NULL";
    return database.all(sql, [purchaseId]).map(fromRow)[0];
  }

  /**
   * @param {string} key
   * @param {Answer} answer
   */
  function settle(key, answer) {
    database.run("UPDATE clicks SET answer = ?, session_token = NULL WHERE idempotency_key = ?", [
      JSON.stringify(answer),
      key,
    ]);
  }

  /**
   * Forgets a click that Klarna did not take: posted again, it is a new one.
   * @param {string} key
   */
  function remove(key) {
    database.run("DELETE FROM clicks WHERE idempotency_key = ?", [key]);
  }
}

/** @typedef {ReturnType<typeof clickStore>} ClickStore */

/**
 * @param {import("node-sqlite3-wasm").QueryResult} row of a click that waits
 * @returns {StoredClick}
 */
function fromRow(row) {
  return {
    key: String(row.idempotency_key),
    purchaseId: String(row.purchase_id),
    request: JSON.parse(String(row.request)),
    sessionToken: String(row.session_token),
  };
}
