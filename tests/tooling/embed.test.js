import assert from "node:assert/strict";
import { test } from "node:test";
import { textOf } from "../../.tooling/embed.js";
import { bytesOf } from "../../src/export/wasm-text.js";

const BYTES = Uint8Array.from({ length: 65_536 }, (_, place) => (place * 251 + (place >> 8)) % 256);

test("a module that was written as a text is read as it was", () => {
  assert.deepEqual(bytesOf(textOf(BYTES)), BYTES);
  assert.deepEqual(bytesOf(""), new Uint8Array(0));
});

test("the text has nothing that a string, a character set or a page would change", () => {
  assert.match(textOf(BYTES), /^[#-[\]-~]+$/);
});
