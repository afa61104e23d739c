import { KlarnaButtonElement, KlarnaTextElement } from "./html-elements.js";

const TEXTS = ["header", "subheader", "icon", "badge", "message", "terms"];

/** Defines the elements that all instances share, the first time. */
export function defineElements() {
  for (const name of TEXTS) {
    const tag = `klarna-payment-${name}`;
    if (!customElements.get(tag)) customElements.define(tag, class extends KlarnaTextElement {});
  }
  if (!customElements.get("klarna-payment-button"))
    customElements.define("klarna-payment-button", KlarnaButtonElement);
}

/**
 * The badge of test mode, which the real SDK defines without asking whether it is there: doing it twice throws a
 * `NotSupportedError`.
 */
export function defineTestBadge() {
  customElements.define("test-drive-badge", class extends HTMLElement {});
}
