/** @typedef {(...args: any[]) => unknown} Handler */

export const PAYMENT_EVENTS = [
  "complete",
  "abort",
  "error",
  "presentationupdate",
  "shippingaddresschange",
  "shippingoptionselect",
  "redirect",
  "overlayopen",
  "overlayclose",
];

/** The handlers of one interface, and the updates of earlier pages that nobody has heard yet. */
export class Events {
  #names;
  /** @type {Map<string, Handler[]>} */
  #handlers = new Map();
  /** @type {Map<string, unknown[][]>} */
  #pending = new Map();

  /** @param {readonly string[]} names of the events there are */
  constructor(names) {
    this.#names = names;
  }

  /**
   * Registers a handler; what is pending for the event is delivered to it, later in the same turn.
   * @param {string} event
   * @param {Handler} handler
   */
  on(event, handler) {
    if (!this.#names.includes(event)) return console.warn(`Klarna sandbox: no event "${event}"`);
    this.#handlers.set(event, [...(this.#handlers.get(event) ?? []), handler]);
    const pending = this.#pending.get(event) ?? [];
    this.#pending.delete(event);
    for (const args of pending) void this.emit(event, ...args);
  }

  /**
   * @param {string} event
   * @param {Handler} handler
   */
  off(event, handler) {
    const known = this.#handlers.get(event) ?? [];
    if (!known.includes(handler)) console.warn(`Klarna sandbox: unknown handler of "${event}"`);
    this.#handlers.set(
      event,
      known.filter((one) => one !== handler),
    );
  }

  /** @param {string} event */
  has(event) {
    return (this.#handlers.get(event) ?? []).length > 0;
  }

  /**
   * Runs the handlers, and waits for those that are asynchronous. One that throws does not stop the others.
   * @param {string} event
   * @param {unknown[]} args
   * @returns {Promise<unknown[]>} what they returned
   */
  async emit(event, ...args) {
    await undefined;
    const handlers = this.#handlers.get(event) ?? [];
    const results = await Promise.allSettled(handlers.map(async (handler) => handler(...args)));
    for (const result of results)
      if (result.status === "rejected")
        console.error(`Klarna sandbox: a handler of "${event}" failed`, result.reason);
    return results.map((result) => (result.status === "fulfilled" ? result.value : undefined));
  }

  /**
   * Delivers now if somebody listens, else when somebody does.
   * @param {string} event
   * @param {unknown[]} args
   */
  deliverOrKeep(event, ...args) {
    if (this.has(event)) void this.emit(event, ...args);
    else this.#pending.set(event, [...(this.#pending.get(event) ?? []), args]);
  }
}
