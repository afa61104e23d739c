/**
 * `<klarna-button>` alone, with `klarna-payments-wasm/web-sdk` in the same file of a bundle: for a page that uses one of Klarna's
 * SDKs, the smallest and the quickest. Otherwise as in `klarna-payments-wasm/element`.
 */

export type {
  KlarnaButtonProperties,
  KlarnaElementEvents,
  Messages,
  WebSdkCheckoutOptions,
  WebSdkEnd,
  WebSdkView,
} from "./element.js";
export { KlarnaButtonElement } from "./element.js";
