// The WebAssembly behind an entry of the package: instantiated once, on the first call, never on import.

import { klarnaError } from "./klarna_error.js";

/** @typedef {NonNullable<Parameters<typeof import("./index.js").preload>[0]>} Source where the module comes from */
/** @typedef {(from?: { module_or_path: Source }) => Promise<unknown>} Initialize what wasm-bindgen wrote for a module */

/** A page that stalls our WebAssembly for longer is offered other methods. In milliseconds. */
const LOAD_LIMIT = 30_000;

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
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not loaded within ${LOAD_LIMIT} ms`)), LOAD_LIMIT);
  });
  try {
    await Promise.race([
      initialize(source === undefined ? undefined : { module_or_path: source }),
      late,
    ]);
  } catch (cause) {
    throw klarnaError(
      "WASM_LOAD_FAILED",
      "the package's WebAssembly could not be loaded; see cause",
      {
        cause,
        retryable: true,
      },
    );
  } finally {
    clearTimeout(timer);
  }
};
