import { KlarnaButtonElement, KlarnaTextElement } from "./html-elements.js";

const PARTS = ["header", "subheader", "icon", "badge", "message", "terms"];
const TEXTS = [...PARTS.map((part) => `klarna-payment-${part}`), "klarna-placement"];
const BUTTONS = ["klarna-payment-button", "klarna-identity-button"];

/** Defines the elements that all instances share, the first time. */
export function defineElements() {
  for (const tag of TEXTS)
    if (!customElements.get(tag)) customElements.define(tag, class extends KlarnaTextElement {});
  for (const tag of BUTTONS)
    if (!customElements.get(tag)) customElements.define(tag, class extends KlarnaButtonElement {});
}

/**
 * The badge of test mode, which the real SDK defines without asking whether it is there: doing it twice throws a
 * `NotSupportedError`.
 */
export function defineTestBadge() {
  customElements.define("test-drive-badge", class extends HTMLElement {});
}
