/** @typedef {import("../public.js").Credentials} Account what a shop presents to Klarna */

/** What two accounts are told apart by. */
const NAMES = /** @type {const} */ (["username", "apiKey", "clientId", "accountId"]);

/** The accounts that the sandbox knows, and how a request shows whose it is. */
export class Accounts {
  /** @type {Account[]} */
  #all = [];
  /** By user name, colon and password. @type {Map<string, Account>} */
  #byPassword = new Map();
  /** @type {Map<string, Account>} */
  #byKey = new Map();

  /**
   * @param {readonly Account[]} all
   * @throws {RangeError} as {@link Accounts.open}
   */
  constructor(all) {
    for (const account of all) this.open(account);
  }

  /**
   * @param {Account} account
   * @throws {RangeError} when it could not be told from another
   */
  open(account) {
    for (const name of NAMES)
      if (this.#all.some((other) => other[name] === account[name]))
        throw new RangeError(`accounts: each needs its own ${name}`);
    this.#all.push(account);
    this.#byPassword.set(`${account.username}:${account.password}`, account);
    this.#byKey.set(account.apiKey, account);
  }

  /** The account that what has no owner belongs to. */
  get first() {
    return /** @type {Account} */ (this.#all[0]);
  }

  get count() {
    return this.#all.length;
  }

  /**
   * Klarna Payments takes user name and password, or an API key.
   * @param {string | undefined} authorization the header
   */
  ofMerchant(authorization) {
    return this.#byPassword.get(basic(authorization).decoded) ?? this.ofPartner(authorization);
  }

  /**
   * The Klarna Network takes an API key: as it is, or as the password of nobody.
   * @param {string | undefined} authorization the header
   */
  ofPartner(authorization) {
    const { raw, decoded } = basic(authorization);
    return this.#byKey.get(decoded.startsWith(":") ? decoded.slice(1) : raw);
  }

  /** @param {string} clientId */
  ofClient(clientId) {
    return this.#all.find((account) => account.clientId === clientId);
  }

  /** @param {string} accountId */
  byId(accountId) {
    return this.#all.find((account) => account.accountId === accountId);
  }
}

/** @param {string | undefined} authorization */
function basic(authorization = "") {
  const raw = /^Basic +(\S+) *$/i.exec(authorization)?.[1] ?? "";
  return { raw, decoded: Buffer.from(raw, "base64").toString() };
}
