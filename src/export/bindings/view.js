// What a checkout shows, and what it says to the customer.

import { messagesIn } from "./messages.js";

/** @import { Messages } from "./checkout.js" */

/**
 * What a checkout shows, and how it tells of it: to one at a time, who draws it.
 *
 * @template View
 */
export function createView() {
  let view = /** @type {View} */ (/** @type {unknown} */ ({ status: "loading", message: "" }));
  /** @type {(() => void) | undefined} */
  let hearer;
  /** @type {Promise<Partial<Messages>>} */
  let messages;
  /** @type {string | undefined} of the messages */
  let language;
  /** @type {Partial<Messages> | undefined} those of the shop's own */
  let own;
  /** @type {string | undefined} the name of the message that was asked for last */
  let last;
  const change = (/** @type {Partial<View>} */ members) => {
    view = { ...view, ...members };
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
    /** Changes what is shown. What is said stays. */
    change,
    /**
     * Changes what is shown, and says what has happened, as soon as the messages are there; without a name, nothing.
     *
     * @param {Partial<View>} members
     * @param {string} [name] of the message
     */
    announce: async (members, name = "") => {
      last = name;
      change({ ...members, message: "" });
      /** @type {Record<string, string>} */
      const known = name ? { ...(await messages), ...own } : {};
      if (last === name && known[name]) change(/** @type {any} */ ({ message: known[name] }));
    },
    /**
     * Fetches the messages before there is one to say.
     *
     * @param {string} locale empty: the page's
     * @param {Partial<Messages> | undefined} ofShop
     */
    prepareMessages: (locale, ofShop) => {
      own = ofShop;
      // What cannot be said is shown all the same, by the status.
      if (locale !== language) messages = messagesIn(locale).catch(() => ({}));
      language = locale;
    },
  };
}
