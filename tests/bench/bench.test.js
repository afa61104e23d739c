import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { THIS } from "./arms.js";
import { inShuffledRounds, summarize } from "./figures.js";
import { draw } from "./picture.js";

describe("the bench's figures", () => {
  it("are the median and what half of the samples lie between", () => {
    assert.deepEqual(summarize([5, 1, 3, 2, 4]), {
      count: 5,
      quartile1: 2,
      median: 3,
      quartile3: 4,
    });
    assert.equal(summarize([1, 2]).median, 1.5);
  });

  it("are none of what was not measured", () => {
    for (const samples of [[], [1, Number.NaN], [Number.POSITIVE_INFINITY], [-1]])
      assert.throws(() => summarize(samples));
  });

  it("are taken in rounds, each of which has everything once", () => {
    const order = inShuffledRounds(["a", "b", "c"], 4);
    for (let round = 0; round < 4; round += 1)
      assert.deepEqual(order.slice(round * 3, round * 3 + 3).sort(), ["a", "b", "c"]);
  });

  it("are drawn with date, machine and command, and as text even where a name has signs of markup", () => {
    const figures = { count: 2, quartile1: 100, median: 110, quartile3: 130 };
    const row = /** @type {const} */ ({
      kind: "payments",
      condition: "40 ms, 10 Mbit/s",
      milestone: "session",
    });
    const svg = draw({
      date: "2030-01-02",
      machine: "2 × <fast> & cheap",
      command: "npm run bench",
      samples: 2,
      size: [
        { arm: "by hand, v1", bytes: 1200 },
        { arm: THIS, bytes: 60_000 },
      ],
      startup: [
        { arm: "by hand, v1", ...row, ...figures, ratio: 1 },
        { arm: THIS, ...row, ...figures, median: 121, ratio: 1.1 },
        { arm: THIS, ...row, condition: "idle", ...figures, median: 77, ratio: 1.1 },
      ],
    });
    for (const part of ["2030-01-02", "&lt;fast> &amp; cheap", "npm run bench", "60.0 kB"])
      assert.ok(svg.includes(part), part);
    assert.ok(svg.includes("121 ms, 1.10 ×"));
    assert.ok(!svg.includes("77 ms"), "only the line is drawn");
  });
});
