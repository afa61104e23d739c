// The module for Klarna Payments (v1), from wherever an entry has it, and what loads it.

import { KlarnaPayments } from "./klarna_payments.js";
import initialize, * as wasm from "./payments/klarna_payments_wasm.js";
import { handOn, PAYMENTS_SCRIPT } from "./sdk_options.js";
import { wasmModule } from "./wasm_module.js";

/** @import { Module, Place } from "./wasm_module.js" */

/** @param {Place} place */
export const paymentsModule = (place) =>
  wasmModule("payments", PAYMENTS_SCRIPT, initialize, wasm.build, place);

/** The function `loadKlarnaPayments` of an entry. @param {Module} module */
export const paymentsLoader =
  (module) => async (/** @type {import("./index.js").KlarnaPaymentsOptions} */ options) => {
    const loading = module.load();
    const given = handOn(options, module.script, !module.isReady());
    await loading;
    return new KlarnaPayments(await wasm.loadKlarnaPayments(given));
  };
