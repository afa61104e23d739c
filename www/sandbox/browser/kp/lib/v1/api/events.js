import { eventNotSupported } from "./errors.js";

export const EVENTS = ["heightChanged", "fullscreenOverlayShown", "fullscreenOverlayHidden"];

/** @typedef {(...args: unknown[]) => void} Listener */

/** The listeners of one application; they outlive its sessions, and hear of every widget. */
export class Events {
  /** @type {Map<string, Listener[]>} */
  #listeners = new Map();

  /**
   * @param {unknown} event
   * @param {unknown} listener
   */
  on(event, listener) {
    if (typeof event !== "string" || !EVENTS.includes(event)) throw eventNotSupported();
    if (typeof listener !== "function") throw new TypeError("The handler is not a function");
    const known = this.#listeners.get(event) ?? [];
    this.#listeners.set(event, [...known, /** @type {Listener} */ (listener)]);
  }

  /**
   * Without a listener, all of the application's are removed.
   * @param {string} event
   * @param {Listener} [listener]
   */
  off(event, listener) {
    const known = this.#listeners.get(event) ?? [];
    this.#listeners.set(
      event,
      listener === undefined ? [] : known.filter((one) => one !== listener),
    );
  }

  /**
   * A listener that throws is silenced, and those after it miss the event.
   * @param {string} event
   * @param {unknown[]} args
   */
  emit(event, ...args) {
    try {
      for (const listener of this.#listeners.get(event) ?? []) listener(...args);
    } catch {
      // Klarna reports it to itself; the page never learns
    }
  }
}
