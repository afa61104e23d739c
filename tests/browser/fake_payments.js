// A `Klarna.Payments` that a test can watch and steer. Left alone it behaves as captured builds of Klarna's SDK do: one
// session for the whole page, a frame per widget, and answers that come later.

/** @typedef {(...args: any[]) => void} Callback */

/**
 * A call that reached the SDK.
 *
 * @typedef {object} Call
 * @property {string} method
 * @property {unknown[]} args as they came
 * @property {Record<string, any>} options
 * @property {any} data
 * @property {Callback} answer the callback
 * @property {string} session that the SDK would authorize
 */

const SPEAKS_AFTER_MS = 30;

/** The DOM id of a widget's frame. @param {string} name */
export const frameId = (name) => `klarna-${name.toLowerCase().replaceAll("_", "-")}-main`;

export class FakePayments {
  constructor() {
    /** @type {Call[]} */
    this.calls = [];
    /** @type {[string, Callback][]} */
    this.listeners = [];
    /** The session of the page: the client token of the last `init`. */
    this.session = "";
    /** The sessions that were authorized, in order: what Klarna would charge for. @type {string[]} */
    this.charged = [];
    /** Frames with the page in them that has spoken. @type {Map<HTMLIFrameElement, Window | null>} */
    this.spoken = new Map();
    /** Whether a frame that was moved comes back. */
    this.speaks = true;
    /** What the SDK does with a call; a test may replace each. @type {Record<string, (call: Call) => void>} */
    this.does = {
      init: () => {},
      load: (call) => {
        this.show(call);
        later(() => call.answer({ show_form: true }));
      },
      loadPaymentReview: (call) => later(() => call.answer({ show_form: true })),
      authorize: (call) => later(() => this.approve(call)),
      reauthorize: (call) => {
        this.hide(call);
        later(() => this.approve(call));
      },
      finalize: (call) => {
        this.hide(call);
        later(() => this.approve(call));
      },
    };
    const methods = Object.keys(this.does).map((method) => [method, this.#method(method)]);
    this.api = {
      ...Object.fromEntries(methods),
      /**
       * @param {string} event
       * @param {Callback} handler
       */
      on: (event, handler) => {
        this.listeners.push([event, handler]);
      },
      /**
       * @param {string} event
       * @param {Callback} handler
       */
      off: (event, handler) => {
        this.listeners = this.listeners.filter(
          ([name, kept]) => name !== event || kept !== handler,
        );
      },
    };
  }

  /** @param {string} method */
  #method(method) {
    return (/** @type {any[]} */ ...args) => {
      const [options, data] = args;
      if (method === "init") this.session = options?.client_token;
      const answer = this.#isLost(method, options) ? () => {} : args.at(-1);
      const call = { method, args, options, data, answer, session: this.session };
      this.calls.push(call);
      this.does[method]?.(call);
    };
  }

  /**
   * What is sent to a frame that begins anew is lost until it has spoken; the SDK does not notice.
   *
   * @param {string} method
   * @param {Record<string, any>} options
   */
  #isLost(method, { instance_id, payment_method_category = "payments", container } = {}) {
    const frame = document.getElementById(frameId(instance_id ?? payment_method_category));
    if (!(frame instanceof HTMLIFrameElement) || !["load", "authorize"].includes(method))
      return false;
    if (method === "load" && frame.parentElement !== container) return false;
    return this.spoken.has(frame) && this.spoken.get(frame) !== frame.contentWindow;
  }

  /** Calls of a method. @param {string} method */
  to(method) {
    return this.calls.filter((call) => call.method === method);
  }

  /** The newest call of a method. @param {string} method @returns {Call} */
  last(method) {
    const call = this.to(method).at(-1);
    if (!call) throw new Error(`${method} did not reach the SDK`);
    return call;
  }

  /** The purchase goes through. @param {Call} call */
  approve(call) {
    this.charged.push(call.session);
    call.answer({ approved: true, show_form: true, authorization_token: tokenOf(call.session) });
  }

  /** The customer agreed, and has to confirm later. @param {Call} call */
  waitForFinalize(call) {
    call.answer({ approved: true, show_form: true, finalize_required: true });
  }

  /**
   * The widget's frame goes into the container: the one that is there, or a new one.
   *
   * @param {Call} call
   */
  show({ options }) {
    const { container } = options;
    this.#frame(options, typeof container === "string" ? need(container) : container);
  }

  /** `finalize` and `reauthorize` take a visible frame away and make a hidden one. @param {Call} call */
  hide({ options }) {
    this.#frame(options, document.body).hidden = true;
  }

  /**
   * @param {Record<string, any>} options
   * @param {Element} parent
   */
  #frame({ instance_id, payment_method_category = "payments" }, parent) {
    const id = frameId(instance_id ?? payment_method_category);
    const known = document.getElementById(id);
    if (known?.parentElement === parent) return known;
    known?.remove();
    const frame = Object.assign(document.createElement("iframe"), { id });
    parent.append(frame);
    this.spoken.set(frame, frame.contentWindow);
    frame.addEventListener("load", () => setTimeout(() => this.#speak(frame), SPEAKS_AFTER_MS));
    return frame;
  }

  /** The frame that was moved says that it hears, later than on its `load`. @param {HTMLIFrameElement} frame */
  #speak(frame) {
    const { contentWindow } = frame;
    if (contentWindow === null || this.spoken.get(frame) === contentWindow) return;
    this.spoken.set(frame, contentWindow);
    if (this.speaks) window.dispatchEvent(new MessageEvent("message", { source: contentWindow }));
  }

  /**
   * Reports an event to every listener; one that throws starves those after it.
   *
   * @param {string} event
   * @param {unknown[]} args
   */
  report(event, ...args) {
    const heard = this.listeners.filter(([name]) => name === event);
    try {
      for (const [, handler] of heard) handler(...args);
    } catch (error) {
      this.swallowed = error;
    }
  }

  /** Takes every frame out of the page. */
  leave() {
    for (const frame of document.querySelectorAll('[id^="klarna-"][id$="-main"]')) frame.remove();
  }
}

/** The authorization token of a session, by its client token. @param {string} clientToken */
export const tokenOf = (clientToken) => `authorization-of-${clientToken.split(".")[1]}`;

/** @param {() => void} run */
function later(run) {
  setTimeout(run);
}

/** @param {string} selector */
function need(selector) {
  const element = document.querySelector(selector);
  if (!element) throw new Error(`no ${selector}`);
  return element;
}
