// The npm package's entry for a checkout that uses Klarna Payments (v1) only.

import { commerceLayer } from "./commerce_layer.js";
import { isKlarnaError } from "./klarna_error.js";
import { KlarnaPayments } from "./klarna_payments.js";
import initialize, * as wasm from "./payments/klarna_payments_wasm.js";
import { preloading } from "./wasm_module.js";

export { commerceLayer, isKlarnaError };

export const preload = preloading(
  initialize,
  wasm.build,
  () => new URL("./payments/klarna_payments_wasm_bg.wasm", import.meta.url),
);

/** @param {import("./index.js").KlarnaPaymentsOptions} options */
export async function loadKlarnaPayments(options) {
  await preload();
  return new KlarnaPayments(await wasm.loadKlarnaPayments(options));
}
