/**
 * What Express Checkout adds to an `authorize` of its own.
 * @typedef {{ popup: import("../../../../host/popup.js").Popup | undefined, collectShippingAddress: boolean,
 *   withSession: (session: import("./application.js").Session, result: object) => object }} Express `popup`: the window of
 *   the click; `withSession`: the result with what the shop has to know of the session
 */

/** Also a newer build, which has another copy of this file, has to find it. */
const EXPRESS_MARK = Symbol.for("klarna-sandbox-express");

/**
 * Express Checkout calls the public `authorize`, like any shop: its options tell the two apart.
 * @param {object} options
 * @param {Express} express
 */
export const markExpress = (options, express) =>
  Object.defineProperty(options, EXPRESS_MARK, { value: express });

/**
 * @param {object} options
 * @returns {Express | undefined}
 */
export const expressOf = (options) => /** @type {any} */ (options)[EXPRESS_MARK];
