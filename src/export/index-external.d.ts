/** The same as `klarna-payments-wasm`, with the WebAssembly as files beside the JavaScript. */

export * from "./index.js";
