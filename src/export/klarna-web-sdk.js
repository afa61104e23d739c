// Klarna Web SDK (v2) as the shop sees it. What it does is Rust's; what it promises is in `index.d.ts`.

import { Asking, later, now } from "./subject.js";

/** @import * as Api from "./index.js" */

/** @implements {Api.KlarnaWebSdk} */
export class KlarnaWebSdk extends Asking {
  get state() {
    return now(this.subject, "state");
  }

  /** @type {Api.KlarnaWebSdk["presentation"]} */
  async presentation(options) {
    const number = await later(this.subject, "presentation", options);
    return new Presentation(now(this.subject, "shown", number));
  }

  /** @type {Api.KlarnaWebSdk["initiate"]} */
  initiate(options) {
    return later(this.subject, "initiate", options);
  }

  /** @type {Api.KlarnaWebSdk["on"]} */
  on(event, handler) {
    return now(this.subject, "on", event, handler);
  }

  /** @type {Api.KlarnaWebSdk["fetch"]} */
  fetch(paymentRequestId) {
    return later(this.subject, "fetch", paymentRequestId);
  }

  /** @type {Api.KlarnaWebSdk["cancel"]} */
  cancel(paymentRequestId) {
    return later(this.subject, "cancel", paymentRequestId);
  }

  /** @type {Api.KlarnaWebSdk["confirm"]} */
  confirm(paymentRequestId, options) {
    return later(this.subject, "confirm", paymentRequestId, options);
  }

  /** @type {Api.KlarnaWebSdk["settle"]} */
  settle(options) {
    now(this.subject, "settle", options);
  }

  dispose() {
    now(this.subject, "dispose");
  }

  [Symbol.dispose]() {
    this.dispose();
  }
}

/** @implements {Api.Presentation} */
class Presentation extends Asking {
  get instruction() {
    return now(this.subject, "instruction");
  }

  get degraded() {
    return now(this.subject, "degraded");
  }

  get hasSavedOption() {
    return now(this.subject, "hasSavedOption");
  }

  /** @type {Api.Presentation["mount"]} */
  mount(part, container, options) {
    return new MountedElement(now(this.subject, "mount", part, container, options));
  }

  /** @type {Api.Presentation["mountButton"]} */
  mountButton(container, options) {
    return new PaymentButton(now(this.subject, "mountButton", container, options));
  }

  /** @type {Api.Presentation["refresh"]} */
  refresh(changes) {
    return later(this.subject, "refresh", changes);
  }
}

/** @implements {Api.MountedElement} */
class MountedElement extends Asking {
  get shown() {
    return now(this.subject, "shown");
  }

  unmount() {
    now(this.subject, "unmount");
  }

  [Symbol.dispose]() {
    this.unmount();
  }
}

/** @implements {Api.PaymentButton} */
class PaymentButton extends MountedElement {
  /** @param {boolean} disabled */
  setDisabled(disabled) {
    now(this.subject, "setDisabled", disabled);
  }

  /** @param {boolean} loading */
  setLoading(loading) {
    now(this.subject, "setLoading", loading);
  }
}
