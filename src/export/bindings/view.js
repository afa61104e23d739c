// What every binding of the package to a framework is made of: a view that is told when it changes, a life that survives
// being mounted twice, and the words for the customer.

import { isKlarnaError, klarnaError } from "../klarna-error.js";
import { messagesIn } from "./messages.js";

export { klarnaError };

/** @import { Messages } from "./checkout.js" */
/** @import { KlarnaError } from "../index.js" */

/** As shops wait before they load a changed order, since a customer mostly changes more than one thing. In milliseconds. */
export const SETTLED = 500;

/**
 * What a checkout shows, and how it tells of it: to one at a time, who draws it.
 *
 * @template View
 */
export function viewed() {
  let view = /** @type {View} */ (/** @type {unknown} */ ({ status: "loading", message: "" }));
  /** @type {(() => void) | undefined} */
  let hearer;
  /** @type {Promise<Partial<Messages>>} */
  let texts;
  /** @type {string | undefined} the language that they are in */
  let spoken;
  /** @type {Partial<Messages> | undefined} the shop's words */
  let own;
  /** @type {string | undefined} what is said last */
  let said;
  const tell = (/** @type {Partial<View>} */ change) => {
    view = { ...view, ...change };
    hearer?.();
  };
  return {
    read: () => view,
    /** @param {() => void} hear */
    subscribe: (hear) => {
      hearer = hear;
      return () => {
        if (hearer === hear) hearer = undefined;
      };
    },
    tell,
    /**
     * Fetches what may have to be said, before it has to.
     *
     * @param {string} locale empty: the page's
     * @param {Partial<Messages> | undefined} words
     */
    speak: (locale, words) => {
      own = words;
      // What cannot be said is shown all the same, by the status.
      if (locale !== spoken) texts = messagesIn(locale).catch(() => ({}));
      spoken = locale;
    },
    /**
     * Tells a change, and the customer what has happened, if there is something to say of it.
     *
     * @param {Partial<View>} change
     * @param {string} [message]
     */
    say: async (change, message = "") => {
      said = message;
      tell({ ...change, message: "" });
      /** @type {Record<string, string>} */
      const known = message ? { ...(await texts), ...own } : {};
      if (said === message && known[message])
        tell(/** @type {any} */ ({ message: known[message] }));
    },
  };
}

/**
 * Between being mounted and unmounted. Who is mounted again at once, as under React's StrictMode, has not been away.
 *
 * @param {() => () => void} begin gives what ends it
 */
export function living(begin) {
  let isWanted = false;
  /** @type {(() => void) | undefined} */
  let end;
  return {
    start: () => {
      isWanted = true;
      end = end || begin();
    },
    stop: () => {
      isWanted = false;
      queueMicrotask(() => {
        if (isWanted) return;
        end?.();
        end = undefined;
      });
    },
  };
}

/**
 * What is told to the shop: its fault is the page's, not ours.
 *
 * @template T
 * @param {((about: T) => void) | undefined} handler
 * @param {T} about
 */
export const notify = (handler, about) => handler && queueMicrotask(() => handler(about));

/**
 * A value as a text that tells it from others; also one that JSON cannot write, which the package refuses.
 *
 * @param {unknown} value
 */
export function written(value) {
  try {
    return `${JSON.stringify(value)}`;
  } catch (error) {
    return `${error}`;
  }
}

/**
 * Gives the focus back to where it is now, unless the customer has moved it meanwhile: a button that is disabled while a call
 * runs loses it.
 */
export function focusKept() {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  return () =>
    // After the framework has enabled the button.
    setTimeout(() => {
      const { activeElement, body } = document;
      if (activeElement === body) before?.focus();
    });
}

/**
 * An error of the package, whatever a function of the shop's threw.
 *
 * @param {unknown} thrown
 * @returns {KlarnaError}
 */
export function asKlarnaError(thrown) {
  if (isKlarnaError(thrown)) return thrown;
  const about = { cause: thrown, retryable: true };
  return /** @type {any} */ (klarnaError("INVALID_STATE", "it could not begin; see cause", about));
}
