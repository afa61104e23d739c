// The npm package's entry for both of Klarna's SDKs.

import { commerceLayer } from "./commerce_layer.js";
import { isKlarnaError } from "./klarna_error.js";
import { KlarnaPayments } from "./klarna_payments.js";
import initialize, * as wasm from "./klarna_payments_wasm.js";
import { KlarnaWebSdk } from "./klarna_web_sdk.js";
import { preloading } from "./wasm_module.js";

export { commerceLayer, isKlarnaError };

export const preload = preloading(
  initialize,
  wasm.build,
  () => new URL("./klarna_payments_wasm_bg.wasm", import.meta.url),
);

/** @param {import("./index.js").KlarnaPaymentsOptions} options */
export async function loadKlarnaPayments(options) {
  await preload();
  return new KlarnaPayments(await wasm.loadKlarnaPayments(options));
}

/** @type {typeof import("./index.js").loadKlarnaWebSdk} */
export async function loadKlarnaWebSdk(options) {
  await preload();
  return new KlarnaWebSdk(await wasm.loadKlarnaWebSdk(options));
}
