// Medians, quartiles and the verdict of the start-up comparison.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../.tooling/environment.js";

/**
 * What a page waits for, see `startup.js`.
 *
 * @typedef {"callable" | "session"} Milestone
 */

/** @type {readonly Milestone[]} */
export const MILESTONES = ["callable", "session"];

/** Of fewer samples the median says too little. */
export const LEAST_SAMPLES = 20;

/**
 * Milliseconds, in the order in which they were taken.
 *
 * @typedef {Record<Milestone, Record<"package" | "byHand", number[]>>} Samples
 */

/** @typedef {{ count: number, quartile1: number, median: number, quartile3: number }} Summary in milliseconds */

/** @typedef {{ package: Summary, byHand: Summary, ratio: number }} Comparison `ratio`: of the medians */

/** How many times as long as the hand-written module the package may take. */
export const BUDGET = /** @type {{ ratio: number }} */ (
  JSON.parse(readFileSync(join(ROOT, "tests/package/budget.json"), "utf8")).startup
);

/**
 * Prints the comparison and ends in an error unless the package is within the budget.
 *
 * @param {Samples} samples
 * @param {{ json?: boolean, budget?: { ratio: number } }} [options]
 * @throws {Error} above the budget at any milestone, or when the samples do not allow a verdict
 */
export function report(samples, { json = false, budget = BUDGET } = {}) {
  const comparisons = MILESTONES.map((milestone) => ({
    milestone,
    ...compare(samples[milestone]),
  }));
  // Written so that what is no number is not within anything.
  const above = comparisons.filter(({ ratio }) => !(ratio <= budget.ratio));
  const isWithin = above.length === 0;
  if (json) {
    const results = comparisons.map(({ milestone, ...comparison }) => [milestone, comparison]);
    console.log(
      JSON.stringify({ ...Object.fromEntries(results), budget, isWithin, samples }, null, 2),
    );
  } else {
    console.log(table(comparisons));
    console.log(`${isWithin ? "within" : "ABOVE"} the budget of ${budget.ratio} ×`);
  }
  if (!isWithin) {
    const names = above.map(({ milestone }) => milestone).join(", ");
    throw new Error(`The package takes more than ${budget.ratio} × as long as by hand: ${names}.`);
  }
}

/**
 * @param {Samples[Milestone]} samples
 * @returns {Comparison}
 * @throws {Error} when there are too few, or one is no time
 */
export function compare(samples) {
  const ours = summarize(samples.package);
  const byHand = summarize(samples.byHand);
  return { package: ours, byHand, ratio: ours.median / byHand.median };
}

/**
 * @param {number[]} samples
 * @returns {Summary}
 */
function summarize(samples) {
  if (samples.length < LEAST_SAMPLES) {
    throw new Error(`There are ${samples.length} samples; a verdict takes ${LEAST_SAMPLES}.`);
  }
  if (!samples.every((sample) => sample > 0 && Number.isFinite(sample))) {
    throw new Error("A sample is no time.");
  }
  const sorted = [...samples].sort((one, other) => one - other);
  const [quartile1, median, quartile3] = /** @type {[number, number, number]} */ (
    [0.25, 0.5, 0.75].map((part) => quantile(sorted, part))
  );
  return { count: samples.length, quartile1, median, quartile3 };
}

/**
 * Between two samples, in proportion.
 *
 * @param {number[]} sorted
 * @param {number} part 0 to 1
 */
function quantile(sorted, part) {
  const position = (sorted.length - 1) * part;
  const below = /** @type {number} */ (sorted[Math.floor(position)]);
  const above = /** @type {number} */ (sorted[Math.ceil(position)]);
  return below + (above - below) * (position % 1);
}

/** @param {(Comparison & { milestone: Milestone })[]} comparisons */
function table(comparisons) {
  /** @param {string[]} cells */
  const row = ([name = "", module = "", ...cells]) =>
    name.padEnd(10) + module.padEnd(10) + cells.map((cell) => cell.padStart(10)).join("");
  /** @param {Summary} summary */
  const cells = ({ count, quartile1, median, quartile3 }) => [
    ...[median, quartile1, quartile3].map((ms) => ms.toFixed(1)),
    String(count),
  ];
  return [
    row(["ms until", "", "median", "quartile", "quartile", "samples", "ratio"]),
    ...comparisons.flatMap((comparison) => [
      row([
        comparison.milestone,
        "package",
        ...cells(comparison.package),
        `${comparison.ratio.toFixed(2)} ×`,
      ]),
      row(["", "by hand", ...cells(comparison.byHand), "1.00 ×"]),
    ]),
  ].join("\n");
}
