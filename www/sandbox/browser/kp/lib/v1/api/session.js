import { IS_OLD_BUILD } from "./build.js";
import { decodeClientToken, hasExperiment, isAllowedBaseUrl } from "./client-token.js";
import { delegateSession } from "./delegation.js";
import { notInitialized } from "./errors.js";
import { loadLibrary } from "./purchase-flow.js";

/** @typedef {{ token: string, claims: import("./client-token.js").Claims }} Session */

/** The session of the whole page: Klarna's SDK is a singleton. @type {Session | undefined} */
let current;

/**
 * Takes up a session. A token whose `base_url` is not allowed is not refused: it leaves the SDK uninitialised.
 * @param {unknown} token
 */
export function startSession(token) {
  const claims = decodeClientToken(token);
  current = isAllowedBaseUrl(claims.base_url) ? { token: String(token), claims } : undefined;
  delegateSession(String(token), current && claims.version);
  if (current && hasExperiment(claims, "utopia-flow")) loadLibrary(claims.base_url);
}

export const isInitialized = () => current !== undefined;

/** @throws when `init` has not been called, or has been called with a token for a strange host */
export function requireSession() {
  if (!current) throw notInitialized();
  return current;
}

/** The session if there is one. */
export const currentSession = () => current;

/** The session for `reauthorize` and `finalize`: newer builds look into its claims without asking whether there are any. */
export function sessionForFinalize() {
  if (IS_OLD_BUILD) return requireSession();
  const { token, claims } = /** @type {Session} */ (current ?? { claims: undefined });
  void claims.experiments;
  return { token, claims };
}
