import { digest, idempotencyKey } from "../encoding.js";
import { newAttempt } from "../ledger/ledger.js";

/**
 * An authorization token (v1) as an attempt to make its cart's order. A page, Klarna's callback and a look at the session may
 * each bring the same token: all of them get the same attempt, with the same key, or one token could become two orders.
 *
 * @param {string} sessionId
 * @param {string} token
 * @param {import("../public.js").ShopOrder} order
 * @param {number} now
 */
export async function authorizationAttempt(sessionId, token, order, now) {
  const id = await digest(token);
  const key = await idempotencyKey(`authorization ${id}`);
  return newAttempt({ id, kind: "authorization", secret: token, from: sessionId, order, key }, now);
}
