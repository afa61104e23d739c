import { ask } from "./shop-api.js";

/**
 * @typedef {object} ShopFacts where the shop runs
 * @property {{ provider: "sandbox" | "klarna", sdk_url?: string }} payments
 * @property {{ provider: "sandbox" | "klarna", sdk_url?: string, client_id: string }} network
 * @property {string} [sandbox_url]
 */

/** @type {Promise<ShopFacts> | undefined} */
let facts;

/** Asked for once per page. */
export function shopFacts() {
  facts ??= ask("GET", "/api/shop");
  return facts;
}
