// What the shop's objects of both SDKs are made with: calls that are noted, promises that a test settles, an end for `using`.

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
