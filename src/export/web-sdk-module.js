// The module for the Klarna Web SDK (v2), from wherever an entry has it, and what loads it.

import { KlarnaWebSdk } from "./klarna-web-sdk.js";
import { copied, WEB_SDK_SCRIPT } from "./sdk-options.js";
import { performWith, wasmModule } from "./wasm-module.js";
import initialize, { build, loadKlarnaWebSdk } from "./web-sdk/klarna_payments_wasm.js";

/** @import { Module, Place } from "./wasm-module.js" */

/** @param {Place} place */
export const webSdkModule = (place) =>
  wasmModule("web-sdk", WEB_SDK_SCRIPT, initialize, { loadKlarnaWebSdk }, build, place);

/**
 * The function `loadKlarnaWebSdk` of an entry.
 *
 * @param {Module} module
 * @returns {typeof import("./index.js").loadKlarnaWebSdk}
 */
export const webSdkLoader = (module) => async (options) =>
  new KlarnaWebSdk(await performWith(module, "loadKlarnaWebSdk", copied(options)));
