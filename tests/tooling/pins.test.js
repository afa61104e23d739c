import assert from "node:assert/strict";
import { test } from "node:test";
import { assertSameWasmBindgen } from "../../.tooling/pins.js";

const lock = `[[package]]
name = "wasm-bindgen"
version = "0.2.130"

[[package]]
name = "wasm-bindgen-test"
version = "0.3.80"
`;

test("the build goes on when the crate and the program are of one version", () => {
  assertSameWasmBindgen(lock, "0.2.130");
});

test("a program of another version than the crate stops the build and says what to set", () => {
  assert.throws(
    () => assertSameWasmBindgen(lock, "0.2.129"),
    /0\.2\.130.*0\.2\.129.*npm run setup/,
  );
});

test("a lock file without the crate stops the build", () => {
  assert.throws(() => assertSameWasmBindgen("", "0.2.130"), /nowhere/);
});
