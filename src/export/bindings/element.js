// Klarna as custom elements, in the page's own tree: Klarna's widget does not work in a shadow root.

/** @import * as Api from "./element.js" */

/** @typedef {import("./checkout.js").PaymentsCheckout & import("./checkout.js").WebSdkCheckout} Checkout either of the two */

// There is none on a server.
const Base = globalThis.HTMLElement || class {};

/** Options of both: those that have an attribute, and those that are an object or a function. */
const TEXTS = ["locale"];
const OBJECTS = ["messages", "sdk", "log", "load"];
const PAYMENTS = [
  "clientToken",
  "cart",
  "backend",
  "paymentMethodCategory",
  "paymentMethodCategories",
  "instanceId",
  "autoFinalize",
];
const WEB_SDK = [
  "clientId",
  "amount",
  "currency",
  "intents",
  "returnUrl",
  "declineUrl",
  "partnerAccountId",
];

/** Where an element keeps what is nobody's but its own. */
const OWN = Symbol();

/** The shop's Buy button, in the element. */
const BUY = "button[data-klarna-buy]";

const attribute = (/** @type {string} */ option) =>
  option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/**
 * What an attribute says.
 *
 * @param {string} option
 * @param {string} text
 */
function meaning(option, text) {
  if (option === "amount") return Number(text);
  if (option === "autoFinalize") return text !== "false";
  return /s$/.test(option) ? text.split(" ") : text;
}

/**
 * An element that draws a checkout. The first of the texts is the option without which there is nothing to begin.
 *
 * @param {() => Promise<() => any>} make
 * @param {string[]} texts
 * @param {string[]} objects
 */
function elementOf(make, texts, objects) {
  const options = [...texts, ...objects];
  const element = class extends Base {
    static get observedAttributes() {
      return texts.map(attribute);
    }

    constructor() {
      super();
      const container = document.createElement("div");
      const said = document.createElement("div");
      said.setAttribute("role", "status");
      this.addEventListener("click", ({ target }) => {
        if (target instanceof Element && target.closest(BUY)) this.buy();
      });
      this[OWN] = {
        container,
        said,
        /** @type {Record<string, unknown>} what was set as a property */
        given: {},
        isDue: false,
        /** @type {Promise<void> | undefined} */
        made: undefined,
        /** @type {Checkout | undefined} */
        checkout: undefined,
      };
    }

    connectedCallback() {
      const { container, said } = this[OWN];
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
      const { checkout } = this[OWN];
      checkout?.stop();
      checkout?.place(null);
    }

    // Moved without being taken out: the frame stays as it is.
    connectedMoveCallback() {}

    /** Hands on what has changed, once for all that is set in a task. */
    attributeChangedCallback() {
      const own = this[OWN];
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
        if (!checkout || !this.isConnected || !given[texts[0] ?? ""]) return;
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
      const { checkout } = this[OWN];
      return checkout && (checkout.buy || checkout.initiate)();
    }
  };
  const { prototype } = element;

  /** @param {InstanceType<typeof element>} drawn */
  function optionsOf(drawn) {
    /** @type {Record<string, unknown>} */
    const found = {};
    for (const option of options) {
      const text = drawn.getAttribute(attribute(option));
      const value = drawn[OWN].given[option] ?? (text === null ? undefined : meaning(option, text));
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
        this[OWN].given[option] = value;
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
        return this[OWN].checkout?.[act]();
      },
    });
  }
  return element;
}

/** @param {any} element @returns {any} */
const viewOf = (element) => element[OWN].checkout?.read() ?? { status: "loading", message: "" };

/** @param {any} element */
function draw(element) {
  const { container, said } = element[OWN];
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
  elementOf(
    async () => (await import("./payments_checkout.js")).paymentsCheckout,
    [...PAYMENTS, ...TEXTS],
    ["order", ...OBJECTS],
  )
);

/** @type {typeof Api.KlarnaButtonElement} */
export const KlarnaButtonElement = /** @type {any} */ (
  elementOf(
    async () => (await import("./web_sdk_checkout.js")).webSdkCheckout,
    [...WEB_SDK, ...TEXTS],
    ["backend", "acquiringConfig", "button", "sdkToken", ...OBJECTS],
  )
);

if (globalThis.customElements) {
  // Klarna's own, or those of another copy of this package, may be there.
  if (!customElements.get("klarna-payments"))
    customElements.define("klarna-payments", KlarnaPaymentsElement);
  if (!customElements.get("klarna-button"))
    customElements.define("klarna-button", KlarnaButtonElement);
}
