import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { startSandbox } from "../../www/sandbox/index.js";
import { memoryStore } from "../../www/server/src/index.js";
import { eventually } from "../shop/eventually.js";
import { Buyer } from "./buyer.js";
import { openShop, silenceCallbacks } from "./shop.js";

/** @typedef {import("../../www/server/src/public.js").Purchase} Purchase */
/** @typedef {{ what: string, end(error?: Error): void }} Call of a hook, which the shop ends when the test says so */

const MINUTE_MS = 60_000;

/**
 * One shop of two processes, whose hooks take as long as the test wants.
 *
 * @param {import("node:test").TestContext} t
 * @param {{ aheadOfFirst?: number }} [how] how much the second one's clock is ahead
 */
async function open(t, { aheadOfFirst = 0 } = {}) {
  const sandbox = await startSandbox({ settings: { scenario: "known", journey: "instant" } });
  const back = silenceCallbacks();
  const store = memoryStore();
  /** @type {Call[]} */
  const calls = [];
  /** What was told, and what the shop has written down, in that order. @type {string[]} */
  const events = [];
  let ahead = 0;
  let isSlow = true;
  const hook = (/** @type {string} */ name) => async (/** @type {Purchase} */ purchase) => {
    const what = `${name} ${purchase.result?.fraud_status}`;
    events.push(what);
    if (isSlow)
      await new Promise((resolve, reject) => {
        const end = (/** @type {Error | undefined} */ error) =>
          error ? reject(error) : resolve(undefined);
        calls.push({ what, end });
      });
    events.push(`${what}: written`);
  };
  const optionsOf = (/** @type {number} */ more) => ({
    now: () => Date.now() + ahead + more,
    limits: { sweepMs: 60 * MINUTE_MS, klarnaMs: 8_000, answerMs: 9_000 },
    onPlaced: hook("onPlaced"),
    onReviewed: hook("onReviewed"),
  });
  const first = await openShop({ sandbox, store, options: optionsOf(0) });
  const second = await openShop({ sandbox, store, options: optionsOf(aheadOfFirst) });
  t.after(async () => {
    isSlow = false;
    for (const { end } of calls) end();
    await Promise.all([first.close(), second.close()]);
    back();
    await sandbox.close();
  });
  const buyer = new Buyer(first, sandbox);
  const session = await buyer.session();
  const token = await buyer.authorize(session);
  sandbox.configure({ scenario: "pending" });
  return {
    ...{ sandbox, first, second, calls, events },
    order: () => buyer.post(session, token),
    /** The nth call that waits for its end, once it has come. @param {number} nth */
    call: (nth) => eventually(() => calls[nth]),
    /** From now on the shop takes everything at once. */
    hurry() {
      isSlow = false;
    },
    /** @param {number} ms */
    later(ms) {
      ahead += ms;
    },
    find: async () => /** @type {Purchase} */ (await first.klarna.find({ cart: buyer.cart })),
  };
}

describe("a shop that takes longer to hear of an order than anybody waits for it", () => {
  it("hears of it no more once it has taken it", async (t) => {
    const { order, first, call, hurry, later, events } = await open(t);
    const ordered = order();
    const slow = await call(0);
    later(MINUTE_MS);
    const swept = first.klarna.sweep();
    const again = await call(1);
    hurry();
    slow.end();
    await ordered;
    later(MINUTE_MS);
    await first.klarna.sweep();
    again.end();
    await swept;
    later(MINUTE_MS);
    await first.klarna.sweep();
    assert.equal(events.filter((event) => event === "onPlaced PENDING").length, 2);
  });

  for (const [what, error] of /** @type {const} */ ([
    ["takes it", undefined],
    ["does not take it", new Error("the shop is away")],
  ]))
    it(`hears of it once from each process, whose clocks differ, and ${what}`, async (t) => {
      const { order, second, call, hurry, events } = await open(t, { aheadOfFirst: MINUTE_MS });
      const ordered = order();
      const slow = await call(0);
      const swept = second.klarna.sweep();
      const beside = await call(1);
      hurry();
      slow.end(error);
      await ordered;
      beside.end(error);
      await swept;
      assert.equal(events.filter((event) => event === "onPlaced PENDING").length, 2);
    });
});
