// The same as `web-sdk.js` with the WebAssembly as a file beside the JavaScript.

import { preloading } from "./wasm-module.js";
import { webSdkLoader, webSdkModule } from "./web-sdk-module.js";

export { isKlarnaError } from "./klarna-error.js";

const webSdk = /* @__PURE__ */ webSdkModule(
  () => new URL("./web-sdk/klarna_payments_wasm_bg.wasm", import.meta.url),
);

export const loadKlarnaWebSdk = /* @__PURE__ */ webSdkLoader(webSdk);
export const preload = /* @__PURE__ */ preloading(webSdk);
