// The npm package's entry: instantiates the WebAssembly once, on the first call, never on import.

import { commerceLayer } from "./commerce_layer.js";
import { isKlarnaError, klarnaError } from "./klarna_error.js";
import initialize, * as wasm from "./klarna_payments_wasm.js";

export { commerceLayer, isKlarnaError };

if (Symbol.dispose) {
  // `using` ends the object in an orderly way; the generated method would leave it unusable but alive.
  wasm.KlarnaPayments.prototype[Symbol.dispose] = wasm.KlarnaPayments.prototype.dispose;
  wasm.KlarnaWebSdk.prototype[Symbol.dispose] = wasm.KlarnaWebSdk.prototype.dispose;
  wasm.MountedElement.prototype[Symbol.dispose] = wasm.MountedElement.prototype.unmount;
  wasm.PaymentButton.prototype[Symbol.dispose] = wasm.PaymentButton.prototype.unmount;
}

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
  return wasm.loadKlarnaPayments(options);
}

/** @type {typeof import("./index.js").loadKlarnaWebSdk} */
export async function loadKlarnaWebSdk(options) {
  await preload();
  return wasm.loadKlarnaWebSdk(options);
}
