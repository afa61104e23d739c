// Reads from a test runner's output how many tests it ran.

import { stripVTControlCharacters } from "node:util";

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @type {Counts} */
export const NONE = Object.freeze({ passed: 0, failed: 0, skipped: 0 });

/** @type {(a: Counts, b: Counts) => Counts} */
export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

/** Rust's test harness, natively and in a browser: one line for each test program. @param {string} output */
export function rustCounts(output) {
  const line = /^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored;/gm;
  return [...stripVTControlCharacters(output).matchAll(line)]
    .map(([, ...numbers]) => numbers.map(Number))
    .map(([passed = 0, failed = 0, skipped = 0]) => ({ passed, failed, skipped }))
    .reduce(add, NONE);
}

/** The names of the tests that failed, of any of the runners. @param {string} output */
export function failures(output) {
  const line = /^ *(?:test (\S+) \.\.\. FAIL|[✖✗] (.+) \([\d.]+ms\)$)/gm;
  const names = [...stripVTControlCharacters(output).matchAll(line)].map(
    ([, a, b]) => a ?? b ?? "",
  );
  return [...new Set(names)];
}

/** Node's: the summary at its end. A cancelled test has failed; a "todo" has not run. @param {string} output */
export function nodeCounts(output) {
  const line = /^(?:#|ℹ) (pass|fail|cancelled|skipped|todo) (\d+)$/gm;
  const found = [...stripVTControlCharacters(output).matchAll(line)];
  const numbers = Object.fromEntries(found.map(([, name, number]) => [name, Number(number)]));
  const { pass = 0, fail = 0, cancelled = 0, skipped = 0, todo = 0 } = numbers;
  return { passed: pass, failed: fail + cancelled, skipped: skipped + todo };
}
