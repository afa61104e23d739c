/** The same as `klarna-payments-wasm/payments`, with the WebAssembly as a file beside the JavaScript. */

export * from "./payments.js";
