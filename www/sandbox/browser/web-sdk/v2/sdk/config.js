import { invalidInput } from "./klarna-error.js";

/**
 * @typedef {object} SdkConfig
 * @property {string} clientId
 * @property {string} [locale]
 * @property {string[]} [products]
 * @property {object} [acquiringConfig]
 * @property {string} [sdkToken] of a network session to resume, obtained by a server
 * @property {string} [klarnaNetworkSessionToken] of a network session that the shop has already
 * @property {string} [partnerAccountId]
 */

export const PRODUCTS = ["PAYMENT", "CUSTOMER", "IDENTITY", "MESSAGING"];
const TEXTS = /** @type {const} */ (["sdkToken", "klarnaNetworkSessionToken", "partnerAccountId"]);
const ACQUIRING_KEYS = ["paymentAccountId", "paymentAccountReference", "paymentAcquiringAccountId"];

/**
 * @param {unknown} config
 * @returns {SdkConfig}
 * @throws {import("./klarna-error.js").KlarnaError} `VALIDATION_ERROR`
 */
export function checkConfig(config) {
  if (typeof config !== "object" || config === null) throw invalidInput("config", "is missing");
  const { clientId, locale, products, acquiringConfig } = /** @type {SdkConfig} */ (config);
  if (typeof clientId !== "string" || !/^klarna_(test|live)_client_\S/.test(clientId))
    throw invalidInput("clientId", "is missing or malformed");
  if (products !== undefined && !(Array.isArray(products) && products.every(isProduct)))
    throw invalidInput("products", `may hold ${PRODUCTS.join(", ")}`);
  if (acquiringConfig !== undefined && !isAcquiringConfig(acquiringConfig))
    throw invalidInput("acquiringConfig", "names no account");
  if (locale !== undefined && !isLocale(locale)) throw invalidInput("locale", "is no BCP 47 tag");
  for (const name of TEXTS) {
    const value = /** @type {SdkConfig} */ (config)[name];
    if (value !== undefined && (typeof value !== "string" || value === ""))
      throw invalidInput(name, "is no text");
  }
  return /** @type {SdkConfig} */ (config);
}

/** @param {unknown} locale */
export function isLocale(locale) {
  try {
    return typeof locale === "string" && Intl.getCanonicalLocales(locale).length === 1;
  } catch {
    return false;
  }
}

/** @param {unknown} product */
const isProduct = (product) => typeof product === "string" && PRODUCTS.includes(product);

/** @param {unknown} config */
const isAcquiringConfig = (config) =>
  typeof config === "object" &&
  config !== null &&
  Object.keys(config).some((key) => ACQUIRING_KEYS.includes(key));
