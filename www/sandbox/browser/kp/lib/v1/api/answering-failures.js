/**
 * A check of the caller's arguments. When it fails, the callback hears first, and the error is thrown then. Only a
 * selector that is no selector, a DOMException, is thrown without calling back.
 * @template T
 * @param {object} failure
 * @param {import("./arguments.js").Callback} callback
 * @param {() => T} check
 * @returns {T}
 */
export function answeringFailures(failure, callback, check) {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof DOMException)) callback({ ...failure });
    throw error;
  }
}
