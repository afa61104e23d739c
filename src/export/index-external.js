// The same as `index.js` with the WebAssembly as files beside the JavaScript.

import { paymentsLoader, paymentsModule } from "./payments-module.js";
import { preloading } from "./wasm-module.js";
import { webSdkLoader, webSdkModule } from "./web-sdk-module.js";

export { commerceLayer } from "./commerce-layer.js";
export { isKlarnaError } from "./klarna-error.js";

const payments = /* @__PURE__ */ paymentsModule(
  () => new URL("./payments/klarna_payments_wasm_bg.wasm", import.meta.url),
);
const webSdk = /* @__PURE__ */ webSdkModule(
  () => new URL("./web-sdk/klarna_payments_wasm_bg.wasm", import.meta.url),
);

export const loadKlarnaPayments = /* @__PURE__ */ paymentsLoader(payments);
export const loadKlarnaWebSdk = /* @__PURE__ */ webSdkLoader(webSdk);
export const preload = /* @__PURE__ */ preloading(payments, webSdk);
