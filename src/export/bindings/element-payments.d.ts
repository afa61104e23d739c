/**
 * `<klarna-payments>` alone, with `klarna-payments-wasm/payments` in the same file of a bundle: for a page that uses one of Klarna's
 * SDKs, the smallest and the quickest. Otherwise as in `klarna-payments-wasm/element`.
 */

export type {
  KlarnaElementEvents,
  KlarnaPaymentsProperties,
  Messages,
  PaymentsCheckoutOptions,
  PaymentsView,
} from "./element.js";
export { KlarnaPaymentsElement } from "./element.js";
