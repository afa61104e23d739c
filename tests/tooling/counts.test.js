import assert from "node:assert/strict";
import { test } from "node:test";
import { failures, nodeCounts, rustCounts } from "../counts.js";

test("the results of all of a crate's test programs are added up", () => {
  const output = `
running 2 tests
test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

   Doc-tests klarna_payments_wasm
test result: FAILED. 1 passed; 3 failed; 4 ignored; 0 measured; 0 filtered out; finished in 0.10s
`;
  assert.deepEqual(rustCounts(output), { passed: 3, failed: 3, skipped: 4 });
});

test("a browser run's result is read like a native one", () => {
  const output =
    "test result: ok. 7 passed; 0 failed; 1 ignored; 0 filtered out; finished in 0.12s\n";
  assert.deepEqual(rustCounts(output), { passed: 7, failed: 0, skipped: 1 });
});

test("colours do not hide a result", () => {
  const output = "test result: \u001b[32mok\u001b[0m. 1 passed; 0 failed; 0 ignored; 0 measured\n";
  assert.deepEqual(rustCounts(output), { passed: 1, failed: 0, skipped: 0 });
});

test("what a test prints is not taken for a result", () => {
  assert.deepEqual(rustCounts("say: test result: ok. 9 passed; 0 failed; 0 ignored;"), {
    passed: 0,
    failed: 0,
    skipped: 0,
  });
});

test("cancelled JavaScript tests have failed and those left to do were skipped", () => {
  const output =
    "✔ one (1ms)\nℹ tests 9\nℹ suites 1\nℹ pass 3\nℹ fail 1\nℹ cancelled 2\nℹ skipped 2\nℹ todo 1\n";
  assert.deepEqual(nodeCounts(output), { passed: 3, failed: 3, skipped: 3 });
});

test("a run that never got to its summary counts no test", () => {
  assert.deepEqual(nodeCounts("SyntaxError: Unexpected token\n"), {
    passed: 0,
    failed: 0,
    skipped: 0,
  });
});

test("the tests that failed are known by name, once each, whoever ran them", () => {
  const output = `test domain::order::tests::adds_up ... ok
test domain::order::tests::rounds ... FAILED
test browser::web_sdk::click::posts ... FAIL
  ✔ buys (3204.068714ms)
  ✖ sees a decline, and a customer who leaves (33545.328814ms)
✖ failing tests:
✖ sees a decline, and a customer who leaves (33545.328814ms)
`;
  assert.deepEqual(failures(output), [
    "domain::order::tests::rounds",
    "browser::web_sdk::click::posts",
    "sees a decline, and a customer who leaves",
  ]);
});
