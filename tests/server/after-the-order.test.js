import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { startSandbox } from "../../www/sandbox/index.js";
import { commerceLayer } from "../../www/server/src/commerce-layer.js";
import { memoryStore, OrderRefused } from "../../www/server/src/index.js";
import { eventually } from "../shop/eventually.js";
import { Buyer } from "./buyer.js";
import { openShop, orderOf } from "./shop.js";

/** @typedef {import("../../www/server/src/public.js").Purchase} Purchase */

describe("after the order", () => {
  /** @type {Awaited<ReturnType<typeof startSandbox>>} */
  let sandbox;
  /** @type {Awaited<ReturnType<typeof openShop>>} */
  let shop;
  /** @type {Purchase[]} */
  const reviewed = [];
  let ahead = 0;
  before(async () => {
    sandbox = await startSandbox({ settings: { scenario: "known", journey: "instant" } });
    shop = await openShop({
      sandbox,
      store: memoryStore(),
      options: {
        now: () => Date.now() + ahead,
        limits: { sweepMs: 3_600_000, klarnaMs: 8_000 },
        onReviewed: (purchase) => void reviewed.push(purchase),
      },
    });
  });
  beforeEach(() => {
    ahead = 0;
    sandbox.reset();
    shop.told.length = 0;
    reviewed.length = 0;
  });
  after(async () => {
    await shop.close();
    await sandbox.close();
  });

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
      assert.equal(shop.told[0]?.result?.customer_token, token_id);
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

describe("an order that another system makes", () => {
  it("gets the token once, and its refusal gives the authorization back", async (t) => {
    const sandbox = await startSandbox({ settings: { scenario: "known" } });
    /** @type {string[]} */
    const tokens = [];
    const shop = await openShop({
      sandbox,
      store: memoryStore(),
      options: {
        placeOrder: async ({ authorizationToken, order }) => {
          tokens.push(authorizationToken);
          if (order.order_amount > 1000) throw new OrderRefused("out_of_stock");
          if (tokens.length === 1) throw new Error("it is busy");
          return { order_id: "theirs" };
        },
      },
    });
    t.after(async () => {
      await shop.close();
      await sandbox.close();
    });
    const buyer = new Buyer(shop, sandbox);
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
   * An order system that makes the order, loses its answer, and says no to the same again.
   *
   * @param {import("node:test").TestContext} t
   * @param {{ attributes: object, status?: number, refuses?: string }} order as it is read; `refuses`: what it says no to
   */
  async function stubborn(t, { attributes, status = 200, refuses = "/api/orders/" }) {
    const { createServer } = await import("node:http");
    const server = createServer((message, reply) => {
      const isNo = message.method === "PATCH" && message.url?.startsWith(refuses);
      reply.statusCode = isNo ? 422 : message.method === "GET" ? status : 200;
      reply.setHeader("content-type", "application/vnd.api+json");
      reply.end(JSON.stringify({ data: { attributes } }));
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    t.after(() => server.close());
    const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
    return commerceLayer({
      baseUrl: `http://127.0.0.1:${port}`,
      accessToken: () => "access",
      resources: () => ({ paymentId: "ertHJ", orderId: "ord1" }),
    });
  }
  const attempt = /** @type {any} */ ({
    authorizationToken: "token",
    sessionId: "s",
    idempotencyKey: "k",
  });

  for (const refuses of ["/api/orders/", "/api/klarna_payments/"])
    it(`is Commerce Layer's also where it says no to what it has done (${refuses})`, async (t) => {
      for (const attributes of [
        { status: "placed", reference: "klarna-1" },
        { status: "editing", reference: "klarna-1" },
        { status: "approved", reference: "klarna-1" },
        { status: "cancelled", placed_at: "2026-11-30T04:00:00.000Z", reference: "klarna-1" },
      ]) {
        const place = await stubborn(t, { attributes, refuses });
        assert.deepEqual(await place(attempt), { order_id: "klarna-1" });
      }
    });

  it("is refused by Commerce Layer where the order says that it is not placed, and unknown where it cannot be read", async (t) => {
    for (const status of ["draft", "pending", "cancelled"]) {
      const place = await stubborn(t, { attributes: { status, placed_at: null } });
      await assert.rejects(async () => place(attempt), OrderRefused);
    }
    const isUnknown = (/** @type {unknown} */ error) => !(error instanceof OrderRefused);
    for (const order of [
      { attributes: { status: "placing" } },
      { attributes: {} },
      { attributes: { status: "draft" }, status: 404 },
      { attributes: { status: "draft" }, status: 503 },
    ]) {
      const place = await stubborn(t, order);
      await assert.rejects(async () => place(attempt), isUnknown, JSON.stringify(order));
    }
  });

  it("is unknown to Commerce Layer as long as that is still placing it", async (t) => {
    const attributes = { status: "placing", placed_at: null, reference: "klarna-1" };
    const place = await stubborn(t, { attributes, refuses: "/nothing" });
    await assert.rejects(
      async () => place(attempt),
      (error) => !(error instanceof OrderRefused),
    );
    attributes.status = "placed";
    assert.deepEqual(await place(attempt), { order_id: "klarna-1" });
  });

  it("is Commerce Layer's: the token goes to the payment, then the order is placed", async (t) => {
    /** @type {{ path: string, body: any, authorization: string | null }[]} */
    const seen = [];
    const { createServer } = await import("node:http");
    const server = createServer(async (message, reply) => {
      let text = "";
      for await (const chunk of message) text += chunk;
      seen.push({
        path: `${message.method} ${message.url}`,
        body: JSON.parse(text),
        authorization: message.headers.authorization ?? null,
      });
      reply.setHeader("content-type", "application/vnd.api+json");
      reply.end(
        JSON.stringify({ data: { attributes: { status: "placed", reference: "klarna-1" } } }),
      );
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    t.after(() => server.close());
    const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
    const place = commerceLayer({
      baseUrl: `http://127.0.0.1:${port}`,
      accessToken: () => "access",
      resources: () => ({ paymentId: "ertHJ", orderId: "ord1" }),
    });
    const result = await place(
      /** @type {any} */ ({ authorizationToken: "token", sessionId: "s", idempotencyKey: "k" }),
    );
    assert.deepEqual(result, { order_id: "klarna-1" });
    assert.deepEqual(
      seen.map(({ path }) => path),
      ["PATCH /api/klarna_payments/ertHJ", "PATCH /api/orders/ord1"],
    );
    assert.deepEqual(seen[0]?.body.data, {
      type: "klarna_payments",
      id: "ertHJ",
      attributes: { auth_token: "token" },
    });
    assert.equal(seen[0]?.authorization, "Bearer access");
  });
});
