// The module for the Klarna Web SDK (v2), and what loads it.

import { KlarnaWebSdk } from "./klarna_web_sdk.js";
import { withPolicy } from "./sdk_options.js";
import { wasmModule } from "./wasm_module.js";
import initialize, * as wasm from "./web-sdk/klarna_payments_wasm.js";

export const webSdk = /* @__PURE__ */ wasmModule(
  "web-sdk",
  initialize,
  wasm.build,
  () => new URL("./web-sdk/klarna_payments_wasm_bg.wasm", import.meta.url),
);

/** @type {typeof import("./index.js").loadKlarnaWebSdk} */
export async function loadKlarnaWebSdk(options) {
  const given = withPolicy(options);
  await webSdk.load();
  return new KlarnaWebSdk(await wasm.loadKlarnaWebSdk(given));
}
