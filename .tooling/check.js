// Runs the project's suites (`suites.js`); goes on after a failure and counts at the end.
//
//   npm test                                    what guards a purchase; with --tier quick or --tier full less or more
//   node .tooling/check.js check test:native    some suites, by name or by the beginning of their names
//   … test:browser:chromium owner               the scenarios with that word in their path or name
//   … test:e2e tests/e2e/click.test.js -t Klarna   one file, and tests by a pattern of their names
//
// What is narrowed by words or by a pattern runs on a development build, which is made in seconds; with --release, and
// in all other cases, on the build that is published. A run that was stopped goes on where it was, if nothing changed:
// always with --tier full, otherwise with --resume.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs, stripVTControlCharacters } from "node:util";
import { build } from "./build.js";
import { add, NONE } from "./counts.js";
import { ENGINES, findEngine, installAdvice } from "./engines.js";
import { IS_CI, ROOT } from "./environment.js";
import { performAll } from "./pool.js";
import { CommandError, script } from "./process.js";
import { duration, Progress } from "./progress.js";
import { BUILD_STEPS, setUp } from "./setup.js";
import { fingerprint, sources } from "./stamp.js";
import { SUITES, TIERS } from "./suites.js";

/**
 * @typedef {import("./suites.js").Suite} Suite
 * @typedef {import("./counts.js").Counts} Counts
 * @typedef {{ suite: Suite, job: import("./suites.js").Job }} Task
 * @typedef {{ counts: Counts, elapsed: number }} Result `elapsed` in milliseconds
 */

/** How many jobs run at once: browsers and compilers keep about one core busy each. */
const WORKERS = Math.min(Math.max(availableParallelism(), 2), 4);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tier: { type: "string" },
    "test-name": { type: "string", short: "t" },
    release: { type: "boolean", default: false },
    resume: { type: "boolean", default: false },
  },
});
const tier = /** @type {Suite["tier"]} */ (values.tier ?? "test");
/** @param {string} word */
const named = (word) => SUITES.filter(({ id }) => id === word || id.startsWith(`${word}:`));
const narrowing = {
  words: positionals.filter((word) => named(word).length === 0),
  pattern: values["test-name"],
};
const isNarrow = narrowing.words.length > 0 || narrowing.pattern !== undefined;

/** @type {Map<string, Result>} */
const results = new Map();

/** @returns {Suite[]} */
function chooseSuites() {
  const names = positionals.filter((word) => !narrowing.words.includes(word));
  const ofTier = SUITES.filter((suite) => TIERS.indexOf(suite.tier) <= TIERS.indexOf(tier));
  if (names.length === 0) return ofTier;
  const chosen = names.flatMap(named);
  return SUITES.filter((suite) => chosen.includes(suite));
}

/**
 * @param {string} id
 * @param {Result} result
 */
function record(id, { counts, elapsed }) {
  const before = results.get(id) ?? { counts: NONE, elapsed: 0 };
  results.set(id, { counts: add(before.counts, counts), elapsed: before.elapsed + elapsed });
}

/** Perform a job, unless it passed before and everything is as it was then. @param {Task} task */
async function perform({ suite, job }) {
  const { id, inputs, isStable } = suite;
  if (suite.after && (results.get(suite.after)?.counts.failed ?? 0) > 0) {
    console.log(`✗ ${job.title}: there is no build to look at`);
    return record(id, { counts: { ...NONE, failed: 1 }, elapsed: 0 });
  }
  const mayResume = !isNarrow && (isStable || tier !== "test" || values.resume);
  const stamp = join(ROOT, "target/passed", `${fingerprint([], `${id} ${job.title}`)}.json`);
  const state = stateOf(tier === "full" ? undefined : inputs);
  const passed = mayResume ? readPassed(stamp) : null;
  if (passed?.state === state) {
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

/**
 * What files are like: as they were when this was first asked for, since they may be edited while tests run.
 *
 * @param {readonly string[]} [inputs] files and folders; everything when left out
 */
function stateOf(inputs) {
  const key = String(inputs);
  const paths = inputs?.map((path) => join(ROOT, path)) ?? sources(ROOT);
  const state = states.get(key) ?? fingerprint(paths, process.version);
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

/**
 * @param {Suite} suite
 * @param {Task["job"]} job
 * @returns {Promise<Result>}
 */
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
  return { counts, elapsed };
}

/** @param {Counts} counts */
function words({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** What took how long, beside what it may take. @param {Suite[]} suites */
function report(suites) {
  console.log();
  for (const { id, ceiling } of suites) {
    const result = results.get(id);
    if (!result) continue;
    const { counts, elapsed } = result;
    const mark = counts.failed > 0 ? "✗" : counts.passed > 0 ? "✓" : "!";
    const seconds = (elapsed / 1000).toFixed(1).padStart(8);
    const above = elapsed / 1000 > ceiling ? "  ABOVE ITS CEILING" : "";
    console.log(
      `${mark} ${id.padEnd(24)}${seconds} s of ${String(ceiling).padStart(4)}   ${words(counts)}${above}`,
    );
  }
  const total = [...results.values()].map(({ counts }) => counts).reduce(add, NONE);
  console.log(`${words(total)} in ${duration(performance.now())}`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

/** @param {Suite[]} suites @returns {Suite[]} those that can run here; what else there is, is told */
function possible(suites) {
  return suites.filter(({ id, engine }) => {
    if (!engine || findEngine(engine)) return true;
    const obstacle = `${ENGINES[engine].title} is missing; ${installAdvice(engine)}`;
    console.log(`${IS_CI ? "✗" : "!"} ${id}${IS_CI ? "" : " SKIPPED"}: ${obstacle}`);
    const counts = IS_CI ? { ...NONE, failed: 1 } : { ...NONE, skipped: 1 };
    record(id, { counts, elapsed: 0 });
    return false;
  });
}

await script(async () => {
  const suites = chooseSuites();
  const [first] = positionals;
  if (!TIERS.includes(tier) || (first !== undefined && named(first).length === 0)) {
    const ids = SUITES.map(({ id }) => id).join(", ");
    throw new Error(`Tiers: ${TIERS.join(", ")}. Suites: ${ids}.`);
  }
  if (!(await setUp(suites.some(({ engine }) => engine) ? undefined : BUILD_STEPS)))
    throw new Error("the set-up failed");
  const runnable = possible(suites);
  const looks = runnable.some(({ after }) => after === "build");
  if (looks && !runnable.some(({ id }) => id === "build")) {
    const kind = (isNarrow || tier === "quick") && !values.release ? "development" : "release";
    process.env.PACKAGE_FOLDER = await build(kind);
    console.log(`Tests run on the ${kind} build, ${process.env.PACKAGE_FOLDER}.`);
  }
  const tasks = runnable.flatMap((suite) => suite.jobs(narrowing).map((job) => ({ suite, job })));
  for (const { suite } of tasks) stateOf(tier === "full" ? undefined : suite.inputs);
  if (tasks.length === 0) throw new Error(`There is no test for ${narrowing.words.join(" ")}.`);
  await performAll(tasks, WORKERS, perform);
  report(suites);
});
