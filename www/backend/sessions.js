/**
 * A Klarna Payments session (v1) and the purchase it is for.
 *
 * @typedef {object} Session
 * @property {string} sessionId
 * @property {string} purchaseId
 * @property {string} clientToken
 * @property {{ identifier: string, name?: string }[]} categories
 * @property {string} resourceId its name in the Commerce Layer look-alike
 * @property {string} callbackSecret part of the URL that Klarna posts the authorization to
 * @property {string | null} authorizationToken between its arrival and the order
 * @property {string | null} refusedToken digest of the token that Klarna refused last
 * @property {{ status: number, code: string, message: string } | null} refusal what was said then
 */

/**
 * @param {import("./database.js").Database} database
 * @param {() => number} now milliseconds since 1970
 */
export function sessionStore(database, now) {
  return {
    add,
    find,
    ofPurchase,
    waitingOf,
    findBySecret,
    findByResource,
    keepToken,
    useUp,
    isUsed,
    refuseToken,
  };

  /** @param {Omit<Session, "authorizationToken" | "refusedToken" | "refusal">} session */
  function add(session) {
    database.run(
      `INSERT INTO sessions
         (session_id, purchase_id, client_token, categories, resource_id, callback_secret, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [
        session.sessionId,
        session.purchaseId,
        session.clientToken,
        JSON.stringify(session.categories),
        session.resourceId,
        session.callbackSecret,
        now(),
      ],
    );
  }

  /** @param {string} sessionId */
  function find(sessionId) {
    return one("SELECT * FROM sessions WHERE session_id = ?", sessionId);
  }

  /**
   * The newest session of a purchase.
   * @param {string} purchaseId
   */
  function ofPurchase(purchaseId) {
    return one(
      "SELECT * FROM sessions WHERE purchase_id = ? ORDER BY created_at DESC, rowid DESC",
      purchaseId,
    );
  }

  /**
   * The session whose token waits to be used.
   * @param {string} purchaseId
   */
  function waitingOf(purchaseId) {
    return one(
      "SELECT * FROM sessions WHERE purchase_id = ? AND authorization_token IS NOT NULL",
      purchaseId,
    );
  }

  /** @param {string} secret */
  function findBySecret(secret) {
    return one("SELECT * FROM sessions WHERE callback_secret = ?", secret);
  }

  /** @param {string} id */
  function findByResource(id) {
    return one("SELECT * FROM sessions WHERE resource_id = ?", id);
  }

  /**
   * @param {string} sessionId
   * @param {string} token
   */
  function keepToken(sessionId, token) {
    database.run("UPDATE sessions SET authorization_token = ? WHERE session_id = ?", [
      token,
      sessionId,
    ]);
  }

  /**
   * Forgets the token that became the order; it is only recognised again.
   *
   * @param {string} sessionId
   * @param {string} digest of the token
   */
  function useUp(sessionId, digest) {
    database.run(
      "UPDATE sessions SET authorization_token = NULL, used_token = ? WHERE session_id = ?",
      [digest, sessionId],
    );
  }

  /**
   * Whether the purchase was made of this token, whichever of its sessions gave it.
   *
   * @param {string} purchaseId
   * @param {string} digest of the token
   */
  function isUsed(purchaseId, digest) {
    const sql = "SELECT 1 FROM sessions WHERE purchase_id = ? AND used_token = ?";
    return database.get(sql, [purchaseId, digest]) !== null;
  }

  /**
   * @param {string} sessionId
   * @param {string} digest of the token
   * @param {NonNullable<Session["refusal"]>} refusal
   */
  function refuseToken(sessionId, digest, refusal) {
    database.run(
      `UPDATE sessions SET authorization_token = NULL, refused_token = ?, refusal = ?
       WHERE session_id = ?`,
      [digest, JSON.stringify(refusal), sessionId],
    );
  }

  /**
   * @param {string} sql
   * @param {string} value
   * @returns {Session | undefined}
   */
  function one(sql, value) {
    const row = database.get(sql, [value]);
    return row ? fromRow(row) : undefined;
  }
}

/** @typedef {ReturnType<typeof sessionStore>} SessionStore */

/**
 * @param {import("node-sqlite3-wasm").QueryResult} row
 * @returns {Session}
 */
function fromRow(row) {
  return {
    sessionId: String(row.session_id),
    purchaseId: String(row.purchase_id),
    clientToken: String(row.client_token),
    categories: JSON.parse(String(row.categories)),
    resourceId: String(row.resource_id),
    callbackSecret: String(row.callback_secret),
    authorizationToken: row.authorization_token === null ? null : String(row.authorization_token),
    refusedToken: row.refused_token === null ? null : String(row.refused_token),
    refusal: row.refusal === null ? null : JSON.parse(String(row.refusal)),
  };
}
