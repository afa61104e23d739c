/** One sheet for all elements: allowed by any Content-Security-Policy, as a `<style>` would not be. */
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  :host { display: block; font: 1rem / 1.4 system-ui, sans-serif; }
  button {
    box-sizing: border-box; width: 100%; min-height: 3rem; padding: 0 1rem; border: 1px solid transparent;
    border-radius: 0.5rem; font: inherit; font-weight: 600; cursor: pointer; color: #fff; background: #3d2d7a;
  }
  button.pill { border-radius: 1.5rem; }
  button.rect { border-radius: 0; }
  button.light { color: #1b1b1f; background: #ece9f5; }
  button.outlined { color: #3d2d7a; background: #fff; border-color: currentColor; }
  button:disabled { opacity: 0.6; cursor: default; }
  button:focus-visible { outline: 3px solid #b46a00; outline-offset: 2px; }
  .icon { display: inline-block; padding: 0.1rem 0.5rem; border-radius: 0.4rem; color: #fff; background: #3d2d7a; font-size: 0.8rem; }
`);

/** Some words of Klarna's. */
export class KlarnaTextElement extends HTMLElement {
  /** @param {string} text */
  set text(text) {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    const span = document.createElement("span");
    span.textContent = text;
    if (this.localName === "klarna-payment-icon") span.className = "icon";
    root.replaceChildren(span);
  }
}

/** @type {Record<string, string>} */
const LABELS = {
  PAY: "Pay with Klarna",
  SUBSCRIBE: "Subscribe with Klarna",
  SIGNUP: "Sign up with Klarna",
  SIGNIN: "Sign in with Klarna",
  DONATE: "Donate with Klarna",
  ADD_TO_WALLET: "Add to wallet",
};

/** The payment button. */
export class KlarnaButtonElement extends HTMLElement {
  #button = document.createElement("button");

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open", delegatesFocus: true });
    root.adoptedStyleSheets = [sheet];
    this.#button.type = "button";
    root.append(this.#button);
  }

  /**
   * @param {{ intents?: string[], theme?: string, shape?: string }} look
   */
  dress({ intents = ["PAY"], theme = "default", shape = "default" }) {
    this.#button.textContent = `${LABELS[intents[0] ?? "PAY"] ?? LABELS.PAY} (sandbox)`;
    this.#button.className = `${theme} ${shape}`;
  }

  /** @param {boolean} disabled @param {boolean} loading */
  setState(disabled, loading) {
    this.#button.disabled = disabled || loading;
    this.#button.setAttribute("aria-busy", String(loading));
  }

  /** @param {() => void} clicked */
  set onPress(clicked) {
    this.#button.onclick = clicked;
  }
}
