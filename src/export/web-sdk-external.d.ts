/** The same as `klarna-payments-wasm/web-sdk`, with the WebAssembly as a file beside the JavaScript. */

export * from "./web-sdk.js";
