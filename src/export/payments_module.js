// The module for Klarna Payments (v1), and what loads it.

import { KlarnaPayments } from "./klarna_payments.js";
import initialize, * as wasm from "./payments/klarna_payments_wasm.js";
import { withPolicy } from "./sdk_options.js";
import { wasmModule } from "./wasm_module.js";

export const payments = /* @__PURE__ */ wasmModule(
  "payments",
  initialize,
  wasm.build,
  () => new URL("./payments/klarna_payments_wasm_bg.wasm", import.meta.url),
);

/** @param {import("./index.js").KlarnaPaymentsOptions} options */
export async function loadKlarnaPayments(options) {
  const given = withPolicy(options);
  await payments.load();
  return new KlarnaPayments(await wasm.loadKlarnaPayments(given));
}
