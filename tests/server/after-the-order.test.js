import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, beforeEach, describe, it } from "node:test";
import { startSandbox } from "../../www/sandbox/index.js";
import { commerceLayer } from "../../www/server/src/commerce-layer.js";
import { createKlarnaServer, memoryStore, OrderRefused } from "../../www/server/src/index.js";
import { sqliteStore } from "../../www/server/src/stores/sqlite.js";
import { eventually } from "../shop/eventually.js";
import { Buyer } from "./buyer.js";
import { accessTo, holdAnswer, openShop, orderOf, shopOptions, silenceCallbacks } from "./shop.js";

/** @typedef {import("../../www/server/src/public.js").Purchase} Purchase */
/** @typedef {Awaited<ReturnType<typeof openShop>>} Shop */

describe("after the order", () => {
  /** @type {Awaited<ReturnType<typeof startSandbox>>} */
  let sandbox;
  /** @type {Awaited<ReturnType<typeof openShop>>} */
  let shop;
  /** @type {Purchase[]} */
  const reviewed = [];
  let ahead = 0;
  let isAway = false;
  before(async () => {
    sandbox = await startSandbox({ settings: { scenario: "known", journey: "instant" } });
    shop = await openShop({
      sandbox,
      store: memoryStore(),
      options: {
        now: () => Date.now() + ahead,
        limits: { sweepMs: 3_600_000, klarnaMs: 8_000 },
        onReviewed: (purchase) => {
          if (isAway) throw new Error("the shop is away");
          reviewed.push(purchase);
        },
      },
    });
  });
  beforeEach(() => {
    ahead = 0;
    isAway = false;
    sandbox.reset();
    shop.told.length = 0;
    reviewed.length = 0;
  });
  after(async () => {
    await shop.close();
    await sandbox.close();
  });

  /** @param {() => Promise<void>} work */
  async function withoutCallbacks(work) {
    const back = silenceCallbacks();
    await work().finally(back);
  }

  /** @param {{ intent?: string, quantity?: number }} [cart] */
  async function buy(cart = {}) {
    const buyer = new Buyer(shop, sandbox, cart);
    const session = await buyer.session();
    const { body } = await buyer.post(session, await buyer.authorize(session));
    assert.equal(body.placed, true, JSON.stringify(body));
    const purchase = await shop.klarna.find({ cart: buyer.cart });
    return { body, purchase: /** @type {Purchase} */ (purchase) };
  }

  it("it is captured and refunded, each step once, and released", async () => {
    const { purchase } = await buy({ quantity: 3 });
    const { orders } = shop.klarna;
    await orders.capture(purchase, { key: "parcel 1", amount: 1000 });
    await orders.capture(purchase, { key: "parcel 1", amount: 1000 });
    await orders.refund(purchase, { key: "return 1", amount: 400 });
    await orders.release(purchase);
    const order = await orders.read(purchase);
    assert.equal(order.captured_amount, 1000);
    assert.equal(order.refunded_amount, 400);
    assert.equal(order.remaining_authorized_amount, 0);
    await assert.rejects(orders.cancel(purchase), { code: "klarna_refused" });
  });

  it("it is cancelled as a whole", async () => {
    const { purchase } = await buy();
    await shop.klarna.orders.cancel(purchase);
    assert.equal((await shop.klarna.orders.read(purchase)).status, "CANCELLED");
  });

  it("a payment with the button is captured and refunded in the other API", async () => {
    const buyer = new Buyer(shop, sandbox);
    await buyer.click();
    const purchase = /** @type {Purchase} */ (await shop.klarna.find({ cart: buyer.cart }));
    await shop.klarna.orders.capture(purchase, { key: "1", amount: 1000 });
    await shop.klarna.orders.capture(purchase, { key: "1", amount: 1000 });
    await shop.klarna.orders.refund(purchase, { key: "1", amount: 100 });
    const transaction = /** @type {any} */ (await shop.klarna.orders.read(purchase));
    assert.ok(JSON.stringify(transaction).includes("1000"), JSON.stringify(transaction));
  });

  it("an order that Klarna still looks at is told when it has decided, by what is read from Klarna", async () => {
    sandbox.configure({ scenario: "pending" });
    const buyer = new Buyer(shop, sandbox);
    const session = await buyer.session();
    await fetch(`${sandbox.url}/kp/client/call`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        client_token: session.client_token,
        call: "authorize",
        auto_finalize: true,
        data: session.order_data,
      }),
    });
    const told = await eventually(() => shop.told[0]);
    assert.equal(told.result?.fraud_status, "PENDING");
    const id = told.result?.order_id ?? "";
    const forged = await buyer.ask("POST", `/callbacks/notification/${told.id}`, {
      order_id: id,
      event_type: "FRAUD_RISK_ACCEPTED",
    });
    assert.equal(forged.status, 200);
    assert.equal(reviewed.length, 0);
    assert.equal(
      (await buyer.ask("POST", `/callbacks/notification/${told.id}`, { order_id: "other" })).status,
      404,
    );
    assert.equal(sandbox.reviewOrder(id, "REJECTED"), true);
    const decided = await eventually(() => reviewed[0]);
    assert.equal(decided.result?.fraud_status, "REJECTED");
  });

  /** An order that Klarna still looks at, and tells nobody of by itself. */
  async function buyPending() {
    const buyer = new Buyer(shop, sandbox);
    await withoutCallbacks(async () => {
      const session = await buyer.session();
      const token = await buyer.authorize(session);
      sandbox.configure({ scenario: "pending" });
      await buyer.post(session, token);
    });
    const purchase = /** @type {Purchase} */ (await shop.klarna.find({ cart: buyer.cart }));
    assert.equal(purchase.result?.fraud_status, "PENDING");
    return { buyer, purchase, orderId: purchase.result?.order_id ?? "" };
  }

  it("what Klarna has decided is told until the shop has taken it, and Klarna notifies as long", async () => {
    const { buyer, purchase, orderId } = await buyPending();
    const notify = () =>
      buyer.ask("POST", `/callbacks/notification/${purchase.id}`, { order_id: orderId });
    isAway = true;
    assert.equal(sandbox.reviewOrder(orderId, "REJECTED"), true);
    await eventually(() => shop.log.find(({ event }) => event === "shop_not_told"));
    const { status, body } = await notify();
    assert.deepEqual([status, body.error?.code], [503, "shop_not_told"]);
    assert.equal(reviewed.length, 0);
    isAway = false;
    ahead = 60_000;
    await shop.klarna.sweep();
    assert.deepEqual(
      reviewed.map(({ cart, result }) => [cart, result?.fraud_status]),
      [[buyer.cart, "REJECTED"]],
    );
    assert.equal((await notify()).status, 200);
    assert.equal(reviewed.length, 1);
  });

  it("what Klarna has decided is told of an order that the shop has given another number, too", async () => {
    const { purchase, orderId, buyer } = await buyPending();
    const { username, password } = sandbox.credentials;
    const renamed = await fetch(
      `${sandbox.url}/ordermanagement/v1/orders/${orderId}/merchant-references`,
      {
        method: "PATCH",
        headers: {
          authorization: `Basic ${btoa(`${username}:${password}`)}`,
          "content-type": "application/json",
        },
        body: JSON.stringify({ merchant_reference1: "2026-1" }),
      },
    );
    assert.equal(renamed.status, 204);
    assert.equal(sandbox.reviewOrder(orderId, "ACCEPTED"), true);
    const decided = await eventually(() => reviewed[0]);
    assert.deepEqual(
      [decided.id, decided.cart, decided.result?.fraud_status],
      [purchase.id, buyer.cart, "ACCEPTED"],
    );
  });

  it("what Klarna has decided is told, too, where somebody settles the order", async () => {
    const { buyer, orderId } = await buyPending();
    sandbox.injectFault({ path: "/ordermanagement/v1/orders/*", kind: "status", times: 1 });
    assert.equal(sandbox.reviewOrder(orderId, "ACCEPTED"), true);
    await eventually(() => sandbox.ledger().notifications[0]?.status);
    await shop.klarna.settle(buyer.cart, { orderId });
    assert.deepEqual(
      reviewed.map(({ cart, result }) => [cart, result?.fraud_status]),
      [[buyer.cart, "ACCEPTED"]],
    );
  });

  it("somebody who looks at such an order hears what Klarna says, asked once in ten seconds", async () => {
    const { purchase } = await buy();
    sandbox.configure({ scenario: "pending" });
    const buyer = new Buyer(shop, sandbox);
    const session = await buyer.session();
    sandbox.configure({ scenario: "known" });
    const token = await buyer.authorize(session);
    sandbox.configure({ scenario: "pending" });
    await buyer.post(session, token);
    const pending = await eventually(() =>
      shop.told.find(({ cart, result }) => cart === buyer.cart && result?.fraud_status),
    );
    assert.equal(pending.result?.fraud_status, "PENDING");
    const reads = () =>
      sandbox.ledger().requests.filter(({ path }) => String(path).startsWith("/ordermanagement/"));
    const { orders } = shop.klarna;
    assert.equal((await orders.review(pending)).result?.fraud_status, "PENDING");
    assert.equal(reads().length, 0, "Klarna has just said so");
    ahead += 11_000;
    await Promise.all([orders.review(pending), orders.review(purchase)]);
    await orders.review(pending);
    assert.equal(reads().length, 1);
  });

  it("an order whose id was lost gets it from Klarna's notification, if it is this cart's", async () => {
    sandbox.configure({ scenario: "pending" });
    const buyer = new Buyer(shop, sandbox);
    const session = await buyer.session();
    sandbox.injectFault({
      path: "/payments/v1/authorizations/*/order",
      kind: "drop",
      stage: "after",
      times: 1,
    });
    await fetch(`${sandbox.url}/kp/client/call`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        client_token: session.client_token,
        call: "authorize",
        auto_finalize: true,
        data: session.order_data,
      }),
    });
    const told = await eventually(() => shop.told[0]);
    assert.equal(told.result?.order_id, undefined);
    assert.equal(told.result?.fraud_status, undefined);
    const id = sandbox.ledger().orders[0]?.order_id ?? "";
    await buyer.ask("POST", `/callbacks/notification/${told.id}`, { order_id: "of somebody else" });
    assert.equal((await shop.klarna.find({ cart: buyer.cart }))?.result?.order_id, undefined);
    assert.equal(sandbox.reviewOrder(id, "ACCEPTED"), true);
    const decided = await eventually(() => reviewed[0]);
    assert.deepEqual(decided.result, { by: "payments", order_id: id, fraud_status: "ACCEPTED" });
  });

  it("a customer token comes with the order, stays on the server, and charges each renewal once", async () => {
    const { body, purchase } = await buy({ intent: "tokenize" });
    const token = purchase.result?.customer_token ?? "";
    assert.equal(sandbox.ledger().customerTokens[0]?.token_id, token);
    assert.equal(JSON.stringify(body).includes(token), false);
    assert.equal(sandbox.ledger().orders.length, 1);
    const renewal = orderOf(`${purchase.cart}/2`, 1);
    const charges = await Promise.all([
      shop.klarna.recurring.charge(token, renewal),
      shop.klarna.recurring.charge(token, renewal),
    ]);
    charges.push(await shop.klarna.recurring.charge(token, renewal));
    assert.equal(new Set(charges.map(({ result }) => result?.order_id)).size, 1);
    assert.equal(sandbox.ledger().orders.length, 2);
    assert.equal((await shop.klarna.recurring.read(token)).status, "ACTIVE");
    await shop.klarna.recurring.cancel(token);
    await assert.rejects(shop.klarna.recurring.charge(token, orderOf(`${purchase.cart}/3`, 1)), {
      code: "payment_refused",
      placed: false,
    });
  });

  it("a renewal is captured when the shop says so, at once or later, and never by itself", async () => {
    const { purchase } = await buy({ intent: "tokenize" });
    const token = purchase.result?.customer_token ?? "";
    const later = await shop.klarna.recurring.charge(token, orderOf(`${purchase.cart}/2`, 1));
    const digital = { ...orderOf(`${purchase.cart}/3`, 1), auto_capture: true };
    const atOnce = await shop.klarna.recurring.charge(token, digital);
    const captured = async (/** @type {Purchase} */ of) =>
      (await shop.klarna.orders.read(of)).captured_amount;
    assert.deepEqual(
      [await captured(purchase), await captured(later), await captured(atOnce)],
      [0, 0, 1000],
    );
    await shop.klarna.orders.capture(later, { key: "shipment", amount: 1000 });
    assert.equal(await captured(later), 1000);
  });

  it("a payment with the button is captured at once where the order says so", async (t) => {
    const cart = "digital";
    const other = await openShop({
      sandbox,
      store: memoryStore(),
      options: { order: () => ({ ...orderOf(cart, 1), auto_capture: true }) },
    });
    t.after(() => other.close());
    const { body } = await new Buyer(other, sandbox, { cart }).click();
    assert.equal(body.result, "APPROVED", JSON.stringify(body));
    const purchase = /** @type {Purchase} */ (await other.klarna.find({ cart }));
    assert.equal((await other.klarna.orders.read(purchase)).captured_amount, 1000);
  });

  it("a program that does nothing else charges a renewal, and looks at an order", async () => {
    const { purchase } = await buy({ intent: "tokenize" });
    const { customer_token = "" } = purchase.result ?? {};
    for (const act of /** @type {((klarna: typeof shop.klarna) => Promise<unknown>)[]} */ ([
      ({ recurring }) => recurring.charge(customer_token, orderOf(`${purchase.cart}/2`, 1)),
      ({ orders }) => orders.review(purchase),
    ])) {
      const store = sqliteStore({ file: ":memory:" });
      const klarna = accessTo(sandbox);
      const publicUrl = "https://shop.example";
      await act(createKlarnaServer(shopOptions({ klarna, store, publicUrl })));
      await store.close();
    }
    assert.equal(sandbox.ledger().orders.length, 2);
  });

  for (const repeatedOrder of /** @type {const} */ (["session-completed", "invalid-operation"]))
    it(`a customer token is not lost with the order's answer, where the order again is answered ${repeatedOrder}`, async () => {
      sandbox.configure({ repeatedOrder });
      sandbox.injectFault({
        path: "/payments/v1/authorizations/*/order",
        kind: "drop",
        stage: "after",
        times: 1,
      });
      const { purchase } = await buy({ intent: "buy_and_tokenize" });
      const [{ token_id } = { token_id: "none" }] = sandbox.ledger().customerTokens;
      assert.equal(purchase.result?.customer_token, token_id);
      const told = shop.told.find(({ cart }) => cart === purchase.cart);
      assert.equal(told?.result?.customer_token, token_id);
      const id = sandbox.ledger().orders[0]?.order_id ?? "";
      const settled = await shop.klarna.settle(purchase.cart, { orderId: id });
      assert.deepEqual([settled.result?.order_id, settled.result?.customer_token], [id, token_id]);
    });

  for (const [intent, path] of [
    ["buy_and_tokenize", "/payments/v1/authorizations/*/order"],
    ["tokenize", "/customer-token/v1/tokens/*/order"],
  ])
    it(`a customer token whose first order Klarna refuses is cancelled, until it is (${intent})`, async () => {
      const tokens = () => sandbox.ledger().customerTokens.map(({ state }) => state);
      sandbox.injectFault({ path: String(path), kind: "status", status: 403, times: 1 });
      const refusal = { kind: /** @type {const} */ ("status"), status: 503 };
      sandbox.injectFault({ path: "/customer-token/v1/tokens/*/status", ...refusal });
      const buyer = new Buyer(shop, sandbox, { intent: String(intent) });
      const session = await buyer.session();
      const { body } = await buyer.post(session, await buyer.authorize(session));
      assert.deepEqual([body.placed, body.error.code], [false, "payment_refused"]);
      // By now the authorization is void by itself; a customer token never is.
      ahead = 61 * 60_000;
      await shop.klarna.sweep();
      assert.deepEqual(tokens(), ["ACTIVE"]);
      sandbox.clearFaults();
      ahead += 11 * 60_000;
      await shop.klarna.sweep();
      assert.deepEqual([tokens(), sandbox.ledger().orders.length], [["CANCELLED"], 0]);
    });

  describe("a customer token, whose charge Klarna takes for any amount, pays what the customer agreed to", () => {
    const charged = () => sandbox.ledger().orders.map(({ order_amount }) => order_amount);
    const tokens = () => sandbox.ledger().customerTokens.map(({ state }) => state);
    const [tea] = orderOf("any", 1).order_lines;
    const tokenizing = () => new Buyer(shop, sandbox, { intent: "tokenize" });

    it("and not what the cart has become in another tab, whose page loads Klarna's widget with it", async () => {
      for (const isKlarnaHeard of [true, false]) {
        sandbox.reset();
        const buyer = tokenizing();
        const work = async () => {
          const shown = await buyer.session();
          buyer.quantity = 3;
          const other = await buyer.session();
          const token = await buyer.authorize(shown);
          await buyer.load(other);
          const { body } = await buyer.post({ session_id: shown.session_id }, token);
          assert.deepEqual([body.placed, body.order_amount], [true, 1000], JSON.stringify(body));
          // Klarna's own copy of the token, and the other page's, change nothing.
          const late = await buyer.post(other, await buyer.authorize(other));
          assert.deepEqual([late.body.placed, late.body.order_amount], [true, 1000]);
        };
        await (isKlarnaHeard ? work() : withoutCallbacks(work));
        assert.deepEqual([charged(), tokens().length], [[1000], 1]);
      }
    });

    for (const [what, change] of /** @type {[string, Partial<ReturnType<typeof orderOf>>][]} */ ([
      [
        "in another currency",
        { purchase_country: "GB", purchase_currency: "GBP", locale: "en-GB" },
      ],
      ["other goods of the same price", { order_lines: [{ ...tea, name: "Diamonds" }] }],
    ]))
      it(`and not ${what}`, async (t) => {
        let changes = {};
        const other = await openShop({
          sandbox,
          store: memoryStore(),
          options: { order: () => ({ ...orderOf("one", 1), intent: "tokenize", ...changes }) },
        });
        t.after(() => other.close());
        const buyer = new Buyer(other, sandbox);
        const shown = await buyer.session();
        changes = change;
        await buyer.session();
        const { session_id } = shown;
        const { body } = await buyer.post({ session_id }, await buyer.authorize(shown));
        assert.equal(body.placed, true, JSON.stringify(body));
        const order = other.told[0]?.order;
        assert.deepEqual([order?.purchase_currency, order?.order_lines[0]?.name], ["EUR", "Tea"]);
        assert.equal(sandbox.ledger().orders[0]?.purchase_currency, "EUR");
      });

    it("and nothing where the page has agreed to another currency than the shop's", async () => {
      const buyer = tokenizing();
      const shown = await buyer.session();
      const changes = { purchase_country: "GB", purchase_currency: "GBP" };
      const { status, body } = await buyer.post(shown, await buyer.authorize(shown, { changes }));
      assert.deepEqual([status, body.placed, body.error?.code], [422, false, "order_mismatch"]);
      assert.deepEqual([charged(), tokens()], [[], []]);
    });

    it("on a review page, too: what is kept of the cart as it was goes back, and nothing more is kept of it", async () => {
      const buyer = tokenizing();
      const old = await buyer.session({ step: "payment" });
      const first = await buyer.authorize(old);
      assert.equal((await buyer.post(old, first, "/keep")).status, 200);
      buyer.quantity = 3;
      const payment = await buyer.session({ step: "payment" });
      const token = await buyer.authorize(payment);
      assert.equal((await buyer.post(payment, token, "/keep")).status, 200);
      // A page that stands open as it was.
      const { session_id } = old;
      const late = await buyer.post({ session_id }, await buyer.authorize(old), "/keep");
      assert.deepEqual([late.status, late.body.error?.code], [422, "order_mismatch"]);
      const { body } = await buyer.ask("POST", "/orders/kept");
      assert.deepEqual([body.placed, charged()], [true, [3000]]);
    });

    it("and nothing where the payment page of an older cart was left before it could say so", async (t) => {
      let ahead = 0;
      const now = () => Date.now() + ahead;
      const other = await openShop({ sandbox, store: memoryStore(), options: { now } });
      t.after(() => other.close());
      const buyer = new Buyer(other, sandbox, { intent: "tokenize" });
      const old = await buyer.session({ step: "payment" });
      await buyer.session({ step: "review" });
      buyer.quantity = 3;
      await buyer.session({ step: "payment" });
      await buyer.authorize(old);
      await eventually(() => sandbox.ledger().callbacks[0]?.status);
      ahead = 120_000;
      await other.klarna.sweep();
      assert.deepEqual(charged(), []);
    });

    it("also where the page could not say so, and the cart has changed since", async () => {
      const buyer = tokenizing();
      await withoutCallbacks(async () => {
        await buyer.authorize(await buyer.session());
        buyer.quantity = 3;
        const { status, body } = await buyer.ask("POST", "/session");
        assert.deepEqual([status, body.placed, body.order_amount], [409, true, 1000]);
      });
      assert.deepEqual(charged(), [1000]);
    });

    it("also where the customer agrees while the cart gets another session", async () => {
      const buyer = tokenizing();
      await withoutCallbacks(async () => {
        const shown = await buyer.session();
        /** @type {string | undefined} */
        let token;
        const real = globalThis.fetch;
        globalThis.fetch = async (input, init) => {
          if (
            init?.method === "POST" &&
            new URL(String(input)).pathname.startsWith("/payments/v1/sessions")
          )
            token ??= await buyer.authorize(shown);
          return real(input, init);
        };
        buyer.quantity = 3;
        await buyer.session().finally(() => {
          globalThis.fetch = real;
        });
        const { body } = await buyer.post({ session_id: shown.session_id }, String(token));
        assert.deepEqual([body.placed, body.order_amount], [true, 1000], JSON.stringify(body));
      });
      assert.deepEqual(charged(), [1000]);
    });
  });

  it("a renewal whose answer is lost is one order", async () => {
    const { purchase } = await buy({ intent: "tokenize" });
    const token = purchase.result?.customer_token ?? "";
    sandbox.injectFault({
      path: "/customer-token/v1/tokens/*/order",
      kind: "drop",
      stage: "after",
      times: 3,
    });
    const renewal = orderOf(`${purchase.cart}/2`, 1);
    await assert.rejects(shop.klarna.recurring.charge(token, renewal), { status: 503 });
    assert.equal((await shop.klarna.recurring.charge(token, renewal)).state, "placed");
    assert.equal(sandbox.ledger().orders.length, 2);
  });
});

