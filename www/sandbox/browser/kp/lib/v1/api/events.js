import { eventNotSupported } from "./errors.js";

export const EVENTS = ["heightChanged", "fullscreenOverlayShown", "fullscreenOverlayHidden"];

/** @typedef {(...args: unknown[]) => void} Listener */

/** @type {Map<string, Listener[]>} */
const listeners = new Map();

/**
 * @param {unknown} event
 * @param {unknown} listener
 */
export function on(event, listener) {
  if (typeof event !== "string" || !EVENTS.includes(event)) throw eventNotSupported();
  if (typeof listener !== "function") throw new TypeError("The handler is not a function");
  listeners.set(event, [...(listeners.get(event) ?? []), /** @type {Listener} */ (listener)]);
}

/**
 * Without a listener, all of the page's are removed.
 * @param {string} event
 * @param {Listener} [listener]
 */
export function off(event, listener) {
  listeners.set(
    event,
    listener === undefined
      ? []
      : (listeners.get(event) ?? []).filter((known) => known !== listener),
  );
}

/**
 * A listener that throws is silenced, and those after it miss the event.
 * @param {string} event
 * @param {unknown[]} args
 */
export function emit(event, ...args) {
  try {
    for (const listener of listeners.get(event) ?? []) listener(...args);
  } catch {
    // Klarna reports it to itself; the page never learns
  }
}
