// What the shop's objects of both SDKs are made with: calls that are recorded, promises that a test settles, an end for `using`.

import { commerceLayer } from "../commerce-layer.js";
import { isKlarnaError } from "../klarna-error.js";

/** @import { MockCall } from "../testing.js" */

/** What the package exports beside its loaders. What needs neither WebAssembly nor Klarna is the package's own. */
export const EXPORTS = { commerceLayer, isKlarnaError, preload: async () => {} };

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

/**
 * The same functions, which record their calls, the refused ones included.
 *
 * @template {Record<string, (...args: any[]) => any>} T
 * @param {{ calls: MockCall[] }} page
 * @param {T} methods
 */
export const recorded = ({ calls }, methods) =>
  /** @type {T} */ (
    Object.fromEntries(
      Object.entries(methods).map(([method, act]) => [
        method,
        (/** @type {any[]} */ ...args) => {
          calls.push({ method, args });
          return act(...args);
        },
      ]),
    )
  );

/**
 * What a shop gets anew each time it asks. The first is there before, for a test to change it.
 *
 * @template T
 * @param {() => T} make
 */
export function supplyOf(make) {
  let newest = make();
  let isGiven = false;
  return {
    get newest() {
      return newest;
    },
    next() {
      if (isGiven) newest = make();
      isGiven = true;
      return newest;
    },
  };
}

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
