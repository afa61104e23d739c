// The module for Klarna Payments (v1), from wherever an entry has it, and what loads it.

import { holding, rescue } from "./held-tokens.js";
import { KlarnaPayments } from "./klarna-payments.js";
import initialize, {
  build,
  loadKlarnaPayments,
  postLeftToken,
} from "./payments/klarna_payments_wasm.js";
import { copied, PAYMENTS_SCRIPT } from "./sdk-options.js";
import { performWith, wasmModule } from "./wasm-module.js";

/** @import { Module, Place } from "./wasm-module.js" */

/** @param {Place} place */
export const paymentsModule = (place) => {
  /** @type {import("./held-tokens.js").Post} */
  const post = (options, ...left) => performWith(module, "postLeftToken", options, ...left);
  /** @type {Module} */
  const module = wasmModule(
    "payments",
    PAYMENTS_SCRIPT,
    initialize,
    { loadKlarnaPayments, postLeftToken },
    build,
    place,
    () => {
      // The mark of a copy that is at work (`facts.rs`): this one will never take it away.
      Reflect.deleteProperty(window, "__klarnaPaymentsWasmBusy");
      return rescue(post);
    },
  );
  return module;
};

/** The function `loadKlarnaPayments` of an entry. @param {Module} module */
export const paymentsLoader =
  (module) => async (/** @type {import("./index.js").KlarnaPaymentsOptions} */ given) => {
    const options = copied(given);
    const holder = holding(options);
    const subject = await performWith(module, "loadKlarnaPayments", options, holder);
    return new KlarnaPayments(holder.awaited(subject));
  };
