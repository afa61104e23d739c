// Doubles of the package's functions for unit tests of a shop: without WebAssembly, without Klarna, in any runner.

export { commerceLayer } from "./commerce-layer.js";
export { isKlarnaError } from "./klarna-error.js";
export { mockKlarnaPayments } from "./testing/payments.js";
export { mockKlarnaWebSdk } from "./testing/web-sdk.js";
