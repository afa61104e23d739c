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
 * @param {{ aheadOfFirst?: number, answerMs?: number }} [how] how much the second one's clock is ahead
 */
async function open(t, { aheadOfFirst = 0, answerMs = 9_000 } = {}) {
  const sandbox = await startSandbox({ settings: { scenario: "known", journey: "instant" } });
  const back = silenceCallbacks();
  const store = memoryStore();
  /** @type {Call[]} */
  const calls = [];
  /** What was told, and what the shop has written down, in that order. @type {string[]} */
  const events = [];
  // It stands still but for the test: what waits for another try waits for that.
  const start = Date.now();
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
    now: () => start + ahead + more,
    limits: { sweepMs: 60 * MINUTE_MS, klarnaMs: 8_000, answerMs },
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
    ...{ first, second, events },
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
    /** Klarna decides, and notifies of it. */
    async reject() {
      const purchase = await first.klarna.find({ cart: buyer.cart });
      const orderId = purchase?.result?.order_id ?? "";
      sandbox.reviewOrder(orderId, "REJECTED");
      await eventually(() => sandbox.ledger().notifications[0]?.status);
    },
    /** Klarna's notification. */
    async notify() {
      const purchase = await first.klarna.find({ cart: buyer.cart });
      const order_id = purchase?.result?.order_id ?? "";
      return buyer.ask("POST", `/callbacks/notification/${purchase?.id}`, { order_id });
    },
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

describe("what Klarna has decided about an order", () => {
  const DECIDED = [
    "onPlaced PENDING",
    "onPlaced PENDING: written",
    "onReviewed REJECTED",
    "onReviewed REJECTED: written",
  ];

  it("is told once the shop has taken the order, and Klarna notifies as long", async (t) => {
    const { order, call, hurry, reject, notify, events } = await open(t);
    const ordered = order();
    const slow = await call(0);
    await reject();
    const { status, body } = await notify();
    assert.deepEqual([status, body.error?.code], [503, "shop_not_told"]);
    hurry();
    slow.end();
    await ordered;
    assert.deepEqual(events, DECIDED);
    assert.equal((await notify()).status, 200);
    assert.deepEqual(events, DECIDED);
  });

  it("is not waited for longer than a page would be, and Klarna notifies as long", async (t) => {
    const { order, call, hurry, reject, notify, events } = await open(t, { answerMs: 300 });
    const ordered = order();
    (await call(0)).end();
    await ordered;
    const rejected = reject();
    const slow = await call(1);
    await rejected;
    // By now another process might tell it: whoever waits for that is answered as well.
    assert.equal((await notify()).status, 503);
    hurry();
    slow.end();
    await eventually(() => (events.length === DECIDED.length ? true : undefined));
    assert.deepEqual(events, DECIDED);
    assert.equal((await notify()).status, 200);
  });

  it("is told after the order, also where the shop did not take that at first", async (t) => {
    const { order, first, call, hurry, later, reject, notify, events } = await open(t);
    const ordered = order();
    (await call(0)).end(new Error("the shop is away"));
    await ordered;
    await reject();
    hurry();
    assert.equal((await notify()).status, 503);
    assert.deepEqual(events, ["onPlaced PENDING"]);
    later(MINUTE_MS);
    await first.klarna.sweep();
    assert.deepEqual(events.slice(1), [
      "onPlaced REJECTED",
      "onPlaced REJECTED: written",
      "onReviewed REJECTED",
      "onReviewed REJECTED: written",
    ]);
  });

  it("is what the shop writes down last, though it took long to write down the order", async (t) => {
    const { order, first, call, hurry, later, reject, notify, events } = await open(t);
    const ordered = order();
    const slow = await call(0);
    await reject();
    hurry();
    later(MINUTE_MS);
    await first.klarna.sweep();
    assert.equal((await notify()).status, 200);
    assert.equal(events.at(-1), "onReviewed REJECTED: written");
    slow.end();
    await ordered;
    assert.equal(events.at(-1), "onPlaced REJECTED: written");
  });
});
