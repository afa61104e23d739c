// Klarna as custom elements, in the page's own tree: Klarna's widget does not work in a shadow root.

/** @import * as Api from "./element.js" */

/** @typedef {import("./checkout.js").PaymentsCheckout & import("./checkout.js").WebSdkCheckout} Checkout either of the two */

// There is none on a server.
const Base = globalThis.HTMLElement || class {};

/** @typedef {(text: string) => unknown} Reading what the attribute of an option says; without it, there is only the property */
/** @template Options @typedef {Record<Exclude<keyof Options, "onOutcome" | "onError">, Reading | 0>} Readings */

/** @type {Reading} */
const text = (text) => text;
/** @type {Reading} */
const list = (text) => text.split(" ");

/** Of both. */
const COMMON = /** @type {const} */ ({ locale: text, messages: 0, sdk: 0, log: 0, load: 0 });
/** @satisfies {Readings<Api.PaymentsCheckoutOptions>} */
const PAYMENTS = {
  clientToken: text,
  cart: text,
  order: 0,
  backend: text,
  paymentMethodCategory: text,
  paymentMethodCategories: list,
  preferredPaymentMethod: text,
  instanceId: text,
  autoFinalize: (/** @type {string} */ text) => text !== "false",
  orderCheck: text,
  loadTimeoutMs: Number,
  ...COMMON,
};
/** @satisfies {Readings<Api.WebSdkCheckoutOptions>} */
const WEB_SDK = {
  clientId: text,
  amount: Number,
  currency: text,
  purchase: text,
  intents: list,
  products: list,
  partnerAccountId: text,
  returnUrl: text,
  declineUrl: text,
  expose: list,
  backend: 0,
  acquiringConfig: 0,
  button: 0,
  sdkToken: 0,
  ...COMMON,
};

/** Where an element keeps what is nobody's but its own. */
const OWN = Symbol();
/**
 * @typedef {object} Own
 * @property {HTMLElement} container
 * @property {HTMLElement} said
 * @property {Record<string, unknown>} given what was set as a property
 * @property {boolean} isDue
 * @property {Promise<void>} [made]
 * @property {any} [checkout] a {@link Checkout}
 */
/** @param {any} element @returns {Own} */
const ownOf = (element) => element[OWN];

/** The shop's Buy button, in the element. */
const BUY = "button[data-klarna-buy]";

const attribute = (/** @type {string} */ option) =>
  option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/**
 * An element that draws a checkout. Without the first of its options there is nothing to begin.
 *
 * @param {() => Promise<() => any>} make
 * @param {Record<string, Reading | 0>} readings of its options
 */
