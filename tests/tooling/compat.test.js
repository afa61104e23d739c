import assert from "node:assert/strict";
import { test } from "node:test";
import binaryen from "binaryen";
import { CONVERSIONS } from "../../.tooling/compat.js";

/** What conversions of numbers are tried with: the bounds, what is next to them, and what is no whole number. */
const NUMBERS = [2 ** 31, 2 ** 32, 2 ** 53, 2 ** 63, 2 ** 64, 1e300, Number.POSITIVE_INFINITY, 0.5]
  .flatMap((number) => [number - 1, number - 0.5, number, number + 1])
  .flatMap((number) => [number, -number])
  .concat(0, -0, Number.NaN, Number.MIN_VALUE);

/** The functions that a module in WebAssembly's text exports. @param {string} text @returns {Record<string, (number: number) => number | bigint>} */
function functionsOf(text) {
  const module = binaryen.parseText(text);
  module.setFeatures(binaryen.Features.NontrappingFPToInt);
  assert.ok(module.validate());
  const bytes = Uint8Array.from(module.emitBinary());
  module.dispose();
  return /** @type {any} */ (new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports);
}

test("plain JavaScript converts numbers as the WebAssembly does", () => {
  const names = [...CONVERSIONS.matchAll(/\(func \$((i\d\d)\.\S+) \(param f64\)/g)];
  assert.ok(names.length >= 2);
  for (const [, instruction = "", type] of names) {
    const real = `(func (export "real") (param f64) (result ${type}) (${instruction} (local.get 0)))`;
    const named = `(export "ours" (func $${instruction}))`;
    const { real: theirs, ours } = functionsOf(`(module ${real} ${CONVERSIONS} ${named})`);
    for (const number of NUMBERS)
      assert.equal(ours?.(number), theirs?.(number), `${instruction} of ${number}`);
  }
});
