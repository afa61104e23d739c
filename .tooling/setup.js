// Installs whatever this checkout needs and the machine lacks. Safe to run at any time, by several
// processes at once; quick when there is nothing to do. Node built-ins only: it runs before `npm ci`.
//
//   node .tooling/setup.js                     everything
//   node .tooling/setup.js --only rust,npm     some steps

import { join } from "node:path";
import { parseArgs } from "node:util";
import { CACHE, IS_CI, isMain } from "./environment.js";
import { withLock } from "./lock.js";
import { CommandError } from "./process.js";
import { duration, Progress } from "./progress.js";
import { STEPS } from "./setup-steps.js";

/** What serving the shop needs, from a development build. */
export const START_STEPS = ["rust", "npm", "bindgen"];

/** What the published build needs; browsers are for the tests. */
export const BUILD_STEPS = ["rust", "rust-components", "npm", "wasm-bindgen", "wasm-pack"];

/**
 * Bring the machine up to date.
 *
 * @param {string[]} [only] ids of steps; all of them when left out
 * @returns {Promise<boolean>} whether the project can be built now
 */
export async function setUp(only) {
  const wanted = only ? STEPS.filter(({ id }) => only.includes(id)) : STEPS;
  if (wanted.every((step) => step.isDone())) return true;
  return withLock(join(CACHE, "setup.lock"), () =>
    runSteps(wanted.filter((step) => !step.isDone())),
  );
}

/**
 * The same for those who cannot go on without it.
 *
 * @param {string[]} only ids of steps
 * @throws {Error} when one failed; which and why has been shown
 */
export async function setUpFor(only) {
  if (!(await setUp(only))) throw new Error("the set-up failed");
}

/** @param {readonly import("./setup-steps.js").Step[]} steps */
async function runSteps(steps) {
  for (const step of steps) {
    if (step.isDone()) continue;
    const isRequired = IS_CI || !step.isOptional;
    const progress = new Progress(step.title);
    try {
      await step.run((text) => progress.show(text));
      if (!step.isDone()) throw new Error("it ran, but what it should have installed is not there");
      progress.end(`✓ ${step.title} (${duration(progress.elapsed)})`);
    } catch (error) {
      progress.end(
        `${isRequired ? "✗" : "!"} ${step.title}: ${error instanceof Error ? error.message : error}`,
      );
      if (error instanceof CommandError && error.output)
        console.error(error.output.replace(/^/gm, "    "));
      console.error(`  What to do: ${step.advice()}`);
      if (isRequired) return false;
      console.error("  Going on without it.");
    }
  }
  return true;
}

if (isMain(import.meta.url)) {
  const { values } = parseArgs({ options: { only: { type: "string" } } });
  const only = values.only?.split(",");
  const unknown = only?.filter((id) => !STEPS.some((step) => step.id === id)) ?? [];
  if (unknown.length > 0) {
    console.error(
      `No such step: ${unknown.join(", ")}. There are: ${STEPS.map(({ id }) => id).join(", ")}.`,
    );
    process.exitCode = 2;
  } else {
    process.exitCode = (await setUp(only)) ? 0 : 1;
  }
}
