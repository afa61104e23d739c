import { IS_OLD_BUILD } from "./build.js";
import { decodeClientToken, hasExperiment, isAllowedBaseUrl } from "./client-token.js";
import { Delegation } from "./delegation.js";
import { notInitialized } from "./errors.js";
import { Events } from "./events.js";
import { loadLibrary } from "./purchase-flow.js";

/** @typedef {{ token: string, claims: import("./client-token.js").Claims }} Session */

/** What one namespace of `window.Klarna` holds for the whole page: its current session, and its listeners. */
export class Application {
  events = new Events();
  delegation = new Delegation(this.events);
  /** How often the client token has changed: the next `load` of a widget starts it anew then. */
  tokenChanges = 0;
  isInitialized = false;
  /** The last session that was good: refusing a later one takes nothing away from it. @type {Session | undefined} */
  session;

  /** @param {string} name of the namespace */
  constructor(name) {
    this.name = name;
  }

  /**
   * Takes up a session. A token whose `base_url` is not allowed is not refused: it leaves the application uninitialised.
   * @param {unknown} token
   */
  start(token) {
    const claims = decodeClientToken(token);
    this.isInitialized = isAllowedBaseUrl(claims.base_url);
    if (!this.isInitialized) return this.delegation.forSession(String(token), undefined);
    if (this.session && this.session.token !== token) this.tokenChanges += 1;
    this.session = { token: String(token), claims };
    this.delegation.forSession(this.session.token, claims.version);
    if (hasExperiment(claims, "utopia-flow")) void loadLibrary(claims);
  }

  /** @throws when `init` has not been called, or has been called with a token for a strange host */
  requireSession() {
    if (!this.isInitialized || !this.session) throw notInitialized();
    return this.session;
  }

  /** The session for `reauthorize` and `finalize`: newer builds look into its claims without asking whether there are any. */
  sessionForFinalize() {
    if (IS_OLD_BUILD) return this.requireSession();
    const { token, claims } = /** @type {Session} */ (this.session ?? { claims: undefined });
    void claims.experiments;
    return { token, claims };
  }
}
