// One process at a time for work that two must not do at once, whichever checkout they run in.

import { mkdirSync, rmSync, statSync, utimes, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 200;
/** How often the owner shows that it is alive; a process id would not, since another process may have it by now. */
const BEAT_MS = 1000;
/** A lock whose owner has not done so for this long is nobody's. */
const DEAD_MS = 30_000;

/**
 * Do something while no other process that names the same file does.
 *
 * @template T
 * @param {string} file made for the time of the task
 * @param {() => Promise<T>} task
 * @param {{ deadMs?: number }} [options] milliseconds without a sign of life after which a lock is taken over
 * @returns {Promise<T>}
 */
export async function withLock(file, task, { deadMs = DEAD_MS } = {}) {
  mkdirSync(dirname(file), { recursive: true });
  for (let isFirst = true; !tryToLock(file, deadMs); isFirst = false) {
    if (isFirst) console.error(`… waiting for another process to end the same work (${file})`);
    await delay(POLL_MS);
  }
  const release = () => rmSync(file, { force: true });
  const beat = setInterval(() => utimes(file, new Date(), new Date(), () => {}), BEAT_MS).unref();
  process.once("exit", release);
  try {
    return await task();
  } finally {
    process.off("exit", release);
    clearInterval(beat);
    release();
  }
}

/**
 * @param {string} file
 * @param {number} deadMs
 */
function tryToLock(file, deadMs) {
  const beaten = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (beaten !== undefined && Date.now() - beaten > deadMs) rmSync(file, { force: true });
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
    return false;
  }
}
