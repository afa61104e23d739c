// A Web SDK that a test can watch and steer.

/**
 * What `fake_klarna.js` finds when it is imported.
 *
 * @typedef {object} FakeKlarna
 * @property {number} evaluations how often the module was evaluated
 * @property {number} failingEvaluations how many of them fail
 * @property {Promise<void>} [evaluation] what an evaluation waits for
 * @property {(configuration: Record<string, unknown>) => unknown} make
 */

/** @typedef {(...args: any[]) => any} Callback */

/** An element of the SDK's: a custom element in a container. */
export class FakeElement {
  /**
   * @param {FakeWebSdk} sdk
   * @param {string} name
   * @param {any} configuration
   */
  constructor(sdk, name, configuration) {
    this.sdk = sdk;
    this.name = name;
    this.configuration = configuration;
    this.htmlElement = document.createElement("fake-klarna");
    this.htmlElement.style.cssText = "display: block; height: 48px";
    this.htmlElement.textContent = name;
    /** @type {[string, boolean][]} */
    this.toggled = [];
    sdk.elements.push(this);
  }

  /** @param {HTMLElement} container */
  mount(container) {
    container.append(this.htmlElement);
    return this;
  }

  unmount() {
    if (!this.htmlElement.isConnected) this.sdk.warnings.push(`${this.name} is not mounted`);
    this.htmlElement.remove();
    return this;
  }

  /**
   * @param {string} state
   * @param {boolean} value
   */
  toggleState(state, value) {
    this.toggled.push([state, value]);
    return this;
  }

  /**
   * The customer clicks. Gives what `initiate` promised.
   *
   * @param {unknown[]} args what this release of the SDK passes
   */
  click(...args) {
    return this.configuration.initiate(...args);
  }
}

/** What `KlarnaSDK()` gives. */
export class FakeWebSdk {
  /** @param {Record<string, unknown>} configuration */
  constructor(configuration) {
    this.configuration = configuration;
    /** @type {FakeElement[]} */
    this.elements = [];
    /** @type {string[]} */
    this.warnings = [];
    /** @type {[string, Callback][]} */
    this.handlers = [];
    /** @type {[string, unknown[]][]} what happened before the page was loaded */
    this.replayed = [];
    /** @type {any[]} */
    this.presentationRequests = [];
    /** @type {Callback} */
    this.present = () => this.nested();
    /** @type {Callback} */
    this.onInitiate = () => new Promise(() => {});
    /** @type {unknown[][]} */
    this.initiated = [];
    this.Payment = {
      /** @param {unknown} request */
      presentation: async (request) => {
        this.presentationRequests.push(request);
        return this.present(request);
      },
      /** @param {unknown} configuration */
      button: (configuration) => new FakeElement(this, "Payment.button", configuration),
      /** @param {unknown[]} args */
      initiate: (...args) => {
        this.initiated.push(args);
        return this.onInitiate(...args);
      },
      /** @param {string} paymentRequestId */
      fetch: async (paymentRequestId) => ({ paymentRequestId, state: "SUBMITTED" }),
      /** @param {string} paymentRequestId */
      cancel: async (paymentRequestId) => ({ paymentRequestId, state: "CANCELED" }),
      /**
       * @param {string} event
       * @param {Callback} handler
       */
      on: (event, handler) => {
        this.handlers.push([event, handler]);
        for (const [name, args] of this.replayed) if (name === event) handler(...args);
      },
      /**
       * @param {string} event
       * @param {Callback} handler
       */
      off: (event, handler) => {
        this.handlers = this.handlers.filter(([name, kept]) => name !== event || kept !== handler);
      },
    };
  }

  /**
   * Reports an event to every handler and gives what they answered.
   *
   * @param {string} event
   * @param {unknown[]} args
   */
  report(event, ...args) {
    const heard = this.handlers.filter(([name]) => name === event);
    return heard.map(([, handler]) => handler(...args));
  }

  /**
   * A part that makes elements.
   *
   * @param {string} name
   */
  part(name) {
    return {
      /** @param {unknown[]} args */
      component: (...args) => new FakeElement(this, name, args.length > 0 ? args[0] : "none"),
    };
  }

  /** @param {string} prefix */
  parts(prefix) {
    const names = ["header", "subheader", "icon", "message", "terms", "paymentButton"];
    return Object.fromEntries(names.map((name) => [name, this.part(`${prefix}.${name}`)]));
  }

  /** The latest shape. */
  nested(instruction = "SHOW_KLARNA") {
    return {
      instruction,
      paymentOption: { paymentOptionId: "option-1", ...this.parts("default") },
      savedPaymentOption: {
        paymentOptionId: "option-2",
        ...this.parts("saved"),
        badge: this.part("saved.badge"),
      },
    };
  }

  /** Release 6. */
  r6() {
    return {
      instruction: "PRESELECT_KLARNA",
      header: { ...this.part("r6.header"), text: "Klarna" },
      subheader: { short: this.part("r6.short"), enriched: this.part("r6.enriched") },
      icon: { ...this.part("r6.icon"), alt: "Klarna" },
      paymentButton: { ...this.part("r6.paymentButton"), text: "Pay" },
    };
  }

  /** The release between the two. */
  flat() {
    return {
      instruction: "SHOW_ONLY_KLARNA",
      paymentStatus: "REQUIRES_CUSTOMER_ACTION",
      ...this.parts("flat"),
    };
  }

  /** @returns {FakeElement} */
  get lastElement() {
    const element = this.elements.at(-1);
    if (!element) throw new Error("nothing was made");
    return element;
  }
}
