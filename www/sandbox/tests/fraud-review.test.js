import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { setInterval } from "node:timers/promises";
import { startSandbox } from "../index.js";
import { ask, authorize, createSession, ORDER } from "./merchant.js";
import { ShopServer } from "./shop-server.js";

const HOUR = 3_600_000;
const ID = /^[0-9a-f-]{36}$/;

describe("orders that Klarna reviews", () => {
  /** @type {import("../index.js").Sandbox} */
  let sandbox;
  /** @type {ShopServer} */
  let shop;
  before(async () => {
    sandbox = await startSandbox({ seed: 3 });
    shop = await ShopServer.open();
  });
  after(async () => {
    await sandbox.close();
    shop.close();
  });
  beforeEach(() => {
    sandbox.reset();
    shop.forget();
  });

  /**
   * @param {string} [scenario]
   * @param {object} [changes] to the order
   * @returns {Promise<{ order_id: string, fraud_status: string, redirect_url?: string, session_id: string }>}
   */
  async function placed(scenario = "pending", changes = {}) {
    const session = await createSession(sandbox, {
      billing_address: { email: `customer+${scenario}@example.com` },
      merchant_urls: { notification: `${shop.url}/notified?order={order.id}&session={session.id}` },
    });
    const { authorization_token: token } = await authorize(sandbox, session);
    const path = `/payments/v1/authorizations/${token}/order`;
    const { body } = await ask(sandbox, "POST", path, { ...ORDER, ...changes });
    return { ...body, session_id: session.session_id };
  }

  /** @param {string} orderId @returns {Promise<any>} the order in the Order Management API */
  const read = async (orderId) =>
    (await ask(sandbox, "GET", `/ordermanagement/v1/orders/${orderId}`)).body;

  it("are PENDING until the control decides, and the shop hears nothing before", async () => {
    const { order_id, fraud_status } = await placed();
    assert.equal(fraud_status, "PENDING");
    sandbox.advanceClock(24 * HOUR);
    assert.equal((await read(order_id)).fraud_status, "PENDING");
    assert.deepEqual(shop.received, []);
  });

  for (const [decision, status] of /** @type {const} */ ([
    ["ACCEPTED", "ACCEPTED"],
    ["REJECTED", "REJECTED"],
    ["STOPPED", "REJECTED"],
  ])) {
    it(`are told as FRAUD_RISK_${decision}, and read as ${status} by the shop that asks back`, async () => {
      const { order_id, session_id } = await placed();
      assert.equal(sandbox.reviewOrder(order_id, decision), true);
      assert.deepEqual(await shop.bodies(1), [{ order_id, event_type: `FRAUD_RISK_${decision}` }]);
      assert.equal(shop.received[0]?.path, `/notified?order=${order_id}&session=${session_id}`);
      assert.equal((await read(order_id)).fraud_status, status);
      assert.equal(sandbox.ledger().orders[0]?.fraud_status, status);
    });
  }

  for (const [scenario, decision] of /** @type {const} */ ([
    ["pendingaccepted", "ACCEPTED"],
    ["pendingrejected", "REJECTED"],
  ])) {
    it(`of customer+${scenario}@… are decided after 4 hours`, async () => {
      const { order_id, fraud_status } = await placed(scenario);
      assert.equal(fraud_status, "PENDING");
      sandbox.advanceClock(4 * HOUR);
      const [body] = await shop.bodies(1);
      assert.deepEqual(body, { order_id, event_type: `FRAUD_RISK_${decision}` });
    });
  }

  it("are decided once; only a stop comes later as well", async () => {
    const { order_id } = await placed();
    assert.equal(sandbox.reviewOrder(order_id, "ACCEPTED"), true);
    assert.equal(sandbox.reviewOrder(order_id, "REJECTED"), false);
    assert.equal(sandbox.reviewOrder(order_id, "ACCEPTED"), false);
    assert.equal(sandbox.reviewOrder(order_id, "STOPPED"), true);
    assert.equal(sandbox.reviewOrder(order_id, "STOPPED"), false);
    assert.equal(sandbox.reviewOrder("nobody", "ACCEPTED"), false);
    const told = await shop.bodies(2);
    assert.deepEqual(told.map(({ event_type }) => event_type).sort(), [
      "FRAUD_RISK_ACCEPTED",
      "FRAUD_RISK_STOPPED",
    ]);
  });

  it("are told again every 10 minutes for a day, until the shop answers 200", async () => {
    shop.answers = [500, 204, 404, 200];
    const { order_id } = await placed();
    sandbox.reviewOrder(order_id, "ACCEPTED");
    for (const attempt of [1, 2, 3, 4]) {
      await shop.bodies(attempt);
      await attempts(attempt);
      sandbox.advanceClock(HOUR / 6);
    }
    sandbox.advanceClock(24 * HOUR);
    assert.equal(shop.received.length, 4);
    const { notifications } = sandbox.ledger();
    assert.deepEqual(
      notifications.map(({ attempt, status }) => [attempt, status]),
      [
        [1, 500],
        [2, 204],
        [3, 404],
        [4, 200],
      ],
    );
    assert.equal(notifications[0]?.order_id, order_id);
  });

  /**
   * Waits until the ledger has that many attempts: the answer reaches the sandbox after the shop has sent it.
   * @param {number} count
   */
  async function attempts(count) {
    const signal = AbortSignal.timeout(10_000);
    for await (const _ of setInterval(5, undefined, { signal }))
      if (sandbox.ledger().notifications.length >= count) return;
  }

  it("are forgotten on a reset, with what is on its way about them", async () => {
    const { order_id } = await placed();
    sandbox.reviewOrder(order_id, "ACCEPTED");
    sandbox.reset();
    const { order_id: next } = await placed();
    sandbox.reviewOrder(next, "REJECTED");
    await attempts(1);
    sandbox.advanceClock(24 * HOUR);
    assert.deepEqual(
      sandbox.ledger().notifications.map((notification) => notification.order_id),
      [next],
    );
  });

  it("prefer the notification URL of the order to that of its session", async () => {
    const merchant_urls = { notification: `${shop.url}/of-the-order` };
    const { order_id } = await placed("pending", { merchant_urls });
    sandbox.reviewOrder(order_id, "ACCEPTED");
    await shop.bodies(1);
    assert.equal(shop.received[0]?.path, "/of-the-order");
  });

  it("can be decided over HTTP", async () => {
    const { order_id } = await placed();
    const review = (/** @type {string} */ id, /** @type {string} */ decision) =>
      ask(sandbox, "PUT", `/sandbox/orders/${id}/review`, { decision });
    assert.equal((await review(order_id, "PERHAPS")).status, 400);
    assert.equal((await review("nobody", "REJECTED")).status, 409);
    assert.equal((await review(order_id, "REJECTED")).status, 204);
    assert.equal((await review(order_id, "ACCEPTED")).status, 409);
    assert.equal((await read(order_id)).fraud_status, "REJECTED");
  });

  it("are cancelled 4 hours after they were rejected", async () => {
    const { order_id } = await placed();
    sandbox.reviewOrder(order_id, "REJECTED");
    assert.equal((await read(order_id)).status, "AUTHORIZED");
    sandbox.advanceClock(4 * HOUR);
    assert.equal((await read(order_id)).status, "CANCELLED");
  });

  it("of customer tokens are reviewed as well", async () => {
    const session = await createSession(sandbox, {
      intent: "tokenize",
      billing_address: { email: "customer+pending@example.com" },
    });
    const { authorization_token: token } = await authorize(sandbox, session);
    const path = `/payments/v1/authorizations/${token}/customer-token`;
    const { body } = await ask(sandbox, "POST", path, {
      purchase_country: "SE",
      purchase_currency: "SEK",
      locale: "sv-SE",
      description: "Coffee",
      intended_use: "subscription",
    });
    const charged = await ask(sandbox, "POST", `/customer-token/v1/tokens/${body.token_id}/order`, {
      ...ORDER,
      merchant_urls: { notification: `${shop.url}/renewal?session={session.id}` },
    });
    assert.equal(charged.body.fraud_status, "PENDING");
    sandbox.reviewOrder(charged.body.order_id, "REJECTED");
    await shop.bodies(1);
    assert.equal(shop.received[0]?.path, "/renewal?session=");
  });

  describe("and all others, in the Order Management API,", () => {
    it("show how they stand, with what the shop ordered", async () => {
      const { order_id } = await placed("approved", { merchant_reference1: "A-1" });
      const order = await read(order_id);
      assert.match(order.order_id, ID);
      assert.equal(order.status, "AUTHORIZED");
      assert.equal(order.fraud_status, "ACCEPTED");
      assert.equal(order.merchant_reference1, "A-1");
      assert.equal(order.remaining_authorized_amount, ORDER.order_amount);
      assert.deepEqual(order.order_lines, ORDER.order_lines);
      assert.equal(Date.parse(order.expires_at) - Date.parse(order.created_at), 28 * 24 * HOUR);
    });

    it("are CAPTURED when that was asked for", async () => {
      const { order_id } = await placed("approved", { auto_capture: true });
      const order = await read(order_id);
      assert.equal(order.status, "CAPTURED");
      assert.equal(order.captured_amount, ORDER.order_amount);
      assert.equal(order.captures[0].captured_amount, ORDER.order_amount);
    });

    it("are NO_SUCH_ORDER when they are unknown, and nobody's without credentials", async () => {
      const path = "/ordermanagement/v1/orders/nobody";
      const { status, body } = await ask(sandbox, "GET", path);
      assert.deepEqual([status, body.error_code], [404, "NO_SUCH_ORDER"]);
      const stranger = await ask(sandbox, "GET", path, undefined, { authorization: "Basic eDp5" });
      assert.equal(stranger.status, 401);
    });
  });
});
