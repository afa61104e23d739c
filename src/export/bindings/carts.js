// One session for one cart, however often its checkout is mounted.

import { klarnaError } from "../klarna-error.js";

/** @typedef {{ asked: Promise<string>, token?: string }} Session asked for, and the client token once it is there */

/** By their carts, in the order in which they were asked for. @type {Map<string | undefined, Session>} */
const sessions = new Map();

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
  const known = sessions.get(cart);
  if (known) return known.asked;
  /** @type {Session} */
  const session = { asked: (async () => clientToken())() };
  sessions.set(cart, session);
  session.asked.then(
    (token) => {
      session.token = token;
      forgetEarlier(token);
    },
    // Who comes next asks again.
    () => forget(cart),
  );
  return session.asked;
}

/**
 * Servers give a changed cart the session that it had: of its names the last is what the server has been told. Who comes back to an
 * earlier one asks again, or the server would order what it was told since.
 *
 * @param {string} token
 */
function forgetEarlier(token) {
  const names = [...sessions.keys()].filter((cart) => sessions.get(cart)?.token === token);
  names.slice(0, -1).forEach(forget);
}

/** The session is spent, or was none. @param {string | undefined} cart */
export const forget = (cart) => sessions.delete(cart);