describe("what Klarna has made, and tells one process while another one asks", () => {
  const MINUTE_MS = 60_000;

  /**
   * One shop of two processes; of what Klarna answers to the first one's call nothing is heard yet.
   *
   * @param {import("node:test").TestContext} t
   * @param {{ held: RegExp, intent?: string, options?: Partial<import("../../www/server/src/public.js").Options> }} how
   */
  async function open(t, { held, intent, options = {} }) {
    const sandbox = await startSandbox({ settings: { scenario: "known", journey: "instant" } });
    const back = silenceCallbacks();
    const store = memoryStore();
    let ahead = 0;
    const how = {
      ...options,
      now: () => Date.now() + ahead,
      limits: { sweepMs: 60 * MINUTE_MS, klarnaMs: 8_000, answerMs: 9_000 },
    };
    const first = await openShop({ sandbox, store, options: how });
    const second = await openShop({ sandbox, store, options: how });
    const answer = holdAnswer(held);
    t.after(async () => {
      answer.restore();
      await Promise.all([first.close(), second.close()]);
      back();
      await sandbox.close();
    });
    const buyer = new Buyer(first, sandbox, intent === undefined ? {} : { intent });
    const other = new Buyer(second, sandbox, { ...buyer });
    return {
      ...{ sandbox, first, second, answer, buyer, other, store },
      orders: () => sandbox.ledger().orders,
      tokens: () => sandbox.ledger().customerTokens.map(({ state }) => state),
      /** @param {number} minutes */
      later: (minutes) => {
        ahead += minutes * MINUTE_MS;
      },
    };
  }

  const isByHand = (/** @type {{ event: string, level: string }} */ { event, level }) =>
    event === "settle_by_hand" && level === "error";

  for (const intent of ["tokenize", "buy_and_tokenize"])
    it(`is no lost customer token, also where the authorization was kept a while before Buy (${intent})`, async (t) => {
      const { buyer, other, answer, later, orders, tokens, first, second } = await open(t, {
        held: /\/customer-token$/,
        intent,
      });
      const session = await buyer.session({ step: "payment" });
      await buyer.post(session, await buyer.authorize(session), "/keep");
      later(5);
      const bought = buyer.ask("POST", "/orders/kept");
      await answer.given;
      const { status, body } = await other.ask("POST", "/orders/kept");
      assert.deepEqual([status, body.placed], [503, undefined], JSON.stringify(body));
      answer.release();
      assert.equal((await bought).body.placed, true);
      assert.equal((await other.ask("POST", "/orders/kept")).body.placed, true);
      assert.deepEqual([orders().length, tokens()], [1, ["ACTIVE"]]);
      assert.equal([...first.told, ...second.told].length, 1);
    });

  it("is a customer token that is not charged but cancelled, where its customer was told to authorize again", async (t) => {
    const { buyer, other, answer, later, orders, tokens } = await open(t, {
      held: /\/customer-token$/,
      intent: "tokenize",
    });
    const session = await buyer.session();
    const token = await buyer.authorize(session);
    const slow = buyer.post(session, token);
    await answer.given;
    assert.equal((await other.post(session, token)).status, 503);
    later(2);
    const { status, body } = await other.post(session, token);
    assert.deepEqual(
      [status, body.placed, body.error?.code],
      [422, false, "customer_token_lost"],
      JSON.stringify(body),
    );
    answer.release();
    assert.equal((await slow).body.placed, false);
    await eventually(() => (tokens().join() === "CANCELLED" ? true : undefined));
    assert.deepEqual(orders(), []);
    const again = await other.session();
    assert.equal((await other.post(again, await other.authorize(again))).body.placed, true);
    assert.equal(orders().length, 1);
  });

  it("is a customer token also where Klarna calls its authorization used (INVALID_OPERATION)", async (t) => {
    const { buyer, other, answer, sandbox, orders } = await open(t, {
      held: /\/customer-token$/,
      intent: "tokenize",
    });
    const session = await buyer.session();
    const token = await buyer.authorize(session);
    const slow = buyer.post(session, token);
    await answer.given;
    const used = { error_code: "INVALID_OPERATION", error_messages: ["already consumed"] };
    const real = globalThis.fetch;
    globalThis.fetch = (input, init) =>
      new URL(String(input)).pathname.endsWith("/customer-token")
        ? Promise.resolve(Response.json(used, { status: 403 }))
        : real(input, init);
    const { status, body } = await other.post(session, token);
    globalThis.fetch = real;
    assert.deepEqual([status, body.placed], [503, undefined], JSON.stringify(body));
    answer.release();
    assert.equal((await slow).body.placed, true);
    assert.deepEqual([orders().length, sandbox.ledger().customerTokens.length], [1, 1]);
  });

  describe("is the id of an order", () => {
    /** @type {Purchase[]} */
    const calls = [];
    beforeEach(() => {
      calls.length = 0;
    });

    /**
     * @param {import("node:test").TestContext} t
     * @param {() => Promise<void>} [hook] what the shop does when it is told
     */
    async function openPending(t, hook = async () => {}) {
      const onPlaced = async (/** @type {Purchase} */ purchase) => {
        calls.push(purchase);
        await hook();
      };
      const opened = await open(t, { held: /\/order$/, options: { onPlaced } });
      const { buyer, other, answer, sandbox } = opened;
      const session = await buyer.session();
      const token = await buyer.authorize(session);
      sandbox.configure({ scenario: "pending" });
      const slow = buyer.post(session, token);
      await answer.given;
      return { ...opened, slow, quick: other.post(session, token) };
    }

    const results = () =>
      calls.map(({ result }) => [result?.order_id === undefined, result?.fraud_status]);

    it("that the shop is told of, and an order that is looked at while Klarna does", async (t) => {
      const { slow, quick, answer, later, first, sandbox } = await openPending(t);
      assert.equal((await quick).body.placed, true);
      assert.deepEqual(results(), [[true, undefined]]);
      answer.release();
      await slow;
      assert.deepEqual(results(), [
        [true, undefined],
        [false, "PENDING"],
      ]);
      later(11);
      await first.klarna.sweep();
      const reads = sandbox
        .ledger()
        .requests.filter(({ path }) => String(path).startsWith("/ordermanagement/"));
      assert.equal(reads.length, 1);
    });

    it("that the shop is told of after what it is being told, and at once", async (t) => {
      /** @type {() => void} */
      let goOn = () => {};
      const gate = new Promise((resolve) => {
        goOn = () => resolve(undefined);
      });
      const { slow, quick, answer } = await openPending(t, async () => {
        await gate;
      });
      await eventually(() => calls[0]);
      answer.release();
      await slow;
      assert.equal(calls.length, 1);
      goOn();
      await quick;
      assert.deepEqual(results(), [
        [true, undefined],
        [false, "PENDING"],
      ]);
    });

    it("that the shop is told of, and an order that is looked at, where somebody has settled it", async (t) => {
      const { buyer, slow, quick, answer, second, orders, later, sandbox } = await openPending(t);
      await quick;
      await second.klarna.settle(buyer.cart, { orderId: orders()[0]?.order_id ?? "" });
      await eventually(() => calls[1]);
      assert.deepEqual(results()[1], [false, "PENDING"]);
      const reads = () =>
        sandbox
          .ledger()
          .requests.filter(({ path }) => String(path).startsWith("/ordermanagement/"));
      const before = reads().length;
      later(11);
      await second.klarna.sweep();
      assert.equal(reads().length, before + 1);
      answer.release();
      await slow;
    });
  });

  it("is the order of a cart that was thought to have none", async (t) => {
    const { buyer, answer, first, second, orders } = await open(t, { held: /\/order$/ });
    const session = await buyer.session();
    const slow = buyer.post(session, await buyer.authorize(session));
    await answer.given;
    await second.klarna.settle(buyer.cart, { placed: false });
    answer.release();
    const { body } = await slow;
    assert.deepEqual([body.placed, body.order_id], [true, orders()[0]?.order_id]);
    assert.equal(first.told[0]?.result?.order_id, orders()[0]?.order_id);
  });

  /** What pays the cart meanwhile. @type {Record<string, (other: Buyer, klarna: Shop["klarna"]) => Promise<unknown>>} */
  const OTHERWISE = {
    "with the button": (other) => other.click(),
    "not with Klarna": ({ cart }, klarna) => klarna.placeOtherwise(orderOf(cart, 1)),
  };
  for (const [how, pay] of Object.entries(OTHERWISE))
    it(`is an order for somebody to look at, where the cart was paid in another way by now, ${how}: it is none of the cart's`, async (t) => {
      const { buyer, other, answer, first, second, orders } = await open(t, { held: /\/order$/ });
      const session = await buyer.session();
      const slow = buyer.post(session, await buyer.authorize(session));
      await answer.given;
      await second.klarna.settle(buyer.cart, { placed: false });
      await pay(other, second.klarna);
      const find = () => second.klarna.find({ cart: buyer.cart });
      const purchase = await find();
      assert.equal(purchase?.state, "placed");
      assert.equal(first.log.some(isByHand), false);
      answer.release();
      assert.equal((await slow).body.placed, true);
      const orderId = orders()[0]?.order_id ?? "";
      assert.equal(first.log.find(isByHand)?.order_id, orderId);
      // Who follows the log does no harm, nor does Klarna's word on that order.
      await assert.rejects(second.klarna.settle(buyer.cart, { orderId }), { code: "not_settled" });
      const notified = await other.ask("POST", `/callbacks/notification/${purchase?.id}`, {
        order_id: orderId,
      });
      assert.equal(notified.body.error?.code, "unknown_order");
      assert.deepEqual(await find(), purchase);
    });

  it("is asked for once, where both ask at the same moment and read first what was authorized", async (t) => {
    const { sandbox, buyer, other, first, second } = await open(t, { held: /\/nothing$/ });
    sandbox.injectFault({
      path: "/payments/v1/sessions/*",
      kind: "latency",
      latencyMs: 100,
      times: 10,
    });
    const session = await buyer.session();
    const token = await buyer.authorize(session);
    sandbox.injectFault({
      path: "/payments/v1/authorizations/*/order",
      kind: "latency",
      latencyMs: 300,
      times: 10,
    });
    const answers = await Promise.all([buyer.post(session, token), other.post(session, token)]);
    assert.deepEqual(
      answers.map(({ body }) => body.placed),
      [true, true],
    );
    const asked = sandbox.ledger().requests.filter(({ path }) => path.endsWith("/order"));
    assert.equal(asked.length, 1);
    assert.equal([...first.told, ...second.told].length, 1);
  });
});

