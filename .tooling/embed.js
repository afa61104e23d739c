// Writes a WebAssembly module as a text within JavaScript: one file, that no tool can lose and no cache mix up.

import { SINGLE } from "../src/export/wasm-text.js";

/** The character of a value, from "#" on and without the backslash: nothing that a string has to escape. @param {number} value */
const character = (value) => String.fromCharCode(value + (value < 57 ? 35 : 36));

/**
 * The module as printable ASCII, which every tool and every character set leaves as it is. `src/export/wasm-text.js` reads it.
 *
 * A byte is one character where it is small, as most are, so that what is alike stays alike and compresses: 3 % more than the
 * module itself, where base64 has 27 %.
 *
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function textOf(bytes) {
  let text = "";
  for (const byte of bytes) {
    const range = Math.floor(byte / SINGLE);
    if (range > 0) text += character(SINGLE + range - 1);
    text += character(byte % SINGLE);
  }
  return text;
}
