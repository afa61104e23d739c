// The package, fetched when a checkout begins, so that a page has that of the SDK which it uses.

import { importing } from "../import-again.js";
import { klarnaError } from "../klarna-error.js";

/**
 * @param {() => Promise<any>} bring
 * @param {string} name
 * @returns {any} of two types in one, see `index.d.ts`
 */
const lazily = (bring, name) => {
  const load = importing(bring, name, "function");
  return async (/** @type {unknown} */ options) => {
    const made = await load().catch((cause) => {
      const about = { cause, retryable: true };
      throw klarnaError("WASM_LOAD_FAILED", "the package could not be fetched; see cause", about);
    });
    return made(options);
  };
};

/** @type {any} of two types in one, see `index.d.ts` */
export const loadKlarnaPayments = /* @__PURE__ */ lazily(
  async () => (await import("../payments.js")).loadKlarnaPayments,
  "loadKlarnaPayments",
);

/** @type {typeof import("../index.js").loadKlarnaWebSdk} */
export const loadKlarnaWebSdk = /* @__PURE__ */ lazily(
  async () => (await import("../web-sdk.js")).loadKlarnaWebSdk,
  "loadKlarnaWebSdk",
);
