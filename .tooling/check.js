// Runs the project's checks, each as one step; goes on after a failure and counts at the end.
//
//   npm test                                       all of them
//   node .tooling/check.js check:js test:browser   some, by name or by the beginning of their names

import { stripVTControlCharacters } from "node:util";
import { CHECKS } from "./checks.js";
import { add, NONE } from "./counts.js";
import { IS_CI } from "./environment.js";
import { CommandError } from "./process.js";
import { duration, Progress } from "./progress.js";
import { BUILD_STEPS, setUp } from "./setup.js";

/** @typedef {import("./checks.js").Check} Check */

/**
 * @typedef {object} Result
 * @property {string} id
 * @property {import("./counts.js").Counts} counts
 * @property {number} elapsed milliseconds
 */

/** @type {(number: number) => import("./counts.js").Counts} */
const failure = (number) => ({ ...NONE, failed: number });

/**
 * @param {Check} check
 * @returns {Promise<Result>}
 */
async function perform({ id, run, count, missing, isReport }) {
  const obstacle = missing?.() ?? null;
  if (obstacle !== null && !IS_CI) {
    console.log(`! ${id} SKIPPED: ${obstacle}`);
    return { id, counts: { ...NONE, skipped: 1 }, elapsed: 0 };
  }
  const progress = new Progress(id);
  let output = "";
  let problem = obstacle;
  if (problem === null) {
    try {
      await run((text) => {
        output += text;
        progress.show(text);
      });
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
      if (error instanceof CommandError && output === "") output = error.output;
    }
  }
  let counts = count?.(output) ?? { ...NONE, passed: problem === null ? 1 : 0 };
  if (problem === null && counts.passed + counts.failed === 0) problem = "it ran no test";
  if (problem !== null && counts.failed === 0) counts = add(counts, failure(1));
  if (problem === null && counts.failed > 0) problem = `${counts.failed} failed`;
  progress.end(`${problem === null ? "✓" : "✗"} ${id} (${duration(progress.elapsed)})`);
  if (problem !== null || isReport) print(output);
  if (problem !== null) console.log(problem);
  return { id, counts, elapsed: progress.elapsed };
}

/**
 * Repeat a check's output; programs that colour it do not know where it ends up.
 *
 * @param {string} output
 */
function print(output) {
  console.log((process.stdout.isTTY ? output : stripVTControlCharacters(output)).trimEnd());
}

/** @param {readonly Check[]} checks */
async function performAll(checks) {
  /** @type {Result[]} */
  const results = [];
  for (const check of checks) {
    const isBuilt = results.every(({ id, counts }) => id !== "build" || counts.failed === 0);
    if (check.needsBuild && !isBuilt) {
      console.log(`✗ ${check.id}: there is no build to look at`);
      results.push({ id: check.id, counts: failure(1), elapsed: 0 });
    } else {
      results.push(await perform(check));
    }
  }
  return results;
}

/**
 * The chosen checks, and the build where one of them looks at it.
 *
 * @param {string[]} names
 */
function choose(names) {
  if (names.length === 0) return CHECKS;
  /** @param {string} id */
  const isNamed = (id) => names.some((name) => id === name || id.startsWith(`${name}:`));
  const chosen = CHECKS.filter(({ id }) => isNamed(id));
  const needsBuild = chosen.some((check) => check.needsBuild);
  return CHECKS.filter((check) => chosen.includes(check) || (needsBuild && check.id === "build"));
}

/** @param {import("./counts.js").Counts} counts */
function words({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

const names = process.argv.slice(2);
const checks = choose(names);
if (checks.length === 0) {
  console.error(
    `No check is called ${names.join(" or ")}. There are: ${CHECKS.map(({ id }) => id).join(", ")}.`,
  );
  process.exit(2);
}
const isReady = await setUp(checks.some(({ missing }) => missing) ? undefined : BUILD_STEPS);
const results = isReady
  ? await performAll(checks)
  : [{ id: "set-up", counts: failure(1), elapsed: 0 }];
console.log();
for (const { id, counts, elapsed } of results) {
  const mark = counts.failed > 0 ? "✗" : counts.passed > 0 ? "✓" : "!";
  console.log(`${mark} ${id.padEnd(24)}${duration(elapsed).padStart(12)}   ${words(counts)}`);
}
const total = results.map(({ counts }) => counts).reduce(add, NONE);
process.exitCode = total.failed > 0 ? 1 : 0;
console.log(words(total));
