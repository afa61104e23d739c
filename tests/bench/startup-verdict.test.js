import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { BUDGET, LEAST_SAMPLES } from "./startup-verdict.js";

/** Ends as `npm run startup` does, with samples of our own in place of measured ones. */
const COMMAND = `
  import { script } from "./.tooling/process.js";
  import { report } from "./tests/bench/startup-verdict.js";
  const [samples, options] = process.argv.slice(1).map((text) => JSON.parse(text));
  await script(async () => report(samples, options));
`;

/**
 * @param {unknown} samples
 * @param {object} [options]
 */
function judge(samples, options = { budget: { ratio: 2 } }) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--input-type=module", "-e", COMMAND, JSON.stringify(samples), JSON.stringify(options)],
    { cwd: new URL("../..", import.meta.url), encoding: "utf8" },
  );
  return { status, stdout, stderr };
}

/** @param {number} ms */
const times = (ms, count = LEAST_SAMPLES) => Array(count).fill(ms);

/**
 * By hand it always takes 10 ms.
 *
 * @param {number} callable milliseconds of the package
 * @param {number} session milliseconds of the package
 */
const samples = (callable, session) => ({
  callable: { package: times(callable), byHand: times(10) },
  session: { package: times(session), byHand: times(10) },
});

describe("the start-up comparison", () => {
  it("passes within the budget and at it", () => {
    for (const given of [samples(15, 12), samples(20, 20)]) {
      const { status, stdout, stderr } = judge(given);
      assert.equal(status, 0, stderr);
      assert.match(stdout, /within the budget of 2 ×/);
    }
  });

  it("fails above the budget at either milestone and names it", () => {
    for (const [given, name] of /** @type {const} */ ([
      [samples(20.1, 10), "callable"],
      [samples(10, 20.1), "session"],
      [samples(21, 21), "callable, session"],
    ])) {
      const { status, stdout, stderr } = judge(given);
      assert.equal(status, 1);
      assert.match(stdout, /ABOVE the budget of 2 ×/);
      assert.match(stderr, new RegExp(`more than 2 × .*: ${name}\\.`));
    }
  });

  it("fails for programs too, and tells them", () => {
    const { status, stdout } = judge(samples(21, 10), { json: true, budget: { ratio: 2 } });
    assert.equal(status, 1);
    const { isWithin, callable, session } = JSON.parse(stdout);
    assert.deepEqual([isWithin, callable.ratio, session.ratio], [false, 2.1, 1]);
  });

  it("holds to the project's own budget when it is given no other", () => {
    assert.ok(Number.isFinite(BUDGET.ratio));
    assert.equal(judge(samples(10 * BUDGET.ratio, 10), {}).status, 0);
    assert.equal(judge(samples(10 * BUDGET.ratio + 0.1, 10), {}).status, 1);
  });

  it("judges by the medians: a few stalls of the machine count for nothing, in either direction", () => {
    const stalled = [...times(10, 20), ...times(5000, 19)];
    const slow = { package: [...times(30, 20), ...times(1, 19)], byHand: times(10) };
    const { callable, session } = samples(10, 10);
    assert.equal(judge({ callable, session: { ...session, package: stalled } }).status, 0);
    assert.equal(judge({ callable: slow, session }).status, 1);
  });

  it("shows the quartiles of what it judges", () => {
    const spread = Array.from({ length: 21 }, (_, index) => 10 + index);
    const { session } = samples(10, 10);
    const { stdout } = judge(
      { callable: { package: spread.reverse(), byHand: times(10) }, session },
      { json: true, budget: { ratio: 2 } },
    );
    assert.deepEqual(JSON.parse(stdout).callable.package, {
      count: 21,
      quartile1: 15,
      median: 20,
      quartile3: 25,
    });
  });

  it("gives no verdict without enough samples of everything", () => {
    const { callable, session } = samples(10, 10);
    for (const given of [
      {},
      { callable },
      { callable, session: { package: [], byHand: [] } },
      { callable, session: { ...session, byHand: times(10, LEAST_SAMPLES - 1) } },
      { callable, session: { ...session, package: times(1, LEAST_SAMPLES - 1) } },
    ]) {
      assert.equal(judge(given).status, 1, JSON.stringify(given));
    }
  });

  it("gives no verdict on samples that are no times", () => {
    const { callable, session } = samples(10, 10);
    for (const wrong of [null, 0, -1, "fast"]) {
      for (const name of /** @type {const} */ (["package", "byHand"])) {
        const given = { callable, session: { ...session, [name]: [...times(10), wrong] } };
        assert.equal(judge(given).status, 1, `${name}: ${wrong}`);
      }
    }
  });

  it("fails without a budget", () => {
    for (const ratio of [undefined, null, "none"]) {
      assert.equal(judge(samples(10, 10), { budget: { ratio } }).status, 1, `${ratio}`);
    }
  });
});
