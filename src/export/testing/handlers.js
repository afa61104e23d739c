// The shop's handlers, and where it goes that one of them throws.

import { invalidArgument } from "./errors.js";

export class Handlers {
  /** @param {string[]} events those that exist */
  constructor(events) {
    this.events = events;
    /** @type {{ event: string, handler: (payload: any) => any }[]} */
    this.entries = [];
  }

  /** @param {string} event @param {(payload: any) => any} handler */
  on(event, handler) {
    if (!this.events.includes(event))
      throw invalidArgument("event", `the events are ${this.events.join(", ")}`);
    if (typeof handler !== "function")
      throw invalidArgument("handler", "a function is expected here");
    const entry = { event, handler };
    this.entries.push(entry);
    return () => {
      this.entries = this.entries.filter((other) => other !== entry);
    };
  }

  /** Calls them, and gives what they answer. One that throws harms no other. @param {string} event @param {any} payload */
  emit(event, payload) {
    const heard = this.entries.filter((entry) => entry.event === event);
    return heard.flatMap((entry) => {
      if (!this.entries.includes(entry)) return [];
      try {
        return [entry.handler(payload)];
      } catch (error) {
        report(error);
        return [];
      }
    });
  }

  clear() {
    this.entries = [];
  }
}

/** Says an error to the page, or to the runner of the tests. @param {unknown} error */
export function report(error) {
  if (typeof reportError === "function") reportError(error);
  else void Promise.reject(error);
}
