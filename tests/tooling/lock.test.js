import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { watch } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { withLock } from "../../.tooling/lock.js";

const folder = mkdtempSync(join(tmpdir(), "lock-test-"));
after(() => rmSync(folder, { recursive: true }));

const LOCK = new URL("../../.tooling/lock.js", import.meta.url).href;
/** A process that never ends its work. */
const HOLD = `const [lock, file] = process.argv.slice(1);
  const { withLock } = await import(lock);
  await withLock(file, () => new Promise(() => { setInterval(() => {}, 1000); console.log("locked"); }));`;

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

test("the lock of a process that was killed is taken over", async () => {
  const file = join(folder, "dead.lock");
  const owner = spawn(process.execPath, ["--input-type=module", "-e", HOLD, LOCK, file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(owner.stdout, "data");
  owner.kill("SIGKILL");
  await once(owner, "exit");
  assert.ok(existsSync(file), "it could not take its lock away");
  assert.equal(await withLock(file, async () => "done", { deadMs: 1500 }), "done");
});

test("the lock of a process that lives is never taken over, however long its work is", async () => {
  const file = join(folder, "long.lock");
  const deadMs = 2500;
  let isRunning = true;
  const long = withLock(file, async () => {
    const begun = statSync(file).mtimeMs;
    // Until a sign of life comes when the lock would long have been a dead one's.
    for await (const _ of watch(file, { persistent: false }))
      if (statSync(file).mtimeMs - begun > deadMs) break;
    isRunning = false;
  });
  await withLock(file, async () => assert.equal(isRunning, false), { deadMs });
  await long;
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
