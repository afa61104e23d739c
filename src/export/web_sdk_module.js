// The module for the Klarna Web SDK (v2), from wherever an entry has it, and what loads it.

import { KlarnaWebSdk } from "./klarna_web_sdk.js";
import { handOn, WEB_SDK_SCRIPT } from "./sdk_options.js";
import { wasmModule } from "./wasm_module.js";
import initialize, * as wasm from "./web-sdk/klarna_payments_wasm.js";

/** @import { Module, Place } from "./wasm_module.js" */

/** @param {Place} place */
export const webSdkModule = (place) =>
  wasmModule("web-sdk", WEB_SDK_SCRIPT, initialize, wasm.build, place);

/**
 * The function `loadKlarnaWebSdk` of an entry.
 *
 * @param {Module} module
 * @returns {typeof import("./index.js").loadKlarnaWebSdk}
 */
export const webSdkLoader = (module) => async (options) => {
  const loading = module.load();
  const given = handOn(options, module.script, !module.isReady());
  await loading;
  return new KlarnaWebSdk(await wasm.loadKlarnaWebSdk(given));
};
