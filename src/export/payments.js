// The npm package's entry for a checkout that uses Klarna Payments (v1) only, all in one file.

import text from "./payments/klarna_payments_wasm_text.js";
import { paymentsLoader, paymentsModule } from "./payments-module.js";
import { preloading } from "./wasm-module.js";
import { bytesOf } from "./wasm-text.js";

export { commerceLayer } from "./commerce-layer.js";
export { isKlarnaError } from "./klarna-error.js";

const payments = /* @__PURE__ */ paymentsModule(() => bytesOf(text));

export const loadKlarnaPayments = /* @__PURE__ */ paymentsLoader(payments);
export const preload = /* @__PURE__ */ preloading(payments);
