// The npm package's entry for both of Klarna's SDKs. A page downloads the module of the one that it uses.

import { chunk } from "./chunk.js";
import { paymentsLoader, paymentsModule } from "./payments-module.js";
import { preloading } from "./wasm-module.js";
import { webSdkLoader, webSdkModule } from "./web-sdk-module.js";

export { commerceLayer } from "./commerce-layer.js";
export { isKlarnaError } from "./klarna-error.js";

const payments = /* @__PURE__ */ paymentsModule(
  /* @__PURE__ */ chunk(() => import("./payments/klarna_payments_wasm_text.js")),
);
const webSdk = /* @__PURE__ */ webSdkModule(
  /* @__PURE__ */ chunk(() => import("./web-sdk/klarna_payments_wasm_text.js")),
);

export const loadKlarnaPayments = /* @__PURE__ */ paymentsLoader(payments);
export const loadKlarnaWebSdk = /* @__PURE__ */ webSdkLoader(webSdk);
export const preload = /* @__PURE__ */ preloading(payments, webSdk);
