// One set-up at a time on this machine, whichever checkout it runs for.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { CACHE } from "./environment.js";

const POLL_MS = 500;

/**
 * Do something while no other process does.
 *
 * @template T
 * @param {() => Promise<T>} task
 * @param {string} [file]
 * @returns {Promise<T>}
 */
export async function withSetupLock(task, file = join(CACHE, "setup.lock")) {
  mkdirSync(join(file, ".."), { recursive: true });
  for (let waiting = false; !tryToLock(file); waiting = true) {
    if (!waiting)
      console.error(`… waiting for another set-up (process ${owner(file) ?? "unknown"}) to end`);
    await delay(POLL_MS);
  }
  const release = () => rmSync(file, { force: true });
  const stop = () => {
    release();
    process.exit(130);
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    return await task();
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
    release();
  }
}

/** @param {string} file */
function tryToLock(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
    const pid = owner(file);
    if (pid !== null && !isAlive(pid)) rmSync(file, { force: true });
    return false;
  }
}

/** @param {string} file */
function owner(file) {
  try {
    return Number(readFileSync(file, "utf8")) || null;
  } catch {
    return null;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}
