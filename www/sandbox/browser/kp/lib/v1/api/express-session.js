import { SANDBOX_ORIGIN } from "./build.js";

/** @typedef {{ client_token: string, session_id: string, payment_method_categories: object[] }} ExpressSession */

/**
 * Lets Klarna create a session, from the page.
 * @param {unknown} clientId of the shop
 * @param {unknown} data what the session is created with
 * @returns {Promise<ExpressSession>}
 */
export async function createExpressSession(clientId, data) {
  const response = await fetch(`${SANDBOX_ORIGIN}/kp/client/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ client_id: clientId, data }),
  });
  if (!response.ok) throw new Error(`Klarna made no session: ${response.status}`);
  return response.json();
}
