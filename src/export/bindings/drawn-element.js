// A checkout as a custom element, in the page's own tree: Klarna's widget does not work in a shadow root.

// There is none on a server.
const Base = globalThis.HTMLElement || class {};

/** @typedef {(fail: (error: unknown) => void) => any} Bring gives a checkout, at once or when its code has come; or none, and says why */
/** @template Options @typedef {Exclude<keyof Options, "onOutcome" | "onError">} Option what an element has of them */
/** @template {string} Text @typedef {Text extends `${infer First} ${infer Rest}` ? First | Words<Rest> : Text} Words */
/** @template {never} Missing @typedef {Missing} Complete a list that names all of them */

/** The shop's Buy button, in the element. */
const BUY = "button[data-klarna-buy]";

/**
 * Defines an element that draws a checkout. Without the first of its options there is nothing to begin.
 *
 * @param {string} tag
 * @param {Bring} bring
 * @param {string} names of its options
 * @param {string} actions that the shop may ask of it
 * @returns {any}
 */
export function define(tag, bring, names, actions) {
  const options = names.split(" ");
  const attribute = (/** @type {string} */ option) => option.replace(/[A-Z]/g, "-$&").toLowerCase();
  const element = class extends Base {
    static observedAttributes = options.map((option) => {
      Object.defineProperty(this.prototype, option, {
        configurable: true,
        get() {
          return this.#options[option];
        },
        set(value) {
          this.#options[option] = value;
          this.#handOn();
        },
      });
      return attribute(option);
    });

    /** @type {any} as soon as it was brought */
    #checkout;
    #container = document.createElement("div");
    #said = document.createElement("div");
    /** @type {Record<string, any>} */
    #options = { onOutcome: this.#teller("outcome"), onError: this.#teller("error") };
    #isDue = false;

    constructor() {
      super();
      /** @type {any} */
      const self = Object.assign(this, { status: "loading", message: "" });
      // What was set before the browser knew the element hides our properties.
      for (const option of options)
        if (Object.hasOwn(self, option)) {
          this.#options[option] = self[option];
          delete self[option];
        }
      // In the task of the click that it may come from.
      for (const action of actions.split(" "))
        self[action] = async (/** @type {unknown[]} */ ...given) => {
          // With what the shop has just set.
          if (this.#isDue) this.#checkout?.update({ ...this.#options });
          return this.#checkout?.actions[action](...given) ?? this.#handOn();
        };
      this.#said.setAttribute("role", "status");
      this.addEventListener("click", ({ target }) => {
        if (/** @type {Element} */ (target).closest(BUY)) self.buy();
      });
    }

    connectedCallback() {
      if (this.#said.parentNode !== this) this.prepend(this.#container, this.#said);
      this.#draw({});
      this.#handOn();
    }

    disconnectedCallback() {
      this.#checkout?.place(null, true);
      // Moved with being taken out: the checkout goes on, with another frame.
      queueMicrotask(() => this.isConnected || this.#checkout?.stop());
    }

    // Moved without being taken out: the frame stays as it is.
    connectedMoveCallback() {}

    /**
     * A text is itself, or JSON where it looks like it.
     *
     * @param {string} name
     * @param {unknown} _
     * @param {any} text
     */
    attributeChangedCallback(name, _, text) {
      const option = options.find((option) => attribute(option) === name) ?? "";
      const isJson = /^([[{]|(true|false)$)/.test(text) || /^amount|Ms$|Frequency$/.test(option);
      Reflect.set(this, option, (isJson ? JSON.parse(text) : text) ?? undefined);
    }

    /** Hands on what has changed, once for all that is set in a task. */
    #handOn() {
      if (this.#isDue) return;
      this.#isDue = true;
      queueMicrotask(async () => {
        this.#isDue = false;
        if (!this.isConnected || !this.#options[options[0] ?? ""]) return;
        const fail = (/** @type {unknown} */ error) => {
          this.#draw({ status: "failed", error });
          this.#options.onError(error);
        };
        // Waited for the first time only: a later change has to be there before the click that may follow it.
        const brought = this.#checkout || (await bring(fail));
        // Another change may have brought one meanwhile.
        const checkout = this.#checkout || brought;
        if (!checkout || !this.isConnected) return;
        this.#checkout = checkout;
        checkout.subscribe(() => this.#draw(checkout.read()));
        // A review page finalizes, and needs no widget for it.
        if (!this.hasAttribute("review")) checkout.place(this.#container);
        checkout.update({ ...this.#options });
        checkout.start();
      });
    }

    /** @param {object} change of the view */
    #draw(change) {
      /** @type {any} */
      const { status, message } = Object.assign(this, change);
      this.#container.setAttribute("aria-busy", `${status === "loading"}`);
      if (this.#said.textContent !== message) this.#said.textContent = message;
      for (const button of this.querySelectorAll(BUY)) {
        /** @type {HTMLButtonElement} */ (button).disabled = !this.#checkout?.mayBuy();
        button.setAttribute("aria-busy", `${status === "busy"}`);
      }
      if (this.getAttribute("status") === status) return;
      this.setAttribute("status", status);
      this.#teller("status")(status);
    }

    /** @param {string} what @returns {(detail: unknown) => void} */
    #teller(what) {
      return (detail) =>
        this.dispatchEvent(
          new CustomEvent(`klarna-${what}`, { bubbles: true, composed: true, detail }),
        );
    }
  };
  const { customElements } = globalThis;
  // Klarna's own, or that of another copy of this package, may be there.
  if (customElements && !customElements.get(tag)) customElements.define(tag, element);
  return element;
}
