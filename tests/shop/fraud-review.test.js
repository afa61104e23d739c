import assert from "node:assert/strict";
import { randomInt, randomUUID } from "node:crypto";
import { after, before, beforeEach, describe, it } from "node:test";
import { startSandbox } from "../../www/sandbox/index.js";
import { startShop } from "../../www/server.js";
import { eventually } from "./eventually.js";
import { Shopper } from "./shopper.js";

const READ_ORDER = "/ordermanagement/v1/orders/*";
const TEN_MINUTES_MS = 10 * 60_000;

describe("an order that Klarna still looks at", () => {
  /** @type {Awaited<ReturnType<typeof startSandbox>>} */
  let sandbox;
  /** @type {import("../../www/server.js").Shop} */
  let shop;
  /** @type {Shopper} */
  let shopper;
  /** How far the shop's clock is ahead, in milliseconds. */
  let ahead = 0;

  before(async () => {
    sandbox = await startSandbox();
    shop = await startShop({ sandbox, now: () => Date.now() + ahead });
  });
  after(async () => {
    await shop.close();
    await sandbox.close();
  });
  beforeEach(() => {
    sandbox.reset(randomInt(2 ** 31));
    shopper = new Shopper(shop);
  });

  /** @param {"payments" | "subscription"} [flow] */
  async function orders(flow = "payments") {
    const session = await shopper.openSession(flow);
    sandbox.configure({ scenario: "known" });
    const token = await shopper.authorize(session);
    sandbox.configure({ scenario: "pending" });
    const { status, body } = await shopper.ask(
      "POST",
      flow === "payments" ? "/api/klarna/orders" : "/api/klarna/subscriptions",
      { authorization_token: token, session_id: session.session_id },
    );
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.fraud_status, "PENDING");
    return body;
  }

  /** @param {{ order_number: string }} order */
  const statusOf = async ({ order_number }) =>
    (await shopper.ask("GET", `/api/orders/${order_number}`)).body.fraud_status;

  /** @param {{ order_number: string }} order @param {string} wanted */
  const becomes = (order, wanted) =>
    eventually(async () => ((await statusOf(order)) === wanted ? true : undefined));

  const notifications = () => sandbox.ledger().notifications;

  for (const [decision, wanted] of [
    ["ACCEPTED", "ACCEPTED"],
    ["REJECTED", "REJECTED"],
    ["STOPPED", "REJECTED"],
  ]) {
    it(`is ${wanted} after the notification ${decision}, which is answered once`, async () => {
      const order = await orders();
      assert.equal(await statusOf(order), "PENDING");
      assert.ok(sandbox.reviewOrder(order.order_id, /** @type {"ACCEPTED"} */ (decision)));
      await becomes(order, String(wanted));
      const notification = await eventually(() => notifications()[0]);
      assert.equal(notification.status, 200);
      assert.equal(notifications().length, 1);
    });
  }

  it("can be stopped after it was accepted", async () => {
    const order = await orders();
    sandbox.reviewOrder(order.order_id, "ACCEPTED");
    await becomes(order, "ACCEPTED");
    sandbox.reviewOrder(order.order_id, "STOPPED");
    await becomes(order, "REJECTED");
  });

  it("is not what a notification says, but what Klarna says when it is asked", async () => {
    const order = await orders();
    const { merchant_urls } = /** @type {any} */ (sandbox.ledger().sessions.at(-1));
    const path = new URL(merchant_urls.notification).pathname;
    const forged = { order_id: order.order_id, event_type: "FRAUD_RISK_ACCEPTED" };
    assert.equal((await shopper.ask("POST", path, forged)).status, 200);
    assert.equal(await statusOf(order), "PENDING");
    const other = { ...forged, order_id: randomUUID() };
    assert.equal((await shopper.ask("POST", path, other)).status, 404);
    const guessed = `/callbacks/klarna/notification/${randomUUID()}`;
    assert.equal((await shopper.ask("POST", guessed, forged)).status, 404);
  });

  it("is told again by Klarna when the shop could not read it, and settled then", async () => {
    const order = await orders();
    sandbox.injectFault({ path: READ_ORDER, kind: "status", status: 503, times: 1 });
    sandbox.reviewOrder(order.order_id, "ACCEPTED");
    const first = await eventually(() => notifications()[0]);
    assert.equal(first.status, 503);
    assert.equal(await statusOf(order), "PENDING");
    sandbox.advanceClock(TEN_MINUTES_MS);
    await becomes(order, "ACCEPTED");
    assert.equal((await eventually(() => notifications()[1])).status, 200);
  });

  it("ends its subscription when Klarna rejects it", async () => {
    const month = await orders("subscription");
    sandbox.reviewOrder(month.order_id, "REJECTED");
    // There is no notification for an order of a customer token: it is read when somebody looks, but not each time.
    const look = async () => (await shopper.ask("GET", "/api/subscriptions")).body.subscriptions[0];
    assert.equal((await look()).orders[0].fraud_status, "PENDING");
    ahead += 60_000;
    const later = await look();
    assert.equal(later.orders[0].fraud_status, "REJECTED");
    assert.equal(later.active, false);
    const renewal = `/api/subscriptions/${month.subscription_id}/renewals`;
    assert.equal((await shopper.ask("POST", renewal)).status, 409);
  });
});
