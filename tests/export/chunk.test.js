import assert from "node:assert/strict";
import { it } from "node:test";
import { textOf } from "../../.tooling/embed.js";
import { chunk } from "../../src/export/chunk.js";

const BYTES = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/** An import that fails with the next of some messages, and then succeeds. @param {string[]} messages */
const failing = (...messages) =>
  chunk(async () => {
    const message = messages.shift();
    if (message !== undefined) throw new TypeError(message);
    return { default: textOf(BYTES) };
  });

/** @param {() => unknown} act @returns {Promise<any>} */
const failure = async (act) => {
  try {
    await act();
  } catch (error) {
    return error;
  }
  return undefined;
};

it("a chunk that does not come is an error for which a fallback runs, and is asked for anew, as the bundler has it", async () => {
  const place = failing("Loading chunk 7 failed.\n(missing: https://shop.test/7.js)");
  const { code, retryable, reason, cause } = await failure(place);
  assert.deepEqual([code, retryable], ["WASM_LOAD_FAILED", true]);
  assert.match(reason, /could not be imported.*page has to be loaded again/);
  assert.match(cause.message, /Loading chunk 7/);
  assert.deepEqual(await place(), BYTES);
});

it("it is asked for elsewhere only after it failed before, and where the browser says where it was", async () => {
  const words = "Failed to fetch dynamically imported module: https://shop.test/7.js?v=1";
  const other = "Importing a module script failed.";
  const place = failing(words, words, other);
  const causes = [await failure(place), await failure(place), await failure(place)].map(
    ({ cause }) => cause,
  );
  assert.equal(causes[0].message, words);
  // Node imports from no server, and says so.
  assert.equal(causes[1].code, "ERR_UNSUPPORTED_ESM_URL_SCHEME");
  assert.equal(causes[2].message, other);
  assert.deepEqual(await place(), BYTES);
});
