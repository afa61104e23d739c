// The WebAssembly behind an entry of the package: instantiated once, on the first call, never on import.

import { klarnaError } from "./klarna_error.js";

/** @typedef {NonNullable<Parameters<typeof import("./index.js").preload>[0]>} Source where the module comes from */
/**
 * What wasm-bindgen wrote for a module; the signal ends a request that it makes itself (see `.tooling/build.js`).
 *
 * @typedef {(from: { module_or_path: Source, signal: AbortSignal | undefined }) => Promise<unknown>} Initialize
 */

/** A page that stalls our WebAssembly for longer is offered other methods. In milliseconds. */
const LOAD_LIMIT = 30_000;

/** How soon after that a request of ours has ended in every browser. In milliseconds. */
const ENDING = 1000;

/**
 * The function `preload` of an entry.
 *
 * @param {Initialize} initialize runs once however often it is called, and again after a failure
 * @returns {typeof import("./index.js").preload}
 */
export const preloading = (initialize) => async (source) => {
  if (typeof window === "undefined" || typeof document === "undefined") {
    throw klarnaError(
      "INVALID_STATE",
      "Klarna works in a page: call this in the browser, not on a server",
    );
  }
  // Some pages take it away; a request then stays without an end.
  const request = window.AbortController && new AbortController();
  /** @type {Error | undefined} */
  let late;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const givingUp = new Promise((_, reject) => {
    timer = setTimeout(() => {
      late = new Error(`not loaded within ${LOAD_LIMIT} ms`);
      // `initialize` fails with it, for everybody who waits, and the next call makes a new request.
      request?.abort(late);
      // Of a request that is not ours we can but stop to wait.
      timer = setTimeout(reject, ENDING);
    }, LOAD_LIMIT);
  });
  try {
    await Promise.race([
      // Without a source it takes the address that bundlers see in it.
      initialize({ module_or_path: /** @type {Source} */ (source), signal: request?.signal }),
      givingUp,
    ]);
  } catch (cause) {
    throw klarnaError(
      "WASM_LOAD_FAILED",
      "the package's WebAssembly could not be loaded; see cause",
      {
        cause: late ?? cause,
        retryable: true,
      },
    );
  } finally {
    clearTimeout(timer);
  }
};
