// Runs jobs side by side, each as soon as it may begin.

import { EventEmitter, once } from "node:events";

/**
 * What the order depends on.
 *
 * @typedef {object} Pooled
 * @property {{ id: string, after?: string }} suite
 * @property {{ alone?: string }} job
 */

/**
 * Perform everything, in this order as far as possible: a job waits for the suite that its own comes after, and for
 * another one that has to be alone with the same thing.
 *
 * @template {Pooled} T
 * @param {readonly T[]} all
 * @param {number} workers how many at once
 * @param {(one: T) => Promise<unknown>} perform never rejects
 */
export async function performAll(all, workers, perform) {
  const waiting = [...all];
  /** @type {Set<T>} */
  const running = new Set();
  const events = new EventEmitter().setMaxListeners(workers);
  /** @param {T} one */
  const mayBegin = ({ suite, job }) =>
    ![...running].some((other) => job.alone !== undefined && other.job.alone === job.alone) &&
    ![...running, ...waiting].some((other) => other.suite.id === suite.after);
  const work = async () => {
    while (waiting.length > 0) {
      const next = waiting.find(mayBegin);
      if (!next) {
        await once(events, "end");
        continue;
      }
      waiting.splice(waiting.indexOf(next), 1);
      running.add(next);
      await perform(next);
      running.delete(next);
      events.emit("end");
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
}
