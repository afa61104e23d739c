// A module of WebAssembly as a text in a chunk of JavaScript, which is imported when it is first wanted.

import { unable } from "./wasm-module.js";
import { bytesOf } from "./wasm-text.js";

/** @import { Place } from "./wasm-module.js" */

/** Where Chromium and Firefox asked for what they did not get; WebKit does not say. */
const ADDRESS = /imported module: (https?:\S+)$/;

/**
 * An `import()` that failed once fails for the life of the page, without a request, in Chromium before 156, Firefox before 154
 * and some releases of WebKit. So who asks again asks as the bundler has it, whose own loader may know better, and then at an
 * address that the browser has not seen.
 *
 * @param {() => Promise<{ default: string }>} bring an `import()`, of which a bundler makes a chunk
 * @returns {Place}
 */
export const chunk = (bring) => {
  let failures = 0;
  return async () => {
    try {
      const { default: text } = await bring().catch((failure) => elsewhere(failure, failures++));
      return bytesOf(text);
    } catch (cause) {
      const message =
        "the JavaScript with the WebAssembly could not be imported, see cause; where another call does not help, the page has to be loaded again";
      throw unable(message, { cause });
    }
  };
};

/**
 * @param {unknown} failure of an `import()`
 * @param {number} before how often it had failed before
 * @returns {Promise<{ default: string }>}
 */
async function elsewhere(failure, before) {
  const [, address] = ADDRESS.exec(String(failure)) ?? [];
  if (!before || !address) throw failure;
  const url = new URL(address);
  url.searchParams.set("kpw-retry", String(before));
  const made = await import(/* webpackIgnore: true */ /* @vite-ignore */ url.href);
  // Parcel's chunks bring nothing but to their own loader.
  if (typeof made.default !== "string") throw failure;
  return made;
}
