import { KlarnaButton } from "./klarna-button.js";

/**
 * @typedef {import("./klarna-button.js").ButtonLook & { scope: string, redirectUri: string, hideOverlay?: boolean }} IdentityConfig
 *   `scope`: what the customer is asked to share, such as `profile:name profile:email`
 */

/** The button of Sign in with Klarna; it also lends its behaviour to a button of the shop's. */
export class IdentityButton extends KlarnaButton {
  #run;
  /** @type {AbortController | undefined} */
  #attached;

  /**
   * @param {IdentityConfig} config
   * @param {() => Promise<unknown>} run
   */
  constructor(config, run) {
    super("klarna-identity-button", { intents: ["SIGNIN"], ...config }, run);
    this.#run = run;
  }

  /**
   * @param {string | HTMLElement} button
   * @returns {this}
   */
  attach(button) {
    const element = typeof button === "string" ? document.querySelector(button) : button;
    if (!element) throw new Error(`Klarna sandbox: no button ${button}`);
    this.detach();
    this.#attached = new AbortController();
    const { signal } = this.#attached;
    element.addEventListener("click", () => this.press(this.#run), { signal });
    requestAnimationFrame(() => this.emit("render"));
    return this;
  }

  /** @returns {this} */
  detach() {
    this.#attached?.abort();
    this.#attached = undefined;
    return this;
  }
}
