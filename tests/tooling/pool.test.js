import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { performAll } from "../pool.js";

/** @typedef {{ name: string, suite: { id: string, after?: string }, job: { alone?: string } }} Task */

/** @type {(name: string, id: string, rest?: { after?: string, alone?: string }) => Task} */
const task = (name, id, { after, alone } = {}) => ({
  name,
  suite: { id, ...(after && { after }) },
  job: { ...(alone && { alone }) },
});

/** What happened, in order: `+` a job began, `-` it ended. @param {Task[]} tasks @param {number} workers */
async function performed(tasks, workers) {
  /** @type {string[]} */
  const events = [];
  await performAll(tasks, workers, async ({ name }) => {
    events.push(`+${name}`);
    await setImmediate();
    events.push(`-${name}`);
  });
  return events.join(" ");
}

test("as many jobs as there are workers run at once, in order", async () => {
  const tasks = [task("a", "x"), task("b", "x"), task("c", "y")];
  assert.equal(await performed(tasks, 1), "+a -a +b -b +c -c");
  assert.equal(await performed(tasks, 2), "+a +b -a +c -b -c");
});

test("a job waits for every job of the suite that its own comes after, and meanwhile others run", async () => {
  const tasks = [
    task("build", "build"),
    task("parts", "build"),
    task("e2e", "e2e", { after: "build" }),
    task("lint", "lint"),
  ];
  assert.equal(await performed(tasks, 3), "+build +parts +lint -build -parts +e2e -lint -e2e");
});

test("a suite that comes after one that is not run does not wait", async () => {
  assert.equal(await performed([task("e2e", "e2e", { after: "build" })], 2), "+e2e -e2e");
});

test("two jobs that have to be alone with the same thing never meet, and those behind them go on", async () => {
  const tasks = [
    task("clippy", "clippy", { alone: "cargo" }),
    task("doc", "doc", { alone: "cargo" }),
    task("lint", "lint"),
  ];
  assert.equal(await performed(tasks, 2), "+clippy +lint -clippy +doc -lint -doc");
});
