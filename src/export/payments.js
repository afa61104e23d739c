// The npm package's entry for a checkout that uses Klarna Payments (v1) only.

import { payments } from "./payments_module.js";
import { preloading } from "./wasm_module.js";

export { commerceLayer } from "./commerce_layer.js";
export { isKlarnaError } from "./klarna_error.js";
export { loadKlarnaPayments } from "./payments_module.js";

export const preload = /* @__PURE__ */ preloading(payments);
