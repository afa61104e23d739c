// The same as `payments.js` with the WebAssembly as a file beside the JavaScript.

import { paymentsLoader, paymentsModule } from "./payments-module.js";
import { preloading } from "./wasm-module.js";

export { commerceLayer } from "./commerce-layer.js";
export { isKlarnaError } from "./klarna-error.js";

const payments = /* @__PURE__ */ paymentsModule(
  () => new URL("./payments/klarna_payments_wasm_bg.wasm", import.meta.url),
);

export const loadKlarnaPayments = /* @__PURE__ */ paymentsLoader(payments);
export const preload = /* @__PURE__ */ preloading(payments);
