// Installs whatever this checkout needs and the machine lacks. Safe to run at any time, by several
// processes at once; quick when there is nothing to do. Node built-ins only: it runs before `npm ci`.
//
//   node .tooling/setup.js                     everything
//   node .tooling/setup.js --only rust,npm     some steps

import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { CACHE, IS_CI, isMain } from "./environment.js";
import { withLock } from "./lock.js";
import { CommandError, script } from "./process.js";
import { duration, Progress } from "./progress.js";
import { STEPS } from "./setup-steps.js";

/** What serving the shop needs, from a development build. */
export const START_STEPS = ["rust", "npm", "bindgen"];

/** What the published build needs; browsers are for the tests. */
export const BUILD_STEPS = ["rust", "rust-components", "npm", "wasm-bindgen", "wasm-pack"];

/** How long to wait before a registry that failed is asked again, in milliseconds. */
const PAUSES_MS = [5_000, 20_000];

/** What npm, Cargo, rustup and apt say when it was the registry that failed, or the way to it. */
const REGISTRY_FAILED =
  /\b(ECONNRESET|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|ERR_SOCKET_TIMEOUT|E429|E5\d\d|5\d\d (Internal|Bad|Service|Gateway))\b|network|timed? ?out|failed to (download|fetch|get)|could ?n[o']t (resolve|connect|download)|status code 5|got 5\d\d/i;

/** @param {unknown} error */
const isRegistryFailure = (error) =>
  error instanceof CommandError && REGISTRY_FAILED.test(error.output);

/**
 * Bring the machine up to date.
 *
 * @param {string[]} [only] ids of steps; all of them when left out
 * @throws {Error} when the project cannot be built or tested then; which step failed and why has been shown
 */
export async function setUp(only) {
  const open = () => STEPS.filter(({ id, isDone }) => (only?.includes(id) ?? true) && !isDone());
  if (open().length === 0) return;
  await withLock(join(CACHE, "setup.lock"), async () => {
    for (const step of open()) await perform(step);
  });
}

/** @param {import("./setup-steps.js").Step} step */
async function perform(step) {
  // One of those before it may have brought it along.
  if (step.isDone()) return;
  const isRequired = IS_CI || !step.isOptional;
  const progress = new Progress(step.title);
  try {
    await withPatience((onOutput) => step.run(onOutput), progress);
    if (!step.isDone()) throw new Error("it ran, but what it should have installed is not there");
    progress.end(`✓ ${step.title} (${duration(progress.elapsed)})`);
  } catch (error) {
    const message = error instanceof Error ? error.message : error;
    progress.end(`${isRequired ? "✗" : "!"} ${step.title}: ${message}`);
    if (error instanceof CommandError) console.error(error.output.replace(/^/gm, "    "));
    if (isRegistryFailure(error))
      console.error("  The registry did not give it, however often it was asked: try again later.");
    console.error(`  What to do: ${step.advice()}`);
    if (isRequired) throw new Error("the set-up failed");
    console.error("  Going on without it.");
  }
}

/**
 * Do it again when it was the registry that failed.
 *
 * @param {import("./setup-steps.js").Step["run"]} run
 * @param {{ show: (text: string) => void }} progress
 * @param {readonly number[]} [pauses] milliseconds before each further attempt
 */
export async function withPatience(run, progress, pauses = PAUSES_MS) {
  for (const pause of pauses) {
    try {
      return await run((text) => progress.show(text));
    } catch (error) {
      if (!isRegistryFailure(error)) throw error;
      console.error(`! a registry failed; asking again in ${duration(pause)}`);
      await delay(pause);
    }
  }
  return run((text) => progress.show(text));
}

if (isMain(import.meta.url)) {
  const { values } = parseArgs({ options: { only: { type: "string" } } });
  const only = values.only?.split(",");
  await script(async () => {
    const unknown = only?.filter((id) => !STEPS.some((step) => step.id === id)) ?? [];
    const ids = STEPS.map(({ id }) => id).join(", ");
    if (unknown.length > 0) throw new Error(`No such step: ${unknown}. There are: ${ids}.`);
    await setUp(only);
  });
}
