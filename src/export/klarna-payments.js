// Klarna Payments (v1) as the shop sees it. What it does is Rust's; what it promises is in `index.d.ts`.

import { Asking, later, now } from "./subject.js";

/** @import * as Api from "./index.js" */

/** @implements {Api.KlarnaPayments} */
export class KlarnaPayments extends Asking {
  get state() {
    return now(this.subject, "state");
  }

  /** @type {Api.KlarnaPayments["load"]} */
  load(container, data) {
    return later(this.subject, "load", container, data);
  }

  /** @type {Api.KlarnaPayments["loadPaymentReview"]} */
  loadPaymentReview(container) {
    return later(this.subject, "loadPaymentReview", container);
  }

  /** @type {Api.KlarnaPayments["authorize"]} */
  authorize(options, data) {
    return later(this.subject, "authorize", options, data);
  }

  /** @type {Api.KlarnaPayments["reauthorize"]} */
  reauthorize(options, data) {
    return later(this.subject, "reauthorize", options, data);
  }

  /** @type {Api.KlarnaPayments["finalize"]} */
  finalize(options, data) {
    return later(this.subject, "finalize", options, data);
  }

  deliver() {
    return later(this.subject, "deliver");
  }

  /** @type {Api.KlarnaPayments["settle"]} */
  settle(options) {
    now(this.subject, "settle", options);
  }

  /** @type {Api.KlarnaPayments["on"]} */
  on(event, handler) {
    return now(this.subject, "on", event, handler);
  }

  dispose() {
    now(this.subject, "dispose");
  }

  // A browser that has no such symbol yet gets a method named "undefined", which harms nobody.
  [Symbol.dispose]() {
    this.dispose();
  }
}
