// The npm package's entry: instantiates the WebAssembly once, on the first call, never on import.

import { commerceLayer } from "./commerce_layer.js";
import { isKlarnaError, klarnaError } from "./klarna_error.js";
import { KlarnaPayments } from "./klarna_payments.js";
import initialize, * as wasm from "./klarna_payments_wasm.js";
import { KlarnaWebSdk } from "./klarna_web_sdk.js";

export { commerceLayer, isKlarnaError };

/** A page that stalls our WebAssembly for longer is offered other methods. In milliseconds. */
const LOAD_LIMIT = 30_000;

/** @type {typeof import("./index.js").preload} */
export async function preload(source) {
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
    // The generated initializer runs once however often it is called, and again after a failure.
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
}

/** @type {typeof import("./index.js").loadKlarnaPayments} */
export async function loadKlarnaPayments(options) {
  await preload();
  return new KlarnaPayments(await wasm.loadKlarnaPayments(options));
}

/** @type {typeof import("./index.js").loadKlarnaWebSdk} */
export async function loadKlarnaWebSdk(options) {
  await preload();
  return new KlarnaWebSdk(await wasm.loadKlarnaWebSdk(options));
}
