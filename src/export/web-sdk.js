// The npm package's entry for a checkout that uses the Klarna Web SDK (v2) only, all in one file.

import { preloading } from "./wasm-module.js";
import { bytesOf } from "./wasm-text.js";
import text from "./web-sdk/klarna_payments_wasm_text.js";
import { webSdkLoader, webSdkModule } from "./web-sdk-module.js";

export { isKlarnaError } from "./klarna-error.js";

const webSdk = /* @__PURE__ */ webSdkModule(() => bytesOf(text));

export const loadKlarnaWebSdk = /* @__PURE__ */ webSdkLoader(webSdk);
export const preload = /* @__PURE__ */ preloading(webSdk);
