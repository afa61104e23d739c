// What the doubles of both SDKs are made of: promises that a test settles, handlers, and errors as the real objects give them.

import { klarnaError } from "../klarna-error.js";

/** @import { KlarnaErrorCode } from "../index.js" */

/** A promise that somebody else settles. */
export function pending() {
  /** @type {(value: any) => void} */
  let resolve = () => {};
  /** @type {(error: unknown) => void} */
  let reject = () => {};
  const promise = new Promise((settle, fail) => {
    resolve = settle;
    reject = fail;
  });
  return { promise, resolve, reject };
}

/** @typedef {ReturnType<typeof pending>} Pending */

/** What is known at once, as a promise: what is thrown rejects. @template T @param {() => T | Promise<T>} act */
export const later = async (act) => act();

/** @typedef {{ calls: { method: string, args: unknown[] }[] }} Notes what a test can look up of the shop's calls */

/**
 * A function whose calls are noted, the refused ones included.
 *
 * @template T
 * @param {Notes} notes
 * @param {string} method
 * @param {(...args: any[]) => T} act
 */
export const noted =
  ({ calls }, method, act) =>
  (/** @type {any[]} */ ...args) => {
    calls.push({ method, args });
    return act(...args);
  };

/**
 * The same, with a promise: what is thrown rejects.
 *
 * @param {Notes} notes
 * @param {string} method
 * @param {(...args: any[]) => any} act
 */
export const notedLater = (notes, method, act) =>
  noted(notes, method, (...args) => later(() => act(...args)));

/**
 * An object for `using`, where the language has it.
 *
 * @template {object} T
 * @param {T} object
 * @param {() => void} dispose
 * @returns {T}
 */
export const disposable = (object, dispose) =>
  Symbol.dispose ? Object.assign(object, { [Symbol.dispose]: dispose }) : object;

/** The shop's handlers. */
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
      throw wrong("event", `the events are ${this.events.join(", ")}`);
    if (typeof handler !== "function") throw wrong("handler", "a function is expected here");
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

/** The error of an argument. @param {string} path @param {string} message */
export const wrong = (path, message) => klarnaError("INVALID_ARGUMENT", message, { path });

export const disposed = () => klarnaError("DISPOSED", "this object was disposed of");

export const inProgress = (/** @type {string} */ what) =>
  klarnaError("IN_PROGRESS", `${what} is still running`);

export const invalidState = (/** @type {string} */ message) =>
  klarnaError("INVALID_STATE", message);

/** The error of what something newer took the place of. @param {string} message */
export const replaced = (message) => klarnaError("ABORTED", message);

export const superseded = () =>
  klarnaError("SUPERSEDED", "a newer Klarna session took over this page");

/** The error of a signal that fired. @param {AbortSignal} signal */
export const aborted = ({ reason }) =>
  klarnaError("ABORTED", "the caller aborted", reason === undefined ? {} : { cause: reason });

/** Whose matter the errors are that others cause. @param {string} code */
const typeOf = (code) =>
  code.startsWith("BACKEND_") ? "network" : code.startsWith("SDK_") ? "klarna" : undefined;

/** Whether trying again can help, where the real error says so. @type {Record<string, boolean>} */
const RETRYABLE = {
  BACKEND_UNREACHABLE: true,
  BACKEND_TIMEOUT: true,
  BACKEND_INVALID_RESPONSE: true,
  SDK_TIMEOUT: true,
};

/**
 * The error that something fails with, since a test wants it.
 *
 * @param {KlarnaErrorCode} code
 * @param {Record<string, any>} [facts]
 */
export function failure(code, facts = {}) {
  const type = typeOf(code);
  const retryable = code === "BACKEND_REJECTED" ? mayPass(facts) : RETRYABLE[code];
  return klarnaError(code, `it fails with ${code}`, {
    ...(type && { type }),
    ...(retryable !== undefined && { retryable }),
    ...facts,
  });
}

/** Whether the backend's answer gives its word that there is no order. @param {Record<string, any>} answer */
const denies = ({ status, body }) => isRefusal(status) && body?.placed === false;

const isRefusal = (/** @type {number} */ status) => status >= 400 && status < 500;

/** Whether another attempt may end otherwise. @param {Record<string, any>} answer */
const mayPass = (answer) =>
  !denies(answer) && ([408, 409, 425, 429].includes(answer.status) || answer.status >= 500);

/**
 * What a failed request says about whether the backend acted on it.
 *
 * @param {any} error
 * @returns {"denied" | "refused" | "possible"}
 */
export function arrivalOf(error) {
  if (error.code !== "BACKEND_REJECTED") return "possible";
  if (denies(error)) return "denied";
  return isRefusal(error.status) && !mayPass(error) ? "refused" : "possible";
}
