import { timingSafeEqual } from "node:crypto";

/** @typedef {import("../public.js").Credentials} Account what a shop presents to Klarna */

/** The accounts that the sandbox knows, and how a request shows whose it is. */
export class Accounts {
  #all;

  /** @param {readonly Account[]} all each with credentials of its own */
  constructor(all) {
    this.#all = all;
  }

  /** The account that what has no owner belongs to. */
  get first() {
    return /** @type {Account} */ (this.#all[0]);
  }

  /**
   * Klarna Payments takes user name and password, or an API key.
   * @param {string | undefined} authorization the header
   */
  ofMerchant(authorization) {
    const given = basic(authorization);
    return this.#all.find(
      ({ username, password, apiKey }) =>
        isSame(given.decoded, `${username}:${password}`) || isKey(given, apiKey),
    );
  }

  /**
   * The Klarna Network takes an API key.
   * @param {string | undefined} authorization the header
   */
  ofPartner(authorization) {
    const given = basic(authorization);
    return this.#all.find(({ apiKey }) => isKey(given, apiKey));
  }

  /** @param {string} clientId */
  ofClient(clientId) {
    return this.#all.find((account) => account.clientId === clientId);
  }
}

/**
 * An API key comes as it is, or as the password of nobody.
 * @param {{ raw: string, decoded: string }} given
 * @param {string} apiKey
 */
const isKey = ({ raw, decoded }, apiKey) => isSame(raw, apiKey) || isSame(decoded, `:${apiKey}`);

/** @param {string | undefined} authorization */
function basic(authorization = "") {
  const raw = /^Basic +(\S+) *$/i.exec(authorization)?.[1] ?? "";
  return { raw, decoded: Buffer.from(raw, "base64").toString() };
}

/**
 * @param {string} given
 * @param {string} expected
 */
function isSame(given, expected) {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
