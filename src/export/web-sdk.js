// The npm package's entry for a checkout that uses the Klarna Web SDK (v2) only.

import { preloading } from "./wasm_module.js";
import { webSdk } from "./web_sdk_module.js";

export { isKlarnaError } from "./klarna_error.js";
export { loadKlarnaWebSdk } from "./web_sdk_module.js";

export const preload = /* @__PURE__ */ preloading(webSdk);
