import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { withLock } from "../../.tooling/lock.js";

const folder = mkdtempSync(join(tmpdir(), "lock-test-"));
after(() => rmSync(folder, { recursive: true }));

test("two tasks that name the same file never run at the same time", async () => {
  const file = join(folder, "shared.lock");
  let running = 0;
  const task = async () => {
    running += 1;
    assert.equal(running, 1);
    await delay(20);
    running -= 1;
  };
  await Promise.all([withLock(file, task), withLock(file, task), withLock(file, task)]);
});

test("the lock of a process that died is taken over", async () => {
  const file = join(folder, "dead.lock");
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  writeFileSync(file, String(pid));
  assert.equal(await withLock(file, async () => "done"), "done");
});

test("a failed task leaves no lock behind", async () => {
  const file = join(folder, "failed.lock");
  await assert.rejects(
    withLock(file, async () => {
      throw new Error("no disk");
    }),
    /no disk/,
  );
  assert.equal(existsSync(file), false);
});
