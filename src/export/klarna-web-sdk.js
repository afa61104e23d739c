// Klarna Web SDK (v2) as the shop sees it. What it does is Rust's; what it promises is in `index.d.ts`.

import { call, callAsync, RustObject } from "./rust-object.js";

/** @import * as Api from "./index.js" */

/** @implements {Api.KlarnaWebSdk} */
export class KlarnaWebSdk extends RustObject {
  get state() {
    return call(this.subject, "state");
  }

  /** @type {Api.KlarnaWebSdk["presentation"]} */
  async presentation(options) {
    const number = await callAsync(this.subject, "presentation", options);
    return new Presentation(call(this.subject, "shown", number));
  }

  /** @type {Api.KlarnaWebSdk["initiate"]} */
  initiate(options) {
    return callAsync(this.subject, "initiate", options);
  }

  /** @type {Api.KlarnaWebSdk["on"]} */
  on(event, handler) {
    return call(this.subject, "on", event, handler);
  }

  /** @type {Api.KlarnaWebSdk["fetch"]} */
  fetch(paymentRequestId) {
    return callAsync(this.subject, "fetch", paymentRequestId);
  }

  /** @type {Api.KlarnaWebSdk["cancel"]} */
  cancel(paymentRequestId) {
    return callAsync(this.subject, "cancel", paymentRequestId);
  }

  /** @type {Api.KlarnaWebSdk["confirm"]} */
  confirm(paymentRequestId, options) {
    return callAsync(this.subject, "confirm", paymentRequestId, options);
  }

  /** @type {Api.KlarnaWebSdk["settle"]} */
  settle(options) {
    call(this.subject, "settle", options);
  }

  dispose() {
    call(this.subject, "dispose");
  }

  [Symbol.dispose]() {
    this.dispose();
  }
}

/** @implements {Api.Presentation} */
class Presentation extends RustObject {
  get instruction() {
    return call(this.subject, "instruction");
  }

  get degraded() {
    return call(this.subject, "degraded");
  }

  get hasSavedOption() {
    return call(this.subject, "hasSavedOption");
  }

  /** @type {Api.Presentation["mount"]} */
  mount(part, container, options) {
    return new MountedElement(call(this.subject, "mount", part, container, options));
  }

  /** @type {Api.Presentation["mountButton"]} */
  mountButton(container, options) {
    return new PaymentButton(call(this.subject, "mountButton", container, options));
  }

  /** @type {Api.Presentation["refresh"]} */
  refresh(changes) {
    return callAsync(this.subject, "refresh", changes);
  }
}

/** @implements {Api.MountedElement} */
class MountedElement extends RustObject {
  get shown() {
    return call(this.subject, "shown");
  }

  unmount() {
    call(this.subject, "unmount");
  }

  [Symbol.dispose]() {
    this.unmount();
  }
}

/** @implements {Api.PaymentButton} */
class PaymentButton extends MountedElement {
  /** @param {boolean} disabled */
  setDisabled(disabled) {
    call(this.subject, "setDisabled", disabled);
  }

  /** @param {boolean} loading */
  setLoading(loading) {
    call(this.subject, "setLoading", loading);
  }
}
