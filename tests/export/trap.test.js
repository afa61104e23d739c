import assert from "node:assert/strict";
import { it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { guarding } from "../../src/export/trap.js";

it("who waits for a promise of a library's hears of a trap as well", async () => {
  const { Promise: real } = globalThis;
  /** As Bluebird's, which has no name for `Object.prototype.toString`. @extends {Promise<any>} */
  class Bluebird extends Promise {}
  Object.defineProperty(Bluebird.prototype, Symbol.toStringTag, { value: "Object" });
  Object.assign(globalThis, { Promise: Bluebird });
  try {
    const { enter } = guarding(async () => {})(() => {});
    const { wait, trap } = enter({
      wait: () => new Promise(() => {}),
      trap: () => {
        throw new Error("unreachable");
      },
    });
    const waiting = wait();
    assert.throws(trap, { code: "INTERNAL" });
    const ended = await real.race([waiting.catch(String), setImmediate("waits for ever")]);
    assert.match(ended, /trapped/);
  } finally {
    Object.assign(globalThis, { Promise: real });
  }
});
