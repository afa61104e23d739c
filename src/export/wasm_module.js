// The WebAssembly behind an entry of the package: fetched, compared and instantiated once, on the first call, never on
// import.

import { isKlarnaError, klarnaError } from "./klarna_error.js";

/** @typedef {NonNullable<Parameters<typeof import("./index.js").preload>[0]>} Source where the module comes from */
/** What wasm-bindgen wrote to instantiate a module. @typedef {(from: { module_or_path: WebAssembly.Module }) => Promise<unknown>} Initialize */

/** A page that stalls our WebAssembly for longer is offered other methods. In milliseconds. */
const LOAD_LIMIT = 30_000;

/**
 * The function `preload` of an entry.
 *
 * @param {Initialize} initialize
 * @param {string} build the name of the build that the JavaScript is of (`.tooling/link.js`)
 * @param {() => URL} address of the module beside the JavaScript. A function: in a bundle that is no module there is none
 * @returns {typeof import("./index.js").preload}
 */
export const preloading = (initialize, build, address) => {
  /** The load that runs, or that succeeded. @type {Promise<void> | undefined} */
  let loading;
  return (source) => {
    if (typeof window === "undefined" || typeof document === "undefined") {
      const message = "Klarna works in a page: call this in the browser, not on a server";
      return Promise.reject(klarnaError("INVALID_STATE", message));
    }
    if (!isSource(source)) return Promise.reject(noSource());
    loading ??= withinLimit(async (signal) => {
      const module = await obtain(source, address, signal);
      compare(build, module);
      // Given up meanwhile: another load may be under way.
      if (!signal?.aborted) await initialize({ module_or_path: module });
    }).catch(async (cause) => {
      // The next call loads anew.
      loading = undefined;
      throw isKlarnaError(cause) ? cause : await explained(cause);
    });
    return loading;
  };
};

/**
 * @param {string} message
 * @param {{ cause?: unknown, retryable?: boolean }} [facts]
 */
const loadFailed = (message, facts) =>
  klarnaError("WASM_LOAD_FAILED", message, { retryable: true, ...facts });

/**
 * @param {(signal: AbortSignal | undefined) => Promise<void>} work
 * @returns {Promise<void>}
 */
function withinLimit(work) {
  // Some pages take it away; a request then goes on, and nobody waits for it.
  const request = window.AbortController && new AbortController();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const late = new Error(`not loaded within ${LOAD_LIMIT} ms`);
      reject(late);
      request?.abort(late);
    }, LOAD_LIMIT);
    work(request?.signal)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}

/**
 * @param {Source | undefined} source
 * @param {() => URL} address
 * @param {AbortSignal | undefined} signal
 */
async function obtain(source, address, signal) {
  if (typeof WebAssembly !== "object") {
    const message = "this browser has no WebAssembly (as in iOS's Lockdown Mode)";
    throw loadFailed(message, { retryable: false });
  }
  return compile((await source) ?? address(), signal);
}

/**
 * Refuses a module of another build: it would link by position, wrongly or by chance.
 *
 * @param {string} build
 * @param {WebAssembly.Module} module
 */
function compare(build, module) {
  const [section] = WebAssembly.Module.customSections(module, "build");
  const theirs = section
    ? new TextDecoder().decode(section)
    : "an older one, or none of this package's";
  if (theirs === build) return;
  throw loadFailed(
    `JavaScript and WebAssembly are of different builds ("${build}" and "${theirs}"): a stale cache or a stale copy?`,
  );
}

/**
 * @param {any} source
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<WebAssembly.Module>}
 */
async function compile(source, signal) {
  // By its name: what another frame made is of no class of this one.
  const kind = Object.prototype.toString.call(source).slice(8, -1);
  if (kind === "WebAssembly.Module") return source;
  if (kind === "ArrayBuffer" || ArrayBuffer.isView(source)) return WebAssembly.compile(source);
  const isAddress = kind === "String" || kind === "URL";
  if (!isAddress && kind !== "Request" && kind !== "Response") throw noSource();
  // A Request has a signal of its own, and keeps it.
  const init = isAddress && signal ? { signal } : {};
  const response = /** @type {Response} */ (
    kind === "Response" ? source : await fetch(source, init)
  );
  const { ok, status, url } = response;
  if (!ok) throw loadFailed(`the WebAssembly was asked from ${url}, which answered ${status}`);
  const type = response.headers.get("content-type") ?? "";
  if (type === "application/wasm" && "compileStreaming" in WebAssembly)
    return WebAssembly.compileStreaming(response);
  const bytes = await response.arrayBuffer();
  if (!type.includes("text/html")) return WebAssembly.compile(bytes);
  throw loadFailed(
    `the WebAssembly was asked from ${url}, which answered with a page: servers do so where a file is missing; copy it there`,
  );
}

/** @param {unknown} source as far as it can be told before it is used */
function isSource(source) {
  if (source === undefined) return true;
  return typeof source === "string" ? source !== "" : typeof source === "object" && source !== null;
}

const noSource = () =>
  klarnaError("INVALID_ARGUMENT", "an address, a Response, bytes or a module is expected here", {
    path: "source",
  });

/**
 * @param {unknown} cause
 * @returns {Promise<Error>}
 */
async function explained(cause) {
  if (!(await isForbidden()))
    return loadFailed("the package's WebAssembly could not be loaded; see cause", { cause });
  const message =
    "the page's Content-Security-Policy forbids WebAssembly: 'wasm-unsafe-eval' in script-src lets it in";
  return loadFailed(message, { cause, retryable: false });
}

/** Whether the page's policy lets no WebAssembly be, not even the smallest. (WebKit compiles it, and does no more.) */
async function isForbidden() {
  try {
    await WebAssembly.instantiate(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
    return false;
  } catch {
    return true;
  }
}
