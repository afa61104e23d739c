// Reads from a test runner's output how many tests it ran.

import { stripVTControlCharacters } from "node:util";

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @type {Counts} */
export const NONE = Object.freeze({ passed: 0, failed: 0, skipped: 0 });

/**
 * @param {Counts} a
 * @param {Counts} b
 * @returns {Counts}
 */
export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

/**
 * Rust's test harness, natively and in a browser: one line for each test program.
 *
 * @param {string} output
 * @returns {Counts}
 */
export function rustCounts(output) {
  const line = /^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored;/gm;
  return [...stripVTControlCharacters(output).matchAll(line)]
    .map(([, passed, failed, skipped]) => ({
      passed: Number(passed),
      failed: Number(failed),
      skipped: Number(skipped),
    }))
    .reduce(add, NONE);
}

/**
 * Node's test runner: the summary at its end. A cancelled test has failed; a "todo" has not run.
 *
 * @param {string} output
 * @returns {Counts}
 */
export function nodeCounts(output) {
  /** @type {Record<string, number>} */
  const found = {};
  const line = /^(?:#|ℹ) (pass|fail|cancelled|skipped|todo) (\d+)$/gm;
  for (const [, name, number] of stripVTControlCharacters(output).matchAll(line)) {
    found[/** @type {string} */ (name)] = Number(number);
  }
  const { pass = 0, fail = 0, cancelled = 0, skipped = 0, todo = 0 } = found;
  return { passed: pass, failed: fail + cancelled, skipped: skipped + todo };
}
