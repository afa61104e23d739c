// What the shop's handlers are told.

import { isKlarnaError, klarnaError } from "../klarna-error.js";

/** @import { KlarnaError } from "../index.js" */

/**
 * Tells the shop. A fault of its handler's is the page's, not ours.
 *
 * @template T
 * @param {((about: T) => void) | undefined} handler
 * @param {T} about
 */
export const notify = (handler, about) => handler && queueMicrotask(() => handler(about));

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
