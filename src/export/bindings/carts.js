// One session for one cart, however often its checkout is mounted.

import { klarnaError } from "../klarna-error.js";

/** @type {Map<string | undefined, Promise<string>>} the client token of each cart */
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
  if (!cart) throw klarnaError("INVALID_ARGUMENT", "whose session is it?", { path: "cart" });
  const known = tokens.get(cart);
  if (known) return known;
  const asked = (async () => clientToken())();
  tokens.set(cart, asked);
  // Who comes next asks again.
  asked.catch(() => forget(cart));
  return asked;
}

/** The session is spent, or was none. @param {string | undefined} cart */
export const forget = (cart) => tokens.delete(cart);