describe("a charge whose answer was lost, after a day in which Klarna forgets its key", () => {
  const HOUR_MS = 3_600_000;
  const CHARGE = "/customer-token/v1/tokens/*/order";

  /** @param {import("node:test").TestContext} t */
  async function open(t) {
    const sandbox = await startSandbox({ settings: { scenario: "known", journey: "instant" } });
    let ahead = 0;
    const shop = await openShop({
      sandbox,
      store: memoryStore(),
      options: {
        now: () => Date.now() + ahead,
        limits: { sweepMs: HOUR_MS, klarnaMs: 8_000 },
      },
    });
    t.after(async () => {
      await shop.close();
      await sandbox.close();
    });
    return {
      sandbox,
      shop,
      buyer: new Buyer(shop, sandbox, { intent: "tokenize" }),
      orders: () => sandbox.ledger().orders,
      lose: () => sandbox.injectFault({ path: CHARGE, kind: "drop", stage: "after" }),
      /** @param {number} hours */
      async sweepAfter(hours) {
        // What Klarna's callback has begun asks no more.
        await eventually(() => sandbox.ledger().callbacks[0]?.status);
        await shop.klarna.stop();
        sandbox.clearFaults();
        ahead += hours * HOUR_MS;
        sandbox.advanceClock(hours * HOUR_MS);
        await shop.klarna.sweep();
      },
    };
  }

  /** A renewal that Klarna has charged, and whose answer was lost. @param {import("node:test").TestContext} t */
  async function loseRenewal(t) {
    const opened = await open(t);
    const { shop, buyer, lose } = opened;
    const session = await buyer.session();
    await buyer.post(session, await buyer.authorize(session));
    const token = shop.told[0]?.result?.customer_token ?? "";
    lose();
    const renewal = orderOf(`${buyer.cart}/2`, 1);
    await assert.rejects(shop.klarna.recurring.charge(token, renewal), { status: 503 });
    return { ...opened, token, renewal };
  }

  it("is asked again with its key as long as Klarna knows that", async (t) => {
    const { shop, orders, renewal, sweepAfter } = await loseRenewal(t);
    await sweepAfter(22);
    assert.equal(orders().length, 2);
    assert.equal((await shop.klarna.find({ cart: renewal.cart }))?.state, "placed");
  });

  it("of a renewal is not charged once more: somebody settles it", async (t) => {
    const { shop, orders, token, renewal, sweepAfter } = await loseRenewal(t);
    await sweepAfter(25);
    await assert.rejects(shop.klarna.recurring.charge(token, renewal), { status: 503 });
    assert.equal(orders().length, 2);
    assert.ok(shop.log.some(({ event, level }) => event === "settle_by_hand" && level === "error"));
    const id = orders()[1]?.order_id ?? "";
    const settled = await shop.klarna.settle(renewal.cart, { orderId: id });
    assert.deepEqual(settled.result, {
      by: "customer_token",
      order_id: id,
      fraud_status: "ACCEPTED",
    });
  });

  it("of a first order is not charged once more, and its customer token is not lost", async (t) => {
    const { shop, sandbox, buyer, orders, lose, sweepAfter } = await open(t);
    lose();
    const session = await buyer.session();
    const { status } = await buyer.post(session, await buyer.authorize(session));
    assert.equal(status, 503);
    await sweepAfter(25);
    assert.equal(orders().length, 1);
    const id = orders()[0]?.order_id ?? "";
    const { result } = await shop.klarna.settle(buyer.cart, { orderId: id });
    assert.deepEqual(
      [result?.order_id, result?.customer_token],
      [id, sandbox.ledger().customerTokens[0]?.token_id],
    );
  });
});

