/** @typedef {Record<string, unknown>} Options */
/** @typedef {(...args: unknown[]) => void} Callback */
/** @typedef {{ options: Options, data: unknown, callback: Callback }} Call */

/** @param {unknown} value @returns {Callback} */
const callable = (value) =>
  typeof value === "function" ? /** @type {Callback} */ (value) : () => {};

/** @param {unknown} value @returns {Options} */
const record = (value) =>
  typeof value === "object" && value !== null ? /** @type {Options} */ (value) : {};

/**
 * `load(options, data, callback)` or `load(options, callback)`.
 * @param {unknown[]} args
 * @returns {Call}
 */
export function loadArguments([options, data, callback]) {
  if (typeof data === "function")
    return { options: record(options), data: {}, callback: callable(data) };
  return { options: record(options), data: data ?? {}, callback: callable(callback) };
}

/**
 * `(options, data, callback)`, `(options, callback)` or `(callback)`. When the data has one of `swapKeys`, the first two
 * change places, for callers of an order of arguments that Klarna gave up: the real data is lost then.
 * @param {unknown[]} args
 * @param {string[]} swapKeys
 * @returns {Call}
 */
export function purchaseArguments([first, second, third], swapKeys) {
  if (typeof first === "function") return { options: {}, data: {}, callback: callable(first) };
  if (typeof second === "function")
    return { options: record(first), data: {}, callback: callable(second) };
  const swapped = swapKeys.some((key) => key in record(second));
  const [options, data] = swapped ? [second, first] : [first, second];
  return { options: record(options), data: data ?? {}, callback: callable(third) };
}
