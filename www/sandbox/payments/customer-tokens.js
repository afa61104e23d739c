import { PaymentsError } from "./errors.js";
import { customersOf } from "./sessions.js";

/** @typedef {{ tokenId: string, email: string | undefined, data: import("./schemas.js").CustomerTokenData, state: "ACTIVE" | "SUSPENDED" | "CANCELLED" }} CustomerToken */

/** Customer tokens: what a recurring purchase leaves behind, to be charged without the customer. */
export class CustomerTokens {
  /** @type {Map<string, CustomerToken>} */
  #tokens = new Map();
  #world;
  #authorizations;

  /**
   * @param {import("../world.js").World} world
   * @param {import("./authorizations.js").Authorizations} authorizations
   */
  constructor(world, authorizations) {
    this.#world = world;
    this.#authorizations = authorizations;
  }

  /**
   * @param {string} authorizationToken
   * @param {import("./schemas.js").CustomerTokenData} data
   */
  create(authorizationToken, data) {
    return this.#authorizations.spend(authorizationToken, "customer_token", ({ session }) => {
      if ((session.data.intent ?? "buy") === "buy")
        throw new PaymentsError(
          403,
          "INVALID_OPERATION",
          "The session's intent is buy: it gives no customer token",
        );
      /** @type {CustomerToken} */
      const token = {
        tokenId: this.#world.randomness.uuid(),
        email: customersOf(session).find((email) => email !== undefined),
        data,
        state: "ACTIVE",
      };
      this.#tokens.set(token.tokenId, token);
      this.#world.ledger.record("customer_token", {
        token_id: token.tokenId,
        authorization_token: authorizationToken,
      });
      return token;
    });
  }

  /**
   * @param {string} tokenId
   * @throws {PaymentsError} 404 when unknown, 403 when suspended or cancelled
   */
  usable(tokenId) {
    const token = this.#tokens.get(tokenId);
    if (!token) throw new PaymentsError(404, "TOKEN_NOT_FOUND", "No such customer token");
    if (token.state === "SUSPENDED")
      throw new PaymentsError(403, "TOKEN_SUSPENDED", "The customer token is suspended");
    if (token.state === "CANCELLED")
      throw new PaymentsError(403, "TOKEN_CANCELED", "The customer token is cancelled");
    return token;
  }

  /**
   * @param {string} tokenId
   * @param {CustomerToken["state"]} state
   * @returns {boolean} whether there is such a token
   */
  setState(tokenId, state) {
    const token = this.#tokens.get(tokenId);
    if (token) token.state = state;
    return token !== undefined;
  }

  all() {
    return [...this.#tokens.values()];
  }

  reset() {
    this.#tokens.clear();
  }
}
