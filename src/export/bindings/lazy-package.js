// The package, fetched when a checkout begins, so that a page has that of the SDK which it uses.

/** @type {any} of two types in one, see `index.d.ts` */
export const loadKlarnaPayments = async (/** @type {any} */ options) =>
  (await import("../payments.js")).loadKlarnaPayments(options);

/** @type {typeof import("../index.js").loadKlarnaWebSdk} */
export const loadKlarnaWebSdk = async (options) =>
  (await import("../web-sdk.js")).loadKlarnaWebSdk(options);
