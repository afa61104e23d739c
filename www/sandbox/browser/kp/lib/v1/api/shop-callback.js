/**
 * Calls a function of the shop's; what it throws, Klarna reports to itself only.
 * @param {import("./arguments.js").Callback} callback
 * @param {unknown[]} args
 */
export function callSilently(callback, ...args) {
  try {
    callback(...args);
  } catch {
    // the page never learns
  }
}
