import { PaymentsError } from "./errors.js";

const AUTHORIZATION_LIFE_MS = 60 * 60 * 1000;

/**
 * @typedef {import("./sessions.js").Session} Session
 * @typedef {{ token: string, session: Session, expiresAt: number, cancelled: boolean, uses: Set<Use>,
 *   failure: PaymentsError | undefined, snapshot: import("./schemas.js").SessionData }} Authorization
 *   `failure`: the error that an order call got, repeated for ever after; `snapshot`: the purchase that was authorized
 * @typedef {"order" | "customer_token"} Use what an authorization is spent on; each at most once
 */

/** Authorizations of Klarna Payments v1: each good for one order or customer token, within 60 minutes. */
export class Authorizations {
  /** @type {Map<string, Authorization>} */
  #authorizations = new Map();
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
   */
  issue(session) {
    const { randomness, clock, ledger } = this.#world;
    /** @type {Authorization} */
    const authorization = {
      token: randomness.uuid(),
      session,
      expiresAt: clock.now() + AUTHORIZATION_LIFE_MS,
      cancelled: false,
      uses: new Set(),
      failure: undefined,
      snapshot: structuredClone(session.data),
    };
    this.#authorizations.set(authorization.token, authorization);
    session.authorizationToken = authorization.token;
    session.awaitsFinalize = false;
    ledger.record("authorization", {
      authorization_token: authorization.token,
      session_id: session.sessionId,
      order_amount: session.data.order_amount,
    });
    this.#callback.send(session, authorization.token);
    return authorization;
  }

  /**
   * Spends the authorization, or remembers the refusal: a token that failed once fails for ever in the same way.
   * @template T
   * @param {string} token
   * @param {Use} use
   * @param {(authorization: Authorization) => T} make throws a {@link PaymentsError} to refuse
   * @returns {T}
   * @throws {PaymentsError} 404 when unknown, expired, cancelled or spent
   */
  spend(token, use, make) {
    const authorization = this.#valid(token);
    if (authorization.failure) throw authorization.failure;
    if (authorization.uses.has(use))
      throw new PaymentsError(404, "SESSION_COMPLETED", "The authorization has been used");
    try {
      const made = make(authorization);
      authorization.uses.add(use);
      if (use === "order" || authorization.session.data.intent === "tokenize")
        authorization.session.status = "complete";
      return made;
    } catch (error) {
      if (error instanceof PaymentsError) authorization.failure = error;
      throw error;
    }
  }

  /** @param {string} token */
  cancel(token) {
    const authorization = this.#valid(token);
    if (authorization.uses.size > 0)
      throw new PaymentsError(403, "INVALID_OPERATION", "The authorization has been used");
    authorization.cancelled = true;
    authorization.session.authorizationToken = undefined;
    this.#world.ledger.record("authorization_cancelled", { authorization_token: token });
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

  /** @param {string} token */
  #valid(token) {
    const authorization = this.#authorizations.get(token);
    if (
      !authorization ||
      authorization.cancelled ||
      authorization.expiresAt <= this.#world.clock.now()
    )
      throw new PaymentsError(404, "NOT_FOUND", "Invalid authorization token, or it has expired");
    return authorization;
  }
}
