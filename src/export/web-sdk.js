// The npm package's entry for a checkout that uses the Klarna Web SDK (v2) only.

import { isKlarnaError } from "./klarna_error.js";
import { KlarnaWebSdk } from "./klarna_web_sdk.js";
import { preloading } from "./wasm_module.js";
import initialize, * as wasm from "./web-sdk/klarna_payments_wasm.js";

export { isKlarnaError };

export const preload = preloading(
  initialize,
  wasm.build,
  () => new URL("./web-sdk/klarna_payments_wasm_bg.wasm", import.meta.url),
);

/** @type {typeof import("./index.js").loadKlarnaWebSdk} */
export async function loadKlarnaWebSdk(options) {
  await preload();
  return new KlarnaWebSdk(await wasm.loadKlarnaWebSdk(options));
}
