// The module for Klarna Payments (v1), and what loads it.

import { KlarnaPayments } from "./klarna_payments.js";
import initialize, * as wasm from "./payments/klarna_payments_wasm.js";
import { handOn, PAYMENTS_SCRIPT } from "./sdk_options.js";
import { wasmModule } from "./wasm_module.js";

export const payments = /* @__PURE__ */ wasmModule(
  "payments",
  PAYMENTS_SCRIPT,
  initialize,
  wasm.build,
  () => new URL("./payments/klarna_payments_wasm_bg.wasm", import.meta.url),
);

/** @param {import("./index.js").KlarnaPaymentsOptions} options */
export async function loadKlarnaPayments(options) {
  const loading = payments.load();
  const given = handOn(options, payments.script, !payments.isReady());
  await loading;
  return new KlarnaPayments(await wasm.loadKlarnaPayments(given));
}
