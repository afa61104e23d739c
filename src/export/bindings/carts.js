// One session for one cart, however often its checkout is mounted.

import { klarnaError } from "../klarna_error.js";

/** @type {Map<string, Promise<string>>} the client token of each cart */
const tokens = new Map();

/**
 * The client token of a cart's session.
 *
 * @param {string | (() => string | Promise<string>)} clientToken itself, or what asks the shop's server for it
 * @param {string | undefined} cart
 * @returns {Promise<string>}
 */
export async function tokenOf(clientToken, cart) {
  if (typeof clientToken !== "function") return clientToken;
  // Without it, another cart would be paid with this one's session.
  if (!cart)
    throw klarnaError("INVALID_ARGUMENT", "the cart that the session is for", { path: "cart" });
  let token = tokens.get(cart);
  if (!token) {
    token = (async () => clientToken())();
    tokens.set(cart, token);
    token.catch(() => forget(cart));
  }
  return token;
}

/**
 * The session is spent, or was none.
 *
 * @param {string | undefined} cart
 */
export function forget(cart) {
  if (cart) tokens.delete(cart);
}
