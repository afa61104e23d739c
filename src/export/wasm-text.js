// A WebAssembly module within the JavaScript: a text that `.tooling/embed.js` has written.

/** What is below is a byte of its own; what is not says the range of the next. Together it is all that is printable. */
export const SINGLE = 89;

/**
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function bytesOf(text) {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  let range = 0;
  for (let place = 0; place < text.length; place += 1) {
    const code = text.charCodeAt(place);
    // From "#" on, without the backslash.
    const value = code - (code < 92 ? 35 : 36);
    if (value < SINGLE) bytes[length++] = range + value;
    range = value < SINGLE ? 0 : (value - SINGLE + 1) * SINGLE;
  }
  return bytes.subarray(0, length);
}
