// The npm package's entry for both of Klarna's SDKs. A page downloads the module of the one that it uses.

import { payments } from "./payments_module.js";
import { preloading } from "./wasm_module.js";
import { webSdk } from "./web_sdk_module.js";

export { commerceLayer } from "./commerce_layer.js";
export { isKlarnaError } from "./klarna_error.js";
export { loadKlarnaPayments } from "./payments_module.js";
export { loadKlarnaWebSdk } from "./web_sdk_module.js";

export const preload = /* @__PURE__ */ preloading(payments, webSdk);