describe("a step of an order, also when Klarna has forgotten its key after a day", () => {
  const HOUR_MS = 3_600_000;
  const CAPTURES = "/ordermanagement/v1/orders/*/captures";

  /**
   * An order of three pieces.
   *
   * @param {import("node:test").TestContext} t
   * @param {"payments" | "network"} [by]
   */
  async function open(t, by = "payments") {
    const sandbox = await startSandbox({ settings: { scenario: "known", journey: "instant" } });
    let ahead = 0;
    const store = memoryStore();
    const options = { now: () => Date.now() + ahead, limits: { sweepMs: HOUR_MS } };
    const shop = await openShop({ sandbox, store, options });
    t.after(async () => {
      await shop.close();
      await sandbox.close();
    });
    const buyer = new Buyer(shop, sandbox, { quantity: 3 });
    if (by === "network") await buyer.click();
    else {
      const session = await buyer.session();
      await buyer.post(session, await buyer.authorize(session));
    }
    const purchase = /** @type {Purchase} */ (await shop.klarna.find({ cart: buyer.cart }));
    return {
      ...{ sandbox, shop, purchase, store },
      orders: shop.klarna.orders,
      captured: async () => (await shop.klarna.orders.read(purchase)).captured_amount,
      /** @param {number} hours */
      later(hours) {
        ahead += hours * HOUR_MS;
        sandbox.advanceClock(hours * HOUR_MS);
      },
    };
  }

  it("is not done once more where it was done, and Klarna is not asked", async (t) => {
    const { orders, purchase, captured, later } = await open(t);
    await orders.capture(purchase, { key: "parcel", amount: 1000 });
    later(25);
    await orders.capture(purchase, { key: "parcel", amount: 1000 });
    assert.equal(await captured(), 1000);
    await orders.capture(purchase, { key: "another parcel", amount: 1000 });
    assert.equal(await captured(), 2000);
    await assert.rejects(orders.capture(purchase, { key: "parcel", amount: 500 }), {
      code: "klarna_refused",
    });
    assert.equal(await captured(), 2000);
  });

  /** Klarna has done a step, and its answer was lost. @param {import("node:test").TestContext} t */
  async function openUnanswered(t) {
    const opened = await open(t);
    opened.sandbox.injectFault({ path: CAPTURES, kind: "drop", stage: "after", times: 1 });
    const step = { key: "parcel", amount: 1000 };
    const asked = opened.orders.capture(opened.purchase, step);
    await assert.rejects(asked, { code: "klarna_unavailable" });
    return { ...opened, step };
  }

  it("is not done once more where its answer was lost: somebody looks whether it was done", async (t) => {
    const { orders, purchase, captured, later, step } = await openUnanswered(t);
    later(25);
    await assert.rejects(orders.capture(purchase, step), { status: 409, code: "step_unknown" });
    assert.equal(await captured(), 1000);
    await orders.capture(purchase, { ...step, key: "parcel, again" });
    assert.equal(await captured(), 2000);
  });

  it("is asked for again as long as Klarna knows its key, and is done then", async (t) => {
    const { orders, purchase, captured, later, step } = await openUnanswered(t);
    later(22);
    await orders.capture(purchase, step);
    later(25);
    await orders.capture(purchase, step);
    assert.equal(await captured(), 1000);
  });

  it("may be asked for again where Klarna has refused it", async (t) => {
    const { orders, purchase, captured, later, sandbox } = await open(t);
    sandbox.injectFault({ path: CAPTURES, kind: "status", status: 403, times: 1 });
    const step = { key: "parcel", amount: 1000 };
    await assert.rejects(orders.capture(purchase, step), { code: "klarna_refused" });
    later(25);
    await orders.capture(purchase, step);
    assert.equal(await captured(), 1000);
  });

  /**
   * Two callers ask for one step at once, and are answered in the order that the test wants.
   *
   * @param {import("node:test").TestContext} t
   * @param {[first: () => Promise<Response>, second: (ask: () => Promise<Response>) => Promise<Response>]} answers
   * @param {() => Promise<void>} capture
   * @returns {Promise<unknown[]>} the codes of their errors
   */
  async function bothAsk(t, [first, second], capture) {
    const real = globalThis.fetch;
    t.after(() => {
      globalThis.fetch = real;
    });
    const isAsked = deferred();
    const isAnswered = deferred();
    let count = 0;
    globalThis.fetch = async (input, init) => {
      if (!String(input).endsWith("/captures")) return real(input, init);
      count += 1;
      if (count > 1) return second(() => real(input, init));
      isAsked.resolve();
      await isAnswered.promise;
      return first();
    };
    const codeOf = (/** @type {Promise<void>} */ work) =>
      work.then(
        () => "done",
        ({ code }) => code,
      );
    const one = codeOf(capture());
    await isAsked.promise;
    const other = await codeOf(capture());
    isAnswered.resolve();
    const codes = [await one, other];
    globalThis.fetch = real;
    return codes;
  }

  const busy = async () => Response.json({}, { status: 429 });

  it("is not done once more where Klarna refused one caller, and another one's answer was lost", async (t) => {
    const { orders, purchase, captured, later } = await open(t);
    const capture = () => orders.capture(purchase, { key: "parcel", amount: 1000 });
    const isLost = async (/** @type {() => Promise<Response>} */ ask) => {
      await ask();
      throw new TypeError("the answer is lost");
    };
    const codes = await bothAsk(t, [busy, isLost], capture);
    assert.deepEqual(codes, ["klarna_unavailable", "klarna_unavailable"]);
    assert.equal(await captured(), 1000);
    later(25);
    await assert.rejects(capture(), { status: 409, code: "step_unknown" });
    assert.equal(await captured(), 1000);
  });

  for (const by of /** @type {const} */ (["payments", "network"]))
    it(`may be asked for again at once, of another amount, too: Klarna's answer to the first key is the refusal (${by})`, async (t) => {
      const { orders, purchase } = await open(t, by);
      const back = { key: "return", amount: 500 };
      const refused = { code: "klarna_refused" };
      await assert.rejects(orders.refund(purchase, back), refused, "nothing is captured yet");
      await orders.capture(purchase, { key: "parcel", amount: 1000 });
      await orders.refund(purchase, back);
      await orders.refund(purchase, back);
      await assert.rejects(orders.refund(purchase, { ...back, amount: 400 }), refused);
      const tooMuch = { key: "another return", amount: 99_000 };
      await assert.rejects(orders.refund(purchase, tooMuch), refused);
      await orders.refund(purchase, { ...tooMuch, amount: 300 });
      const read = /** @type {any} */ (await orders.read(purchase));
      assert.equal(read.refunded_amount, 800, JSON.stringify(read));
    });

  it("is one refusal where the database's answer to it was lost: it may be asked for with another amount", async (t) => {
    const { orders, purchase, captured, sandbox, store } = await open(t);
    const { write } = store;
    let writes = 0;
    store.write = async (...what) => {
      const isWritten = await write(...what);
      writes += 1;
      if (writes === 2) throw new Error("the connection is gone");
      return isWritten;
    };
    sandbox.injectFault({ path: CAPTURES, kind: "status", status: 403, times: 1 });
    const step = { key: "parcel", amount: 1000 };
    await assert.rejects(orders.capture(purchase, step), { code: "klarna_refused" });
    assert.equal(writes, 3, "the refusal was written twice");
    await orders.capture(purchase, { ...step, amount: 400 });
    await orders.capture(purchase, { ...step, amount: 400 });
    assert.equal(await captured(), 400);
  });

  it("may be asked for again where Klarna has refused all who asked", async (t) => {
    const { orders, purchase, captured, later } = await open(t);
    const capture = () => orders.capture(purchase, { key: "parcel", amount: 1000 });
    await bothAsk(t, [busy, busy], capture);
    assert.equal(await captured(), 0);
    later(25);
    await capture();
    assert.equal(await captured(), 1000);
  });

  it("is no other one under the same key, done or not: Klarna is not asked", async (t) => {
    const { orders, purchase, captured, sandbox } = await open(t);
    const real = globalThis.fetch;
    t.after(() => {
      globalThis.fetch = real;
    });
    let asked = 0;
    globalThis.fetch = (input, init) => {
      if (String(input).endsWith("/captures")) asked += 1;
      return real(input, init);
    };
    const another = { status: 422, code: "klarna_refused" };
    sandbox.injectFault({ path: CAPTURES, kind: "drop", stage: "after", times: 1 });
    const step = { key: "parcel", amount: 1000 };
    await assert.rejects(orders.capture(purchase, step), { code: "klarna_unavailable" });
    await assert.rejects(orders.capture(purchase, { ...step, amount: 500 }), another);
    assert.equal(asked, 1);
    await orders.capture(purchase, step);
    await assert.rejects(orders.capture(purchase, { ...step, amount: 500 }), another);
    assert.equal(asked, 2);
    assert.equal(await captured(), 1000);
  });

  it("is known as long as the order, and makes its addresses no younger", async (t) => {
    const { orders, purchase, captured, later, shop, store } = await open(t);
    const step = { key: "parcel", amount: 1000 };
    later(20 * 24);
    await orders.capture(purchase, step);
    later(12 * 24);
    await shop.klarna.sweep();
    assert.deepEqual((await store.read(purchase.cart))?.ledger.sessions, []);
    later(68 * 24);
    await orders.refund(purchase, { key: "return", amount: 500 });
    later(700 * 24);
    await shop.klarna.sweep();
    await orders.capture(purchase, step);
    await orders.refund(purchase, { key: "return", amount: 500 });
    assert.equal(await captured(), 1000);
    assert.equal((await orders.read(purchase)).refunded_amount, 500);
    later(32 * 24);
    await shop.klarna.sweep();
    assert.equal(await store.read(purchase.cart), undefined);
  });
});

