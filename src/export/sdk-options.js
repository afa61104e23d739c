// What is done with the option `sdk` before the WebAssembly is there: Klarna's script is fetched beside it, not after it.

/** @import { KlarnaPaymentsOptions, KlarnaWebSdkOptions, SdkLoading } from "./index.js" */

/**
 * Where Klarna's script for an SDK comes from, and how a page that will want it says so.
 *
 * @typedef {object} Script
 * @property {string} url
 * @property {() => Partial<HTMLLinkElement> | undefined} link `undefined` where the script is there, or would be fetched twice
 */

/** @type {Script} */
export const PAYMENTS_SCRIPT = {
  url: "https://x.klarnacdn.net/kp/lib/v1/api.js",
  link: () =>
    /** @type {any} */ (window).Klarna?.Payments ? undefined : { rel: "preload", as: "script" },
};

/** @type {Script} */
export const WEB_SDK_SCRIPT = {
  url: "https://js.klarna.com/web-sdk/v2/klarna.mjs",
  // Of Chromium alone. Measured: while a module is being preloaded, Firefox 153 and WebKit fetch it again for `import()`.
  link: () => ("userAgentData" in navigator ? { rel: "modulepreload" } : undefined),
};

/** Hosts that Klarna serves its SDKs from. */
export const KLARNA_HOSTS = ["x.klarnacdn.net", "js.klarna.com", "js.playground.klarna.com"];

/**
 * Policies that we made, by name: a page may allow each name only once, for both of Klarna's SDKs.
 *
 * @type {Map<string, { createScriptURL: (url: string) => unknown } | undefined>}
 */
const policies = new Map();

/**
 * Reads what is needed of the options, and lets the browser fetch Klarna's script, which runs when everything has been
 * checked. What is wrong with the options, Rust finds and says.
 *
 * @template {KlarnaPaymentsOptions | KlarnaWebSdkOptions} T
 * @param {T} options
 * @param {Script} script
 * @param {boolean} isAhead whether there is time before the script is wanted
 * @returns {T} the options, with what was read of them, and with a policy for Trusted Types in place of its name
 */
export function handOn(options, script, isAhead) {
  try {
    const sdk = own(options, "sdk");
    if (!isObject(options) || (sdk !== undefined && !isObject(sdk))) return options;
    const read = readSource(sdk);
    const ahead = isAhead ? fetchAhead(script, read) : undefined;
    const { trustedTypesPolicy: name } = read;
    if (typeof name === "string" && name !== "") read.trustedTypesPolicy = policyOf(name);
    if (!sdk) return ahead ? replacing(options, { sdk: ahead }) : options;
    return replacing(options, { sdk: replacing(replacing(sdk, read), ahead ?? {}) });
  } catch {
    return options;
  }
}

/**
 * A copy of the options, and of the backend's: the shop may make those of its next purchase of them. Where they cannot be read,
 * they are what they are.
 *
 * @param {any} options
 */
export function copied(options) {
  try {
    const backend = own(options, "backend");
    return isObject(options)
      ? replacing(options, { backend: isObject(backend) ? replacing(backend, {}) : backend })
      : options;
  } catch {
    return options;
  }
}

/**
 * Lets the browser fetch it before there are options.
 *
 * @param {SdkLoading | undefined} sdk
 * @param {Script} script
 */
export const fetchScript = (sdk, script) => void handOn(/** @type {any} */ ({ sdk }), script, true);

/**
 * @param {unknown} sdk
 * @returns {any}
 */
function readSource(sdk) {
  const keys = ["url", "nonce", "trustedTypesPolicy"].filter((key) => has(sdk, key));
  return Object.fromEntries(keys.map((key) => [key, own(sdk, key)]));
}

/**
 * Where the page does not let this be done, the script comes when it is wanted.
 *
 * @param {Script} script
 * @param {{ url?: string, nonce?: string, trustedTypesPolicy?: unknown }} source
 * @returns {{ hasFailed: boolean } | undefined} for Rust: such a fetch is the first attempt, where it failed
 */
function fetchAhead(script, { url = script.url, nonce, trustedTypesPolicy }) {
  try {
    const link = script.link();
    const address = new URL(url, document.baseURI);
    // A policy of the shop's may make another address of it.
    const isFixed = typeof trustedTypesPolicy !== "object";
    if (!link || !isFixed || !isKnown(address) || isPresent(address.href)) return undefined;
    let hasFailed = false;
    const onerror = () => {
      hasFailed = true;
    };
    const tag = Object.assign(
      document.createElement("link"),
      link,
      { onerror },
      nonce && { nonce },
    );
    tag.href = address.href;
    document.head.append(tag);
    return {
      get hasFailed() {
        return hasFailed;
      },
    };
  } catch {
    return undefined;
  }
}

/** Whether it is of this machine. @param {URL} address */
export const isLoopback = ({ hostname }) =>
  /^(127\.[\d.]+|\[::1\]|(.*\.)?localhost)$/.test(hostname);

/** Whether it is of Klarna, of this machine or of the page's own origin; of all others Rust is asked first. @param {URL} address */
const isKnown = (address) =>
  isLoopback(address) ||
  (address.protocol === "https:" &&
    (address.origin === location.origin || KLARNA_HOSTS.includes(address.host)));

/** Whether somebody fetches it already, whatever the query. @param {string} address */
function isPresent(address) {
  const bare = (/** @type {string} */ text) => text.split(/[?#]/)[0];
  const tags = [...document.scripts, ...document.querySelectorAll("link")];
  return tags.some((tag) => bare("src" in tag ? tag.src : tag.href) === bare(address));
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

/** @param {unknown} value */
export const isObject = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * @param {any} object
 * @param {string} key
 */
const has = (object, key) => isObject(object) && Object.hasOwn(object, key);

/**
 * @param {any} object
 * @param {string} key
 */
export const own = (object, key) => (has(object, key) ? object[key] : undefined);

/**
 * The same object with other values; nothing else is read of it.
 *
 * @template {object} T
 * @param {T} object
 * @param {Record<string, unknown>} values
 * @returns {T}
 */
const replacing = (object, values) =>
  Object.create(Object.getPrototypeOf(object), {
    ...Object.getOwnPropertyDescriptors(object),
    ...Object.getOwnPropertyDescriptors(values),
  });