function elementOf(make, readings) {
  const options = Object.keys(readings);
  const element = class extends Base {
    static get observedAttributes() {
      return options.filter((option) => readings[option]).map(attribute);
    }

    constructor() {
      super();
      const container = document.createElement("div");
      const said = document.createElement("div");
      said.setAttribute("role", "status");
      this.addEventListener("click", ({ target }) => {
        if (target instanceof Element && target.closest(BUY)) this.buy();
      });
      /** @type {any} */ (this)[OWN] = { container, said, given: {}, isDue: false };
    }

    connectedCallback() {
      const { container, said } = ownOf(this);
      if (container.parentNode !== this) this.prepend(container, said);
      // What was set before the browser knew the element hides our properties.
      for (const option of options) {
        const early = Object.getOwnPropertyDescriptor(this, option);
        if (!early) continue;
        delete (/** @type {any} */ (this)[option]);
        /** @type {any} */ (this)[option] = early.value;
      }
      draw(this);
      this.attributeChangedCallback();
    }

    disconnectedCallback() {
      const { checkout } = ownOf(this);
      checkout?.stop();
      checkout?.place(null);
    }

    // Moved without being taken out: the frame stays as it is.
    connectedMoveCallback() {}

    /** Hands on what has changed, once for all that is set in a task. */
    attributeChangedCallback() {
      const own = ownOf(this);
      if (own.isDue) return;
      own.isDue = true;
      queueMicrotask(async () => {
        own.isDue = false;
        own.made =
          own.made ||
          make().then((checkout) => {
            own.checkout = checkout();
            own.checkout?.subscribe(() => draw(this));
          });
        try {
          await own.made;
        } catch (cause) {
          own.made = undefined;
          return tell(this, "klarna-error", cause);
        }
        const given = optionsOf(this);
        const { checkout, container } = own;
        if (!checkout || !this.isConnected || !given[options[0] ?? ""]) return;
        // A review page finalizes, and needs no widget for it.
        if (!this.hasAttribute("review")) checkout.place(container);
        checkout.update(
          /** @type {any} */ ({
            ...given,
            onOutcome: (/** @type {unknown} */ outcome) => tell(this, "klarna-outcome", outcome),
            onError: (/** @type {unknown} */ error) => tell(this, "klarna-error", error),
          }),
        );
        checkout.start();
      });
    }

    buy() {
      const { checkout } = ownOf(this);
      return checkout && (checkout.buy || checkout.initiate)();
    }
  };
  const { prototype } = element;

  /** @param {InstanceType<typeof element>} drawn */
  function optionsOf(drawn) {
    /** @type {Record<string, unknown>} */
    const found = {};
    for (const option of options) {
      const read = readings[option];
      const text = drawn.getAttribute(attribute(option));
      const value = ownOf(drawn).given[option] ?? (read && text !== null ? read(text) : undefined);
      if (value !== undefined) found[option] = value;
    }
    return found;
  }

  for (const option of options) {
    Object.defineProperty(prototype, option, {
      configurable: true,
      /** @this {InstanceType<typeof element>} */
      get() {
        return optionsOf(this)[option];
      },
      /** @this {InstanceType<typeof element>} @param {unknown} value */
      set(value) {
        ownOf(this).given[option] = value;
        this.attributeChangedCallback();
      },
    });
  }
  for (const fact of ["status", "message", "outcome", "error"]) {
    Object.defineProperty(prototype, fact, {
      configurable: true,
      get() {
        return viewOf(this)[fact];
      },
    });
  }
  for (const act of ["authorize", "finalize", "deliver", "retry"]) {
    Object.defineProperty(prototype, act, {
      configurable: true,
      value() {
        return ownOf(this).checkout?.[act]();
      },
    });
  }
  return element;
}

/** @param {any} element @returns {any} */
const viewOf = (element) => ownOf(element).checkout?.read() ?? { status: "loading", message: "" };

/** @param {any} element */
function draw(element) {
  const { container, said } = ownOf(element);
  const { status, message } = viewOf(element);
  container.setAttribute("aria-busy", String(status === "loading"));
  if (said.textContent !== message) said.textContent = message;
  for (const button of element.querySelectorAll(BUY)) {
    button.disabled = status !== "ready";
    button.setAttribute("aria-busy", String(status === "busy"));
  }
  if (element.getAttribute("status") === status) return;
  element.setAttribute("status", status);
  tell(element, "klarna-status", status);
}

/** @param {EventTarget} element @param {string} name @param {unknown} detail */
function tell(element, name, detail) {
  element.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
}

/** @type {typeof Api.KlarnaPaymentsElement} */
export const KlarnaPaymentsElement = /** @type {any} */ (
  elementOf(async () => (await import("./payments_checkout.js")).paymentsCheckout, PAYMENTS)
);

/** @type {typeof Api.KlarnaButtonElement} */
export const KlarnaButtonElement = /** @type {any} */ (
  elementOf(async () => (await import("./web_sdk_checkout.js")).webSdkCheckout, WEB_SDK)
);

if (globalThis.customElements) {
  // Klarna's own, or those of another copy of this package, may be there.
  if (!customElements.get("klarna-payments"))
    customElements.define("klarna-payments", KlarnaPaymentsElement);
  if (!customElements.get("klarna-button"))
    customElements.define("klarna-button", KlarnaButtonElement);
}