describe("an order that another system makes", () => {
  /**
   * @param {import("node:test").TestContext} t
   * @param {import("../../www/server/src/public.js").PlaceOrder} placeOrder
   * @param {Partial<import("../../www/server/src/public.js").Options>} [options]
   */
  async function forwardingShop(t, placeOrder, options = {}) {
    const sandbox = await startSandbox({ settings: { scenario: "known" } });
    const shop = await openShop({
      sandbox,
      store: memoryStore(),
      options: { ...options, placeOrder },
    });
    t.after(async () => {
      await shop.close();
      await sandbox.close();
    });
    return { sandbox, shop, buyer: new Buyer(shop, sandbox) };
  }

  it("gets the token once, and its refusal gives the authorization back", async (t) => {
    /** @type {string[]} */
    const tokens = [];
    const { sandbox, shop, buyer } = await forwardingShop(
      t,
      async ({ authorizationToken, order }) => {
        tokens.push(authorizationToken);
        if (order.order_amount > 1000) throw new OrderRefused("out_of_stock");
        if (tokens.length === 1) throw new Error("it is busy");
        return { order_id: "theirs" };
      },
    );
    const session = await buyer.session();
    const token = await buyer.authorize(session);
    assert.equal((await buyer.post(session, token)).body.order_id, "theirs");
    assert.deepEqual(tokens, [token, token]);
    const other = new Buyer(shop, sandbox, { quantity: 2 });
    const second = await other.session();
    const { status, body } = await other.post(second, await other.authorize(second));
    assert.deepEqual([status, body.placed, body.error.code], [422, false, "out_of_stock"]);
    await eventually(() =>
      sandbox.ledger().authorizations.some(({ state }) => state === "cancelled") ? true : undefined,
    );
  });

  /**
   * The other system spends a token at Klarna, and only then finds that it cannot place the order.
   *
   * @param {Awaited<ReturnType<typeof startSandbox>>} sandbox
   * @param {string} token
   * @param {import("../../www/server/src/public.js").ShopOrder} order
   */
  async function spend(sandbox, token, order) {
    const { purchase_country, purchase_currency, locale, order_amount, order_lines } = order;
    const { username, password } = sandbox.credentials;
    const { order_tax_amount } = order;
    const sums = { order_amount, order_tax_amount, order_lines };
    const answer = await fetch(`${sandbox.url}/payments/v1/authorizations/${token}/order`, {
      method: "POST",
      headers: {
        authorization: `Basic ${btoa(`${username}:${password}`)}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ purchase_country, purchase_currency, locale, ...sums }),
    });
    assert.equal(answer.status, 200);
  }

  for (const { what, when, end } of [
    { what: "refused", when: "it has refused", end: () => new OrderRefused("out_of_stock") },
    { what: "settled", when: "somebody has said so", end: () => new Error("it is down") },
  ])
    it(`is none where ${when}, though it had made one at Klarna: somebody looks, and the cart goes on`, async (t) => {
      /** @type {string[]} */
      const spent = [];
      let ahead = 0;
      const { sandbox, shop, buyer } = await forwardingShop(
        t,
        async ({ authorizationToken, order }) => {
          if (!spent.includes(authorizationToken)) await spend(sandbox, authorizationToken, order);
          spent.push(authorizationToken);
          throw end();
        },
        { now: () => Date.now() + ahead, limits: { sweepMs: 3_600_000 } },
      );
      const first = await buyer.session();
      const { status } = await buyer.post(first, await buyer.authorize(first));
      assert.equal(status, what === "refused" ? 422 : 503);
      if (what === "settled") await shop.klarna.settle(buyer.cart, { placed: false });
      const byHand = () => shop.log.filter(({ event }) => event === "settle_by_hand");
      assert.deepEqual(byHand(), []);
      ahead = 120_000;
      await shop.klarna.sweep();
      const next = await buyer.session();
      assert.notEqual(next.session_id, first.session_id, "the customer can pay again");
      assert.deepEqual(shop.told, []);
      assert.deepEqual(
        byHand().map(({ code, reference }) => [code, reference]),
        [["SESSION_COMPLETE", `R-${buyer.cart}`]],
      );
      const other = await shop.klarna.placeOtherwise(orderOf(buyer.cart, 1));
      assert.equal(other.result?.by, "other");
    });

  const PAYMENT = { type: "klarna_payments", id: "ertHJ" };
  const attempt = /** @type {any} */ ({
    authorizationToken: "token",
    sessionId: "s",
    idempotencyKey: "k",
  });

  /**
   * Commerce Layer, as far as an order is paid there.
   *
   * @typedef {{ status?: string, placed_at?: string | null, source?: object | null, token?: string | null }} TheirOrder
   * @param {import("node:test").TestContext} t
   * @param {TheirOrder} order what pays it, and the payment's token
   * @param {{ before?: (path: string) => number | void, after?: (path: string) => boolean | void }} [does] `before`: the status of a
   *   refusal; `after`: whether the answer is lost
   */
  async function orderSystem(t, order, { before = () => {}, after = () => {} } = {}) {
    /** @type {{ path: string, body: any, authorization: string | undefined }[]} */
    const seen = [];
    const theirs = { status: "pending", source: PAYMENT, token: null, ...order };
    const server = createServer(async (message, reply) => {
      let text = "";
      for await (const chunk of message) text += chunk;
      const path = `${message.method} ${message.url}`;
      const body = text && JSON.parse(text);
      seen.push({ path, body, authorization: message.headers.authorization });
      const isPlacing = path.startsWith("PATCH /api/orders/");
      reply.statusCode = before(path) ?? (isPlacing && theirs.status === "placed" ? 422 : 200);
      if (reply.statusCode === 200 && path.startsWith("PATCH /api/klarna_payments/"))
        theirs.token = body.data.attributes.auth_token;
      if (reply.statusCode === 200 && isPlacing) theirs.status = "placed";
      if (after(path)) return void message.socket.destroy();
      const { source, token, ...attributes } = theirs;
      reply.end(
        JSON.stringify({
          data: {
            type: "orders",
            id: "ord1",
            attributes: { ...attributes, reference: "SHOP-4711" },
            relationships: { payment_source: source === undefined ? {} : { data: source } },
          },
          included: [{ ...source, attributes: { auth_token: token, reference: "SHOP-4711" } }],
        }),
      );
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    t.after(() => server.close());
    const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
    const place = commerceLayer({
      baseUrl: `http://127.0.0.1:${port}`,
      accessToken: () => "access",
      resources: () => ({ paymentId: PAYMENT.id, orderId: "ord1" }),
    });
    return { place: async () => place(attempt), forward: place, order: theirs, seen };
  }

  /** @param {unknown} error */
  const isUnknown = (error) => !(error instanceof OrderRefused);
  const isOtherwise = (/** @type {unknown} */ error) =>
    error instanceof OrderRefused && error.code === "already_ordered";
  const ORDER = "/api/orders/ord1?include=payment_source";

  it("is Commerce Layer's: the token goes to the payment, then the order is placed; its reference is the shop's own", async (t) => {
    const { place, seen } = await orderSystem(t, {});
    assert.deepEqual(await place(), {});
    assert.deepEqual(
      seen.map(({ path }) => path),
      [`GET ${ORDER}`, "PATCH /api/klarna_payments/ertHJ", `PATCH ${ORDER}`],
    );
    assert.deepEqual(seen[1]?.body.data, { ...PAYMENT, attributes: { auth_token: "token" } });
    assert.equal(seen[1]?.authorization, "Bearer access");
  });

  it("is Commerce Layer's also where its answer is lost, and asked for again without another token", async (t) => {
    for (const status of ["placed", "editing", "approved"]) {
      const isPlacing = (/** @type {string} */ path) => path === `PATCH ${ORDER}`;
      const { place, order, seen } = await orderSystem(t, {}, { after: isPlacing });
      await assert.rejects(place, isUnknown);
      order.status = status;
      const before = seen.length;
      assert.deepEqual(await place(), {}, status);
      assert.deepEqual(
        seen.slice(before).map(({ path }) => path),
        [`GET ${ORDER}`],
      );
    }
  });

  it("is Commerce Layer's where it has just placed the order, though the answer does not name the payment", async (t) => {
    const { place, order } = await orderSystem(
      t,
      {},
      {
        after: (path) =>
          void (path === `PATCH ${ORDER}` && Object.assign(order, { source: undefined })),
      },
    );
    assert.deepEqual(await place(), {});
  });

  for (const [what, paid] of /** @type {[string, TheirOrder][]} */ ([
    ["a card", { source: { type: "stripe_payments", id: "card" } }],
    ["another payment of Klarna's", { source: { ...PAYMENT, id: "other" }, token: "token" }],
    ["another token", { token: "other" }],
  ])) {
    it(`is not Commerce Layer's where ${what} has paid the order, before or meanwhile`, async (t) => {
      const { place, seen } = await orderSystem(t, { status: "placed", ...paid });
      await assert.rejects(place, isOtherwise);
      assert.equal(seen.length, 1, "no token goes to an order that is paid");
      for (const refuses of ["PATCH /api/klarna_payments/", "PATCH /api/orders/"]) {
        const late = await orderSystem(
          t,
          {},
          {
            before(path) {
              if (!path.startsWith(refuses)) return;
              Object.assign(late.order, { status: "placed", ...paid });
              return 422;
            },
          },
        );
        await assert.rejects(late.place, isOtherwise, refuses);
      }
      const placed = await orderSystem(
        t,
        {},
        { after: (path) => void (path.startsWith("PATCH /api/orders/") && pays()) },
      );
      const pays = () => Object.assign(placed.order, paid);
      await assert.rejects(placed.place, isOtherwise, "placed with what the customer chose since");
    });
  }

  it("of Commerce Layer is refused where it is cancelled, or refused and not placed", async (t) => {
    const placed_at = "2026-11-30T04:00:00.000Z";
    const cancelled = await orderSystem(t, { status: "cancelled", placed_at, token: "token" });
    await assert.rejects(cancelled.place, OrderRefused);
    for (const status of ["draft", "pending"]) {
      const isNo = (/** @type {string} */ path) => (path === `PATCH ${ORDER}` ? 422 : undefined);
      const { place } = await orderSystem(t, { status, placed_at: null }, { before: isNo });
      await assert.rejects(place, OrderRefused);
    }
  });

  it("of Commerce Layer is unknown where it does not say whether it is placed, or what has paid it", async (t) => {
    const placed = { status: "placed", token: "token" };
    for (const [order, status] of /** @type {[TheirOrder, number?][]} */ ([
      [{ status: "placing" }],
      [{ status: undefined }],
      [{ ...placed, source: undefined }],
      [{ ...placed, source: null }],
      [{ ...placed, token: null }],
      [placed, 404],
      [placed, 503],
    ])) {
      const { place, seen } = await orderSystem(t, order, { before: () => status });
      await assert.rejects(place, isUnknown, JSON.stringify([order, status]));
      assert.equal(seen.length, 1);
    }
    const { place, order } = await orderSystem(t, { status: "placing", token: "token" });
    await assert.rejects(place, isUnknown);
    order.status = "placed";
    assert.deepEqual(await place(), {});
  });

  it("gives the authorization back where the order of Commerce Layer was paid with a card", async (t) => {
    const { forward } = await orderSystem(t, {
      status: "placed",
      source: { type: "stripe_payments", id: "card" },
    });
    const { sandbox, shop, buyer } = await forwardingShop(t, forward);
    const session = await buyer.session();
    const { status, body } = await buyer.post(session, await buyer.authorize(session));
    assert.deepEqual([status, body.placed, body.error.code], [422, false, "already_ordered"]);
    await eventually(() =>
      sandbox.ledger().authorizations.some(({ state }) => state === "cancelled") ? true : undefined,
    );
    assert.deepEqual(shop.told, []);
  });

  it("is asked for by hand where nobody can tell when its token is void, and the cart goes on", async (t) => {
    let ahead = 0;
    const { shop, buyer } = await forwardingShop(t, () => Promise.reject(new Error("404")), {
      now: () => Date.now() + ahead,
      limits: { sweepMs: 3_600_000 },
    });
    const isByHand = () =>
      shop.log.some(({ event, level }) => event === "settle_by_hand" && level === "error");
    const session = await buyer.session();
    const token = await buyer.authorize(session);
    assert.equal((await buyer.post(session, token)).status, 503);
    assert.equal(isByHand(), false);
    ahead = 3_600_000;
    await shop.klarna.sweep();
    assert.equal(isByHand(), true);
    assert.equal((await buyer.post(session, token)).status, 503);
    await shop.klarna.settle(buyer.cart, { placed: false });
    assert.equal((await buyer.ask("POST", "/session")).status, 200);
  });
});

/** A promise, and who resolves it. */
function deferred() {
  let resolve = () => {};
  /** @type {Promise<void>} */
  const promise = new Promise((resolved) => {
    resolve = resolved;
  });
  return { promise, resolve };
}
