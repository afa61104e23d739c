import { Kept } from "../core/kept.js";
import { PaymentsError } from "./errors.js";

const AUTHORIZATION_LIFE_MS = 60 * 60 * 1000;

/**
 * @typedef {import("./sessions.js").Session} Session
 * @typedef {import("../core/accounts.js").Account} Account
 * @typedef {{ token: string, session: Session, expiresAt: number, cancelled: boolean, uses: Map<Use, unknown>,
 *   failure: PaymentsError | undefined, agreed: import("./schemas.js").SessionData }} Authorization
 *   `uses`: what was made of it; `failure`: the error that an order call got, repeated for ever after; `agreed`: the
 *   purchase that the customer saw
 * @typedef {"order" | "customer_token"} Use what an authorization is spent on; each at most once
 */

/** Authorizations of Klarna Payments v1: each good for one order or customer token, within 60 minutes. */
export class Authorizations {
  /** @type {Kept<Authorization>} */
  #authorizations = new Kept();
  #world;
  #callback;

  /**
   * @param {import("../world.js").World} world
   * @param {import("./authorization-callback.js").AuthorizationCallback} callback
   */
  constructor(world, callback) {
    this.#world = world;
    this.#callback = callback;
  }

  /**
   * Authorizes the purchase of a session and tells the shop's server, if it asked for that.
   * @param {Session} session
   * @param {import("./schemas.js").SessionData} agreed what the customer saw: the session may have been updated meanwhile
   */
  issue(session, agreed) {
    const { randomness, clock, ledger } = this.#world;
    /** @type {Authorization} */
    const authorization = {
      token: randomness.uuid(),
      session,
      expiresAt: clock.now() + AUTHORIZATION_LIFE_MS,
      cancelled: false,
      uses: new Map(),
      failure: undefined,
      agreed: structuredClone(agreed),
    };
    this.#authorizations.set(authorization.token, authorization);
    session.authorizationToken = authorization.token;
    session.awaitsFinalize = false;
    const entry = {
      authorization_token: authorization.token,
      session_id: session.sessionId,
      order_amount: agreed.order_amount,
    };
    ledger.record("authorization", entry, session.account);
    this.#callback.send(session, authorization.token);
    return authorization;
  }

  /**
   * Spends the authorization, or remembers the refusal: a token that failed once fails for ever in the same way.
   * @template T
   * @param {string} token
   * @param {Account} account whose it is
   * @param {Use} use
   * @param {{ make: (authorization: Authorization) => T, again: (made: T) => T }} how both throw a {@link PaymentsError} to
   *   refuse; `again`: what was made of it is asked for once more
   * @returns {T}
   * @throws {PaymentsError} 404 when unknown, expired or cancelled
   */
  spend(token, account, use, { make, again }) {
    const authorization = this.#valid(token, account);
    if (authorization.failure) throw authorization.failure;
    const made = /** @type {T | undefined} */ (authorization.uses.get(use));
    if (made !== undefined) return again(made);
    try {
      const fresh = make(authorization);
      authorization.uses.set(use, fresh);
      if (use === "order" || authorization.session.data.intent === "tokenize")
        authorization.session.status = "complete";
      return fresh;
    } catch (error) {
      if (error instanceof PaymentsError) authorization.failure = error;
      throw error;
    }
  }

  /**
   * @param {string} token
   * @param {Account} account
   */
  cancel(token, account) {
    const authorization = this.#valid(token, account);
    if (authorization.uses.size > 0)
      throw new PaymentsError(403, "INVALID_OPERATION", "The authorization has been used");
    authorization.cancelled = true;
    const { session } = authorization;
    if (session.authorizationToken === token) session.authorizationToken = undefined;
    this.#world.ledger.record("authorization_cancelled", { authorization_token: token }, account);
  }

  /** @param {string} token */
  find(token) {
    return this.#authorizations.get(token);
  }

  all() {
    return [...this.#authorizations.values()];
  }

  reset() {
    this.#authorizations.clear();
  }

  /**
   * @param {string} token
   * @param {Account} account
   */
  #valid(token, account) {
    const authorization = this.#authorizations.get(token);
    if (
      authorization?.session.account !== account ||
      authorization.cancelled ||
      authorization.expiresAt <= this.#world.clock.now()
    )
      throw invalidToken();
    return authorization;
  }
}

/** Unknown, another's, cancelled or older than an hour. */
export const invalidToken = () =>
  new PaymentsError(404, "NOT_FOUND", "Invalid authorization token");
