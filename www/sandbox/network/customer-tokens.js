import { Kept } from "../core/kept.js";

/** @typedef {import("../core/accounts.js").Account} Account */

const PREFIX = "krn:partner:eu1:test:identity:customer-token:";

/** The Klarna Network's customer tokens: each is good for the account whose customer it was given for. */
export class CustomerTokens {
  /** @type {Kept<Account>} */
  #accounts = new Kept();
  #randomness;

  /** @param {import("../core/randomness.js").Randomness} randomness */
  constructor(randomness) {
    this.#randomness = randomness;
  }

  /** @param {Account} account */
  issue(account) {
    const token = PREFIX + this.#randomness.text(16);
    this.#accounts.set(token, account);
    return token;
  }

  /**
   * @param {string} token
   * @param {Account} account
   */
  isFor(token, account) {
    return this.#accounts.get(token) === account;
  }

  reset() {
    this.#accounts.clear();
  }
}
