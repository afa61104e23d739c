// What a shop changes in its options: how a checkout tells that it did, and how long it waits for more.

/** As shops wait before they load a changed order, since a customer mostly changes more than one thing. In milliseconds. */
export const ORDER_DELAY_MS = 500;

/**
 * A value as a text that tells it from others; also one that JSON cannot write, which the package refuses.
 *
 * @param {unknown} value
 */
export function asText(value) {
  try {
    return `${JSON.stringify(value)}`;
  } catch (error) {
    return `${error}`;
  }
}
