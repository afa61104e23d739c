import assert from "node:assert/strict";
import { test } from "node:test";
import { engineFailure, wasmCounts } from "./wasm-tests.js";

const VERDICT = "test result: FAILED. 297 passed; 1 failed; 0 ignored; 0 filtered out\n";
const STARTED = "Running headless tests in Safari\n";

test("a browser that is lost before the verdict has failed, and not the tests", () => {
  assert.match(engineFailure(STARTED) ?? "", /lost/);
});

test("a suite that never began has not lost its browser", () => {
  assert.equal(engineFailure("error: could not compile"), null);
});

test("tests that fail are the tests' failure, also when one of them panics", () => {
  const panic = "panicked at src/domain/order.rs:1:1:\nattempt to subtract with overflow\n";
  assert.equal(engineFailure(STARTED + VERDICT + panic), null);
});

test("an allocator that cannot subtract is the engine's failure", () => {
  const panic = "panicked at /home/cargo/registry/src/index/rlsf-0.2.3/src/tlsf.rs:849:43:\n";
  assert.match(engineFailure(STARTED + VERDICT + panic) ?? "", /allocator/);
});

test("of two runs only the second one counts", () => {
  const second = "test result: ok. 298 passed; 0 failed; 0 ignored; 0 filtered out\n";
  const output = `${STARTED}${VERDICT}\nwebkit broke the allocator; once more with a new one.\n${STARTED}${second}`;
  assert.deepEqual(wasmCounts(output), { passed: 298, failed: 0, skipped: 0 });
  assert.deepEqual(wasmCounts(STARTED + VERDICT), { passed: 297, failed: 1, skipped: 0 });
});
