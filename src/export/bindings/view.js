// What every binding of the package to a framework is made of: a view that is told when it changes, a life that survives
// being mounted twice, and the words for the customer.

import { isKlarnaError, klarnaError } from "../klarna_error.js";
import { messagesIn } from "./messages.js";

/** @import { Messages } from "./checkout.js" */
/** @import { KlarnaError } from "../index.js" */

/** As shops wait before they load a changed order, since a customer mostly changes more than one thing. In milliseconds. */
export const SETTLED = 500;

/**
 * @template {{ message: string }} View
 * @param {View} view
 */
export function viewed(view) {
  /** @type {Set<() => void>} */
  const hearers = new Set();
  /** @type {Promise<Messages> | undefined} */
  let texts;
  /** @type {keyof Messages | undefined} what is said last */
  let said;
  const tell = (/** @type {Partial<View>} */ change) => {
    view = Object.freeze({ ...view, ...change });
    for (const hear of [...hearers]) hear();
  };
  return {
    read: () => view,
    /** @param {() => void} hear */
    subscribe: (hear) => {
      hearers.add(hear);
      return () => {
        hearers.delete(hear);
      };
    },
    tell,
    /**
     * Fetches what may have to be said, before it has to.
     *
     * @param {string | undefined} locale
     */
    speak: (locale) => {
      texts = messagesIn(locale);
      // What cannot be said is shown all the same, by the status; a later call tries again.
      texts.catch(() => {});
    },
    /**
     * Tells a change, and the customer what has happened.
     *
     * @param {Partial<View>} change
     * @param {keyof Messages} [message]
     * @param {Partial<Messages>} [own] the shop's words
     */
    say: (change, message, own) => {
      said = message;
      const words = message && own?.[message];
      tell({ ...change, message: words ?? "" });
      if (message && words === undefined)
        texts?.then(
          (known) => {
            if (said === message) tell(/** @type {Partial<View>} */ ({ message: known[message] }));
          },
          () => {},
        );
    },
  };
}

/**
 * Between being mounted and unmounted. Who is mounted again at once, as under React's StrictMode or when an element is moved,
 * has not been away.
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
      end = end ?? begin();
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
export function notify(handler, about) {
  if (handler) queueMicrotask(() => handler(about));
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
      const { activeElement, body } = before?.ownerDocument ?? {};
      if (!activeElement || activeElement === body) before?.focus();
    });
}

/**
 * @param {() => void} handle the page came back from the browser's cache
 * @returns {() => void} ends it
 */
export function onReturn(handle) {
  const listener = (/** @type {PageTransitionEvent} */ { persisted }) => persisted && handle();
  addEventListener("pageshow", listener);
  return () => removeEventListener("pageshow", listener);
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
