// Shops that tests start as programs of their own.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

/** @returns {Promise<number>} */
export const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (probe.address());
      probe.close(() => resolve(port));
    });
  });

/**
 * Waits until a shop answers; fails when its program has ended.
 *
 * @param {string} url
 * @param {import("node:child_process").ChildProcess} server
 */
export async function isUp(url, server) {
  while (!(await fetch(url).catch(() => pause(100)))) assert.equal(server.exitCode, null);
}
