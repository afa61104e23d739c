import { Kept } from "../core/kept.js";

const TOKEN_LIFE_MS = 60 * 60 * 1000;
const PREFIX = "krn:network:eu1:test:session-token:";

/**
 * @typedef {import("../core/accounts.js").Account} Account
 * @typedef {{ token: string, account: Account, expiresAt: number, networkSessionId: string, paymentRequestId: string | undefined }} SessionToken
 *   `paymentRequestId`: the payment request that the customer completed; without it the token only says who is browsing
 */

/** Klarna network session tokens: issued to the Web SDK, and again when a customer completes a payment request. */
export class SessionTokens {
  /** @type {Kept<SessionToken>} */
  #tokens = new Kept();
  /** Network sessions by the SDK tokens that resume them. @type {Kept<{ account: Account, networkSessionId: string }>} */
  #bySdkToken = new Kept();
  #world;

  /** @param {import("../world.js").World} world */
  constructor(world) {
    this.#world = world;
  }

  /**
   * @param {Account} account for whose pages or server it is
   * @param {string} networkSessionId
   * @param {string} [paymentRequestId]
   * @returns {SessionToken}
   */
  issue(account, networkSessionId, paymentRequestId) {
    const { randomness, clock, ledger } = this.#world;
    const claims = { alg: "ES256", sid: networkSessionId, jti: randomness.uuid() };
    const token = PREFIX + Buffer.from(JSON.stringify(claims)).toString("base64url");
    /** @type {SessionToken} */
    const issued = {
      token,
      account,
      expiresAt: clock.now() + TOKEN_LIFE_MS,
      networkSessionId,
      paymentRequestId,
    };
    this.#tokens.set(token, issued);
    const entry = { klarna_network_session_token: token, payment_request_id: paymentRequestId };
    ledger.record("session_token", entry, account);
    return issued;
  }

  /**
   * The token, unless it is unknown or older than an hour.
   * @param {string} token
   */
  valid(token) {
    const known = this.#tokens.get(token);
    return known && known.expiresAt > this.#world.clock.now() ? known : undefined;
  }

  /**
   * A token with which the account's Web SDK resumes a network session.
   * @param {Account} account
   * @param {string} [sessionToken] of that session; without it, or with another account's, it is a new one
   */
  issueSdkToken(account, sessionToken = "") {
    const session = this.valid(sessionToken);
    const networkSessionId =
      session?.account === account ? session.networkSessionId : this.#world.randomness.uuid();
    const token = `krn:network:eu1:test:sdk-token:${this.#world.randomness.text(24)}`;
    this.#bySdkToken.set(token, { account, networkSessionId });
    return token;
  }

  /**
   * The network session that an SDK token resumes; a new one without a token, or with one that is not the account's.
   * @param {Account} account
   * @param {string} [sdkToken]
   */
  networkSessionOf(account, sdkToken = "") {
    const resumed = this.#bySdkToken.get(sdkToken);
    return resumed?.account === account ? resumed.networkSessionId : this.#world.randomness.uuid();
  }

  reset() {
    this.#tokens.clear();
    this.#bySdkToken.clear();
  }
}
