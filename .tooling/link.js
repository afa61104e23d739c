// Keeps JavaScript and WebAssembly of different builds apart: both get the name of their build, which
// `src/export/wasm-module.js` compares before anything runs. Since their common names are shortened, they are linked by
// position, and would otherwise link wrongly or by chance.

import { createHash } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";

/** The section of the module that has the name. */
const SECTION = "build";

/**
 * Name the build of a module and its JavaScript, in place.
 *
 * @param {string} wasm path of the module
 * @param {string} glue path of the JavaScript that wasm-bindgen wrote for it
 * @param {string} title of the module, for people: version and entry
 * @returns {string} the line by which other JavaScript says that it is of this build
 */
export function nameBuild(wasm, glue, title) {
  const hash = createHash("sha256").update(readFileSync(wasm)).update(readFileSync(glue));
  const name = `${title} ${hash.digest("hex").slice(0, 12)}`;
  appendFileSync(wasm, customSection(SECTION, name));
  const line = `\nexport const build = ${JSON.stringify(name)};\n`;
  appendFileSync(glue, line);
  appendFileSync(
    glue.replace(/\.js$/, ".d.ts"),
    "\n/** The name of the build, which the module has as well. */\nexport const build: string;\n",
  );
  return line;
}

/**
 * A custom section of a WebAssembly module: it may stand at the end, and nobody runs it.
 *
 * @param {string} name
 * @param {string} content
 */
export function customSection(name, content) {
  const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text);
  const title = bytes(name);
  const body = Buffer.concat([leb(title.length), title, bytes(content)]);
  return Buffer.concat([Uint8Array.of(0), leb(body.length), body]);
}

/**
 * A number as WebAssembly writes sizes: seven bits a byte, the least first.
 *
 * @param {number} number
 */
function leb(number) {
  const bytes = [];
  let rest = number;
  do {
    bytes.push((rest & 127) | (rest > 127 ? 128 : 0));
    rest >>= 7;
  } while (rest > 0);
  return Uint8Array.from(bytes);
}
