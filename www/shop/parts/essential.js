import { outcomeOf } from "./failure.js";
import { nextStep, showOutcome } from "./outcome.js";

/**
 * What the page cannot go on without. When it fails the customer is told, and the page stops here: the promise stays
 * open.
 *
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
export async function essential(promise) {
  try {
    return await promise;
  } catch (error) {
    showOutcome(outcomeOf(error), [nextStep.reload]);
    return new Promise(() => {});
  }
}
