import { Kept } from "../core/kept.js";
import { PaymentsError } from "./errors.js";
import { customersOf } from "./sessions.js";

/** @typedef {import("../core/accounts.js").Account} Account */
/** @typedef {{ tokenId: string, account: Account, email: string | undefined, data: import("./schemas.js").CustomerTokenData, state: "ACTIVE" | "SUSPENDED" | "CANCELLED" }} CustomerToken */

/** Customer tokens: what a recurring purchase leaves behind, to be charged without the customer. */
export class CustomerTokens {
  /** @type {Kept<CustomerToken>} */
  #tokens = new Kept();
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
   * @param {Account} account
   */
  create(authorizationToken, data, account) {
    return this.#authorizations.spend(authorizationToken, account, "customer_token", {
      make: ({ session }) => {
        if ((session.data.intent ?? "buy") === "buy")
          throw new PaymentsError(
            403,
            "INVALID_OPERATION",
            "Not allowed to create customer tokens for intent buy.",
          );
        /** @type {CustomerToken} */
        const token = {
          tokenId: this.#world.randomness.uuid(),
          account,
          email: customersOf(session).find((email) => email !== undefined),
          data,
          state: "ACTIVE",
        };
        this.#tokens.set(token.tokenId, token);
        const { tokenId: token_id } = token;
        const entry = { token_id, authorization_token: authorizationToken };
        this.#world.ledger.record("customer_token", entry, account);
        return token;
      },
      again: () => {
        throw new PaymentsError(404, "SESSION_COMPLETED", "The authorization has been used");
      },
    });
  }

  /**
   * @param {string} tokenId
   * @param {Account} account
   * @throws {PaymentsError} 404 when unknown or another's
   */
  read(tokenId, account) {
    const token = this.#tokens.get(tokenId);
    if (token?.account !== account)
      throw new PaymentsError(404, "NOT_FOUND", "Invalid customer-token ID");
    return token;
  }

  /**
   * @param {string} tokenId
   * @param {Account} account
   * @throws {PaymentsError} 404 when unknown, 403 when suspended or cancelled
   */
  usable(tokenId, account) {
    const token = this.#tokens.get(tokenId);
    if (token?.account !== account)
      throw new PaymentsError(404, "TOKEN_NOT_FOUND", "No such customer token");
    if (token.state === "SUSPENDED")
      throw new PaymentsError(403, "TOKEN_SUSPENDED", "The customer token is suspended");
    if (token.state === "CANCELLED")
      throw new PaymentsError(403, "TOKEN_CANCELED", "The customer token is cancelled");
    return token;
  }

  /**
   * For good: a cancelled token does not come back.
   * @param {string} tokenId
   * @param {Account} account
   */
  cancel(tokenId, account) {
    const token = this.read(tokenId, account);
    if (token.state === "CANCELLED")
      throw new PaymentsError(403, "TOKEN_CANCELED", "The customer token is cancelled");
    token.state = "CANCELLED";
  }

  /**
   * What becomes of a token by Klarna's or the customer's doing.
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
