// Medians and their spread, and an order in which what the machine does besides strikes all alike.

/** @typedef {{ count: number, quartile1: number, median: number, quartile3: number }} Summary in the unit of the samples */

/**
 * @param {number[]} samples
 * @returns {Summary}
 * @throws {Error} when there is none, or one is no figure
 */
export function summarize(samples) {
  if (samples.length === 0) throw new Error("There are no samples.");
  if (!samples.every((sample) => sample >= 0 && Number.isFinite(sample)))
    throw new Error(`A sample is no figure: ${samples}`);
  const sorted = samples.toSorted((one, other) => one - other);
  return {
    count: sorted.length,
    quartile1: quantile(sorted, 0.25),
    median: quantile(sorted, 0.5),
    quartile3: quantile(sorted, 0.75),
  };
}

/**
 * Between two samples, in proportion.
 *
 * @param {number[]} sorted
 * @param {number} part 0 to 1
 */
function quantile(sorted, part) {
  const position = (sorted.length - 1) * part;
  const below = Number(sorted[Math.floor(position)]);
  const above = Number(sorted[Math.ceil(position)]);
  return below + (above - below) * (position % 1);
}

/**
 * Each of the things so many times, in rounds that are shuffled each by itself.
 *
 * @template T
 * @param {T[]} things
 * @param {number} rounds
 * @returns {T[]}
 */
export function inShuffledRounds(things, rounds) {
  return Array.from({ length: rounds }, () =>
    things
      .map((thing) => ({ thing, at: Math.random() }))
      .sort((one, other) => one.at - other.at)
      .map(({ thing }) => thing),
  ).flat();
}

/** @param {number} value */
export const rounded = (value) => Number(value.toPrecision(3));
