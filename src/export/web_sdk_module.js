// The module for the Klarna Web SDK (v2), and what loads it.

import { KlarnaWebSdk } from "./klarna_web_sdk.js";
import { handOn, WEB_SDK_SCRIPT } from "./sdk_options.js";
import { wasmModule } from "./wasm_module.js";
import initialize, * as wasm from "./web-sdk/klarna_payments_wasm.js";

export const webSdk = /* @__PURE__ */ wasmModule(
  "web-sdk",
  WEB_SDK_SCRIPT,
  initialize,
  wasm.build,
  () => new URL("./web-sdk/klarna_payments_wasm_bg.wasm", import.meta.url),
);

/** @type {typeof import("./index.js").loadKlarnaWebSdk} */
export async function loadKlarnaWebSdk(options) {
  const loading = webSdk.load();
  const given = handOn(options, webSdk.script, !webSdk.isReady());
  await loading;
  return new KlarnaWebSdk(await wasm.loadKlarnaWebSdk(given));
}
