import { KlarnaError } from "../klarna/client.js";

/**
 * How a session is at Klarna. `gone`: Klarna has it no more; `unknown`: nobody can say now.
 *
 * @typedef {"incomplete" | "complete" | "gone" | "unknown"} SessionState
 */

/**
 * @param {import("../settings.js").Settings["payments"]} payments
 * @param {string} sessionId
 * @returns {Promise<{ state: SessionState, token?: string | undefined }>} `token`: an authorization that the session has
 */
export async function readSessionState(payments, sessionId) {
  try {
    const { isComplete, authorizationToken } = await payments.readSession(sessionId);
    return { state: isComplete ? "complete" : "incomplete", token: authorizationToken };
  } catch (error) {
    if (!(error instanceof KlarnaError)) throw error;
    return { state: error.isRefusal ? "gone" : "unknown" };
  }
}
