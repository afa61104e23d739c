// What outlives the WebAssembly, should it ever trap.
//
// Where it trapped, anything may be half done: nothing enters that instance again, and nothing leaves it. What still calls into it
// (a listener, Klarna's SDK) gets the failure for an answer, and the next load begins with an instance of its own.

import { klarnaError } from "./klarna-error.js";

/** What passes the borders of an instance: the functions that it is given, and those that it has. @typedef {(border: object) => any} Pass */
/** Of one instance; it may be told to be forgotten. @typedef {(forget: () => void) => { leave: Pass, enter: Pass }} Guard */

/**
 * @param {() => Promise<unknown>} rescue what is done before those who wait hear of a trap
 * @returns {Guard}
 */
export const guarding = (rescue) => (forget) => {
  /** @type {Error | undefined} */
  let failure;
  /** Those who wait for a promise of the instance's. @type {Set<(failure: Error) => void>} */
  const waiting = new Set();

  /** @param {Promise<unknown>} promise */
  const until = (promise) =>
    new Promise((resolve, reject) => {
      waiting.add(reject);
      // Not by `then` alone: somebody may have made something of it.
      Promise.race([promise])
        .then(resolve, reject)
        .finally(() => waiting.delete(reject));
    });

  /** @param {unknown} answer */
  const known = (answer) => (isPromise(answer) ? until(answer) : answer);

  /** @param {unknown} cause */
  const trapped = (cause) => {
    // One for each: that of a purchase gets what the shop's server answered.
    const failed = () => klarnaError("INTERNAL", "the WebAssembly trapped; see cause", { cause });
    const tell = () => {
      for (const reject of waiting) reject(failed());
    };
    forget();
    rescue().then(tell, tell);
    return failed();
  };

  return {
    leave: (imports) =>
      each(imports, (/** @type {object} */ names) =>
        each(names, (/** @type {any} */ act) => (/** @type {unknown[]} */ ...args) => {
          if (failure) throw failure;
          return act(...args);
        }),
      ),
    enter: (exports) => ({
      ...each(exports, (/** @type {any} */ act) =>
        typeof act !== "function"
          ? act
          : (/** @type {unknown[]} */ ...args) => {
              if (failure) return failure;
              try {
                return known(act(...args));
              } catch (cause) {
                // Whoever called us from within the instance is not to go on either.
                failure = failure ?? trapped(cause);
                throw failure;
              }
            },
      ),
      // Plain JavaScript gives numbers for objects at its exports.
      over: (/** @type {unknown} */ answer) => failure ?? known(answer),
    }),
  };
};

/**
 * Also one of another frame's, whose `Promise` is not ours (a `fallback` may come from there), and of a library's that stands in its
 * place and says nothing of its kind.
 *
 * @param {any} answer
 * @returns {answer is Promise<unknown>}
 */
const isPromise = (answer) =>
  Object.prototype.toString.call(answer) === "[object Promise]" || answer instanceof Promise;

/** @param {object} members @param {(value: any) => unknown} change */
const each = (members, change) =>
  Object.fromEntries(Object.entries(members).map(([name, value]) => [name, change(value)]));
