// Runs the project's suites (`tests/suites.js`); goes on after a failure and counts at the end.
//
//   npm test                                       what guards a purchase; with --tier quick or full: less, or more
//   node tests/run.js check test:native       some suites, by name or by the beginning of their names
//   … test:browser:chromium owner                  the scenarios with that word in their path or name
//   … test:e2e tests/e2e/click.test.js -t Klarna   one file, and tests by a pattern of their names
//
// What is narrowed by words or by a pattern runs on a development build, which is made in seconds; with --release, and
// in all other cases, on the build that is published. A run that was stopped goes on where it was, if nothing changed:
// always with --tier full, otherwise with --resume.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs, stripVTControlCharacters } from "node:util";
import { build } from "../.tooling/build.js";
import { findEngine, missing } from "../.tooling/engines.js";
import { IS_CI, ROOT } from "../.tooling/environment.js";
import { CommandError, script } from "../.tooling/process.js";
import { duration, Progress } from "../.tooling/progress.js";
import { BUILD_STEPS, setUp } from "../.tooling/setup.js";
import { fingerprint, sources } from "../.tooling/stamp.js";
import { add, failures, NONE } from "./counts.js";
import { performAll } from "./pool.js";
import { SUITES, TIERS } from "./suites.js";

/**
 * @typedef {import("./suites.js").Suite} Suite
 * @typedef {import("./counts.js").Counts} Counts
 * @typedef {{ suite: Suite, job: import("./suites.js").Job }} Task
 * @typedef {{ counts: Counts, elapsed: number }} Result `elapsed` in milliseconds
 */

/** How many jobs run at once: one keeps a core busy for two thirds of its time. */
const WORKERS = Math.min(availableParallelism() + 1, 4);

const isFalse = /** @type {const} */ ({ type: "boolean", default: false });
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tier: { type: "string", default: "test" },
    "test-name": { type: "string", short: "t" },
    release: isFalse,
    resume: isFalse,
  },
});
const tier = /** @type {Suite["tier"]} */ (values.tier);
const ofTier = SUITES.filter(
  (suite) =>
    suite.tier === tier || (TIERS.indexOf(suite.tier) < TIERS.indexOf(tier) && !suite.isSuperseded),
);
/** By its whole name a suite runs whatever its tier. @param {string} word */
const named = (word) =>
  SUITES.filter(
    (suite) => suite.id === word || (suite.id.startsWith(`${word}:`) && ofTier.includes(suite)),
  );
const words = positionals.filter((word) => named(word).length === 0);
const pattern = values["test-name"];
const isNarrow = words.length > 0 || pattern !== undefined;

/** @type {Map<string, Result>} */
const results = new Map();
/** What failed, by name. @type {string[]} */
const failed = [];

/** @param {string} id @param {Result} result */
function record(id, { counts, elapsed }) {
  const before = results.get(id) ?? { counts: NONE, elapsed: 0 };
  results.set(id, { counts: add(before.counts, counts), elapsed: before.elapsed + elapsed });
}

/** Perform a job, unless it passed before and everything is as it was then. @param {Task} task */
async function perform({ suite, job }) {
  const { id, after = "" } = suite;
  if ((results.get(after)?.counts.failed ?? 0) > 0) {
    console.log(`✗ ${job.title}: there is no build to look at`);
    return record(id, { counts: { ...NONE, failed: 1 }, elapsed: 0 });
  }
  const stamp = join(ROOT, "target/passed", `${fingerprint([], `${id} ${job.title}`)}.json`);
  const state = stateOf(suite);
  const passed = readPassed(stamp);
  const mayResume = tier !== "test" || values.resume;
  if (mayResume && !isNarrow && passed?.state === state) {
    console.log(`✓ ${job.title}: as it was when it passed`);
    return record(id, { counts: passed.counts, elapsed: 0 });
  }
  const result = await attempt(suite, job);
  record(id, result);
  if (result.counts.failed > 0 || isNarrow) return;
  mkdirSync(join(stamp, ".."), { recursive: true });
  writeFileSync(stamp, JSON.stringify({ state, ...result }));
}

/** @type {Map<string, string>} */
const states = new Map();

/** What a suite depends on, as it was when this was first asked: files may be edited while tests run. @param {Suite} suite */
function stateOf({ inputs }) {
  const paths = tier === "full" ? undefined : inputs?.map((path) => join(ROOT, path));
  const key = String(paths);
  const state = states.get(key) ?? fingerprint(paths ?? sources(ROOT), tier + process.version);
  states.set(key, state);
  return state;
}

/** @param {string} stamp @returns {Result & { state: string } | null} */
function readPassed(stamp) {
  try {
    return JSON.parse(readFileSync(stamp, "utf8"));
  } catch {
    return null;
  }
}

