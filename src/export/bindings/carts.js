// One session for one cart, however often its checkout is mounted.

import { klarnaError } from "../klarna-error.js";

/**
 * What was asked for last. Servers give a changed cart, which has another name, the session that it had: who comes back to an earlier
 * name asks again, or the server would order what it was told since.
 *
 * @type {{ cart: string, clientToken: Promise<string> } | undefined}
 */
let last;

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
  if (last?.cart === cart) return last.clientToken;
  const asked = (async () => clientToken())();
  last = { cart, clientToken: asked };
  // Who comes next asks again.
  asked.catch(() => forget(cart));
  return asked;
}

/** The session is spent, or was none. @param {string | undefined} cart */
export function forget(cart) {
  if (last?.cart === cart) last = undefined;
}
