import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";
import { Kept, LIMIT } from "../core/kept.js";
import { startSandbox } from "../index.js";
import { Purchases } from "./purchases.js";

const IS_FULL = process.env.TEST_TIER === "full";
const PURCHASES = IS_FULL ? 1000 : 100;
const CLI = new URL("../cli.js", import.meta.url).pathname;

describe("suites of thousands of tests", () => {
  it("have many sandboxes in one process, which know nothing of each other", async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => Purchases.open()));
    const bought = await Promise.all(all.map((one) => Promise.all([one.buy(), one.buy()])));
    all.forEach(({ sandbox }, index) => {
      const { orders, sessions } = sandbox.ledger();
      assert.equal(sessions.length, 2);
      assert.deepEqual(orders.map(({ order_id }) => order_id).sort(), bought[index]?.sort());
    });
    const [first, second] = all;
    first?.sandbox.advanceClock(1_000);
    first?.sandbox.configure({ scenario: "denied" });
    first?.sandbox.reset();
    assert.equal(second?.sandbox.clock().aheadMs, 0);
    assert.equal(second?.sandbox.settings().scenario, "approved");
    assert.equal(second?.sandbox.ledger().orders.length, 2);
    await Promise.all(all.map((one) => one.close()));
  });

  it("have one sandbox for many tests side by side, each with an account of its own", async () => {
    const purchases = await Purchases.open();
    const { sandbox } = purchases;
    const failing = sandbox.openAccount();
    const { accountId: account } = failing;
    sandbox.injectFault({ account, path: "/payments/v1/authorizations/*", kind: "status" });
    const tests = Array.from({ length: 50 }, async (_, index) => {
      const own = sandbox.openAccount();
      const times = (index % 3) + 1;
      const bought = [];
      for (let done = 0; done < times; done += 1) bought.push(await purchases.buy(own));
      const { orders, sessions, requests, entries } = sandbox.ledger(own.accountId);
      assert.deepEqual(
        orders.map(({ order_id }) => order_id),
        bought,
      );
      assert.equal(sessions.length, times);
      assert.deepEqual(
        requests.map(({ path }) => path.replaceAll(/[0-9a-f-]{36}/g, "…")),
        Array.from({ length: times }, () => OF_A_PURCHASE).flat(),
      );
      assert.ok(entries.every((entry) => entry.account === own.accountId));
    });
    await assert.rejects(purchases.buy(failing), /503/);
    assert.equal(sandbox.ledger(account).orders.length, 0);
    await Promise.all(tests);
    assert.throws(() => sandbox.ledger("nobody"), RangeError);
    await purchases.close();
  });

  it("open accounts over HTTP, and read a ledger each", async () => {
    const purchases = await Purchases.open();
    const { url } = purchases.sandbox;
    const opened = await fetch(`${url}/sandbox/accounts`, { method: "POST" });
    assert.equal(opened.status, 201);
    const own = await opened.json();
    await purchases.buy();
    const id = await purchases.buy(own);
    const ledgerOf = (/** @type {string} */ account) =>
      fetch(`${url}/sandbox/ledger?account=${encodeURIComponent(account)}`);
    const { orders } = await (await ledgerOf(own.accountId)).json();
    assert.deepEqual(
      orders.map((/** @type {{ order_id: string }} */ { order_id }) => order_id),
      [id],
    );
    assert.equal((await ledgerOf("nobody")).status, 404);
    await purchases.close();
  });

  it(`leave nothing behind: ${PURCHASES} purchases with a reset after each`, async () => {
    const purchases = await Purchases.open();
    const each = await purchases.bytesEach(PURCHASES, () => purchases.sandbox.reset());
    await purchases.close();
    console.log(
      `with resets: ${Math.round(each)} bytes of heap for each of ${PURCHASES} purchases`,
    );
    assert.ok(each < 6_000, `${each} bytes more with each purchase`);
  });

  it("find the last ten thousand of each kind without a reset, and no more", async () => {
    /** @type {Kept<number>} */
    const kept = new Kept();
    for (let number = 1; number <= LIMIT + 2; number += 1) kept.set(String(number), number);
    kept.set("3", 3);
    assert.equal(kept.size, LIMIT);
    assert.deepEqual([kept.get("2"), kept.get("3")], [undefined, 3]);

    const purchases = await Purchases.open();
    const each = await purchases.bytesEach(PURCHASES);
    await purchases.close();
    console.log(`without: ${Math.round(each)} bytes of ledger for each of ${PURCHASES} purchases`);
    assert.ok(each < 20_000, `${each} bytes are kept of each purchase`);
  });

  it("say how long a sandbox takes to start", async () => {
    const inProcess = await milliseconds(async () => {
      const sandbox = await startSandbox();
      assert.equal((await fetch(`${sandbox.url}/sandbox/settings`)).status, 200);
      await sandbox.close();
    });
    const asCommand = await milliseconds(async () => {
      const command = spawn(process.execPath, [CLI, "--port", "0"]);
      const [text] = await once(command.stdout, "data");
      const url = /on (http:\S+)/.exec(String(text))?.[1];
      assert.equal((await fetch(`${url}/sandbox/settings`)).status, 200);
      command.kill();
    });
    console.log(
      `to the first answer: ${inProcess} ms in this process, ${asCommand} ms as a command`,
    );
  });
});

/** What a shop's server asks for one purchase. */
const OF_A_PURCHASE = [
  "/payments/v1/sessions",
  "/payments/v1/authorizations/…/order",
  "/ordermanagement/v1/orders/…/captures",
];

/** @param {() => Promise<void>} work */
async function milliseconds(work) {
  const began = performance.now();
  await work();
  return Math.round(performance.now() - began);
}
