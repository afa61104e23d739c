// What is done with the option `sdk` before the WebAssembly is there.

/** @import { KlarnaPaymentsOptions, KlarnaWebSdkOptions } from "./index.js" */

/**
 * Policies that we made, by name: a page may allow each name only once, for both of Klarna's SDKs.
 *
 * @type {Map<string, { createScriptURL: (url: string) => unknown } | undefined>}
 */
const policies = new Map();

/**
 * The options with a policy for Trusted Types in place of the name of one. What is wrong with them, Rust finds and says.
 *
 * @template {KlarnaPaymentsOptions | KlarnaWebSdkOptions} T
 * @param {T} options
 * @returns {T}
 */
export function withPolicy(options) {
  try {
    const sdk = own(options, "sdk");
    const name = own(sdk, "trustedTypesPolicy");
    if (typeof name !== "string" || name === "") return options;
    return replacing(options, "sdk", replacing(sdk, "trustedTypesPolicy", policyOf(name)));
  } catch {
    return options;
  }
}

/**
 * A policy that is made when it is used. It passes addresses on as they are, since only those that were checked reach it.
 *
 * @param {string} name
 */
const policyOf = (name) => ({
  createScriptURL(/** @type {string} */ url) {
    // Not every engine has them.
    const { trustedTypes } = /** @type {any} */ (window);
    if (!policies.has(name))
      policies.set(name, trustedTypes?.createPolicy(name, { createScriptURL: String }));
    return policies.get(name)?.createScriptURL(url) ?? url;
  },
});

/**
 * @param {any} object
 * @param {string} key
 */
const own = (object, key) =>
  object !== null && typeof object === "object" && Object.hasOwn(object, key)
    ? object[key]
    : undefined;

/**
 * The same object with one value instead of another; nothing else is read of it.
 *
 * @template {object} T
 * @param {T} object
 * @param {string} key
 * @param {unknown} value
 * @returns {T}
 */
const replacing = (object, key, value) =>
  Object.create(Object.getPrototypeOf(object), {
    ...Object.getOwnPropertyDescriptors(object),
    [key]: { value, enumerable: true },
  });