/** @param {Suite} suite @param {Task["job"]} job @returns {Promise<Result>} */
async function attempt({ count, isReport }, { title, run }) {
  const progress = new Progress(title);
  let output = "";
  let problem = "";
  try {
    await run((text) => {
      output += text;
      progress.show(text);
    });
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
    if (error instanceof CommandError && output === "") output = error.output;
  }
  let counts = count?.(output) ?? { ...NONE, passed: problem ? 0 : 1 };
  if (!problem && !isNarrow && counts.passed + counts.failed === 0) problem = "it ran no test";
  if (problem && counts.failed === 0) counts = { ...counts, failed: 1 };
  if (!problem && counts.failed > 0) problem = `${counts.failed} failed`;
  const { elapsed } = progress;
  progress.end(`${problem ? "✗" : "✓"} ${title} (${duration(elapsed)})`);
  // Programs that colour their output do not know where it ends up.
  if (problem || isReport || isNarrow)
    console.log((process.stdout.isTTY ? output : stripVTControlCharacters(output)).trimEnd());
  if (problem) console.log(problem);
  if (problem) failed.push(`${title}: ${failures(output).join("; ") || problem}`);
  return { counts, elapsed };
}

/** @param {Counts} counts */
const inWords = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;

/**
 * What took how long, beside what it may take. Machines differ: too long is a failure only in a full run, before a
 * release, and a warning in every other.
 *
 * @param {Suite[]} suites
 */
function report(suites) {
  console.log();
  const slow = [];
  const isFull = process.env.TEST_TIER === "full";
  for (const { id, ceiling: usual, ceilingInFull } of suites) {
    const result = results.get(id);
    if (!result) continue;
    const { counts, elapsed } = result;
    const seconds = elapsed / 1000;
    const mark = counts.failed > 0 ? "✗" : counts.passed > 0 ? "✓" : "!";
    const ceiling = (isFull && ceilingInFull) || usual;
    if (seconds > ceiling) slow.push(id);
    const time = `${seconds.toFixed(1).padStart(8)} s of ${String(ceiling).padStart(4)}`;
    console.log(`${mark} ${id.padEnd(22)}${time}   ${inWords(counts)}`);
  }
  const total = [...results.values()].map(({ counts }) => counts).reduce(add, NONE);
  for (const name of failed) console.log(`FAILED: ${name}`);
  console.log(`${inWords(total)} in ${duration(performance.now())}`);
  if (slow.length > 0) console.log(`ABOVE THE CEILING: ${slow.join(", ")}`);
  if (isNarrow && total.passed + total.failed === 0) throw new Error("No test ran.");
  process.exitCode = total.failed > 0 || (slow.length > 0 && tier === "full") ? 1 : 0;
}

/** A quick run looks at the types of the build that is there, and makes none. */
const looksOnly = tier === "quick" && !isNarrow;
const PUBLISHED = join(ROOT, "pkg/index.js");

/** Those that can run here; what else there is, is told. @param {Suite[]} suites */
const possible = (suites) =>
  suites.filter(({ id, engine, after }) => {
    if (after === "build" && looksOnly && !existsSync(PUBLISHED)) {
      console.log(`! ${id} SKIPPED: there is no build to look at (npm run build)`);
      record(id, { counts: { ...NONE, skipped: 1 }, elapsed: 0 });
      return false;
    }
    if (!engine || findEngine(engine)) return true;
    console.log(`${IS_CI ? "✗" : "!"} ${id}${IS_CI ? "" : " SKIPPED"}: ${missing(engine)}`);
    record(id, { counts: { ...NONE, [IS_CI ? "failed" : "skipped"]: 1 }, elapsed: 0 });
    return false;
  });

await script(async () => {
  const [first] = positionals;
  const chosen = positionals.flatMap(named);
  const suites = first === undefined ? ofTier : SUITES.filter((suite) => chosen.includes(suite));
  if (!TIERS.includes(tier) || (first !== undefined && named(first).length === 0)) {
    const ids = SUITES.map(({ id }) => id).join(", ");
    throw new Error(`Tiers: ${TIERS.join(", ")}. Suites: ${ids}.`);
  }
  await setUp(suites.some(({ engine }) => engine) ? undefined : BUILD_STEPS);
  const runnable = possible(suites);
  const lookAtBuild = runnable.some(({ after }) => after === "build");
  if (lookAtBuild && !looksOnly && !runnable.some(({ id }) => id === "build")) {
    const kind = isNarrow && !values.release ? "development" : "release";
    process.env.PACKAGE_FOLDER = await build(kind);
    console.log(`Tests run on the ${kind} build, ${process.env.PACKAGE_FOLDER}.`);
  }
  // Who runs one file wants to see all of it.
  process.env.TEST_TIER = isNarrow && tier === "test" ? "narrow" : tier;
  const tasks = runnable.flatMap((suite) =>
    suite.jobs({ words, pattern }).map((job) => ({ suite, job })),
  );
  if (tasks.length === 0) throw new Error(`There is no test for ${words.join(" ")}.`);
  for (const { suite } of tasks) stateOf(suite);
  await performAll(tasks, WORKERS, perform);
  report(suites);
});
