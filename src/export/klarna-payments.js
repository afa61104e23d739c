// Klarna Payments (v1) as the shop sees it. What it does is Rust's; what it promises is in `index.d.ts`.

import { call, callAsync, RustObject } from "./rust-object.js";

/** @import * as Api from "./index.js" */

/** @implements {Api.KlarnaPayments} */
export class KlarnaPayments extends RustObject {
  get state() {
    return call(this.subject, "state");
  }

  /** @type {Api.KlarnaPayments["load"]} */
  load(container, data) {
    return callAsync(this.subject, "load", container, data);
  }

  /** @type {Api.KlarnaPayments["loadPaymentReview"]} */
  loadPaymentReview(container) {
    return callAsync(this.subject, "loadPaymentReview", container);
  }

  /** @type {Api.KlarnaPayments["authorize"]} */
  authorize(options, data) {
    return callAsync(this.subject, "authorize", options, data);
  }

  /** @type {Api.KlarnaPayments["reauthorize"]} */
  reauthorize(options, data) {
    return callAsync(this.subject, "reauthorize", options, data);
  }

  /** @type {Api.KlarnaPayments["finalize"]} */
  finalize(options, data) {
    return callAsync(this.subject, "finalize", options, data);
  }

  deliver() {
    return callAsync(this.subject, "deliver");
  }

  /** @type {Api.KlarnaPayments["settle"]} */
  settle(options) {
    call(this.subject, "settle", options);
  }

  /** @type {Api.KlarnaPayments["on"]} */
  on(event, handler) {
    return call(this.subject, "on", event, handler);
  }

  dispose() {
    call(this.subject, "dispose");
  }

  // A browser that has no such symbol yet gets a method named "undefined", which harms nobody.
  [Symbol.dispose]() {
    this.dispose();
  }
}
