// A module of WebAssembly as a text in a chunk of JavaScript, which is imported when it is first wanted.

import { importing } from "./import-again.js";
import { unable } from "./wasm-module.js";
import { bytesOf } from "./wasm-text.js";

/** @import { Place } from "./wasm-module.js" */

/**
 * @param {() => Promise<{ default: string }>} bring an `import()`, of which a bundler makes a chunk
 * @returns {Place}
 */
export const chunk = (bring) => {
  const text = importing(async () => (await bring()).default, "default", "string");
  return async () => {
    try {
      return bytesOf(await text());
    } catch (cause) {
      const message =
        "the JavaScript with the WebAssembly could not be imported, see cause; where another call does not help, the page has to be loaded again";
      throw unable(message, { cause });
    }
  };
};
