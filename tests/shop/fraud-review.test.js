import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";
import { eventually } from "./eventually.js";
import { openShop } from "./open-shop.js";

const READ_ORDER = "/ordermanagement/v1/orders/*";
const TEN_MINUTES_MS = 10 * 60_000;

describe("an order that Klarna still looks at", () => {
  /** How far the shop's clock is ahead, in milliseconds. */
  let ahead = 0;
  const shop = openShop({}, { now: () => Date.now() + ahead });

  /** @param {"payments" | "subscription"} [flow] */
  async function orders(flow = "payments") {
    const session = await shop.shopper.openSession(flow);
    shop.sandbox.configure({ scenario: "known" });
    const token = await shop.shopper.authorize(session);
    shop.sandbox.configure({ scenario: "pending" });
    const { status, body } = await shop.shopper.ask(
      "POST",
      flow === "payments" ? "/api/klarna/orders" : "/api/klarna/orders",
      { authorization_token: token, session_id: session.session_id },
    );
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.fraud_status, "PENDING");
    return body;
  }

  /** @param {{ order_number: string }} order */
  const statusOf = async ({ order_number }) =>
    (await shop.shopper.ask("GET", `/api/orders/${order_number}`)).body.fraud_status;

  /** @param {{ order_number: string }} order @param {string} wanted */
  const becomes = (order, wanted) =>
    eventually(async () => ((await statusOf(order)) === wanted ? true : undefined));

  const notifications = () => shop.sandbox.ledger().notifications;

  for (const [decision, wanted] of [
    ["ACCEPTED", "ACCEPTED"],
    ["REJECTED", "REJECTED"],
    ["STOPPED", "REJECTED"],
  ]) {
    it(`is ${wanted} after the notification ${decision}, which is answered once`, async () => {
      const order = await orders();
      assert.equal(await statusOf(order), "PENDING");
      assert.ok(shop.sandbox.reviewOrder(order.order_id, /** @type {"ACCEPTED"} */ (decision)));
      await becomes(order, String(wanted));
      const notification = await eventually(() => notifications()[0]);
      assert.equal(notification.status, 200);
      assert.equal(notifications().length, 1);
    });
  }

  it("can be stopped after it was accepted", async () => {
    const order = await orders();
    shop.sandbox.reviewOrder(order.order_id, "ACCEPTED");
    await becomes(order, "ACCEPTED");
    shop.sandbox.reviewOrder(order.order_id, "STOPPED");
    await becomes(order, "REJECTED");
  });

  it("is not what a notification says, but what Klarna says when it is asked", async () => {
    const order = await orders();
    const { merchant_urls } = /** @type {any} */ (shop.sandbox.ledger().sessions.at(-1));
    const path = new URL(merchant_urls.notification).pathname;
    const forged = { order_id: order.order_id, event_type: "FRAUD_RISK_ACCEPTED" };
    assert.equal((await shop.shopper.ask("POST", path, forged)).status, 200);
    assert.equal(await statusOf(order), "PENDING");
    const other = { ...forged, order_id: randomUUID() };
    assert.equal((await shop.shopper.ask("POST", path, other)).status, 404);
    const guessed = `/api/klarna/callbacks/notification/${randomUUID()}`;
    assert.equal((await shop.shopper.ask("POST", guessed, forged)).status, 404);
  });

  it("is told again by Klarna when the shop could not read it, and settled then", async () => {
    const order = await orders();
    shop.sandbox.injectFault({ path: READ_ORDER, kind: "status", status: 503, times: 1 });
    shop.sandbox.reviewOrder(order.order_id, "ACCEPTED");
    const first = await eventually(() => notifications()[0]);
    assert.equal(first.status, 503);
    assert.equal(await statusOf(order), "PENDING");
    shop.sandbox.advanceClock(TEN_MINUTES_MS);
    await becomes(order, "ACCEPTED");
    assert.equal((await eventually(() => notifications()[1])).status, 200);
  });

  it("ends its subscription when Klarna rejects it", async () => {
    const month = await orders("subscription");
    shop.sandbox.reviewOrder(month.order_id, "REJECTED");
    // There is no notification for an order of a customer token: it is read when somebody looks, but not each time.
    const look = async () =>
      (await shop.shopper.ask("GET", "/api/subscriptions")).body.subscriptions[0];
    assert.equal((await look()).orders[0].fraud_status, "PENDING");
    ahead += 60_000;
    const later = await look();
    assert.equal(later.orders[0].fraud_status, "REJECTED");
    assert.equal(later.active, false);
    const renewal = `/api/subscriptions/${month.subscription_id}/renewals`;
    assert.equal((await shop.shopper.ask("POST", renewal, { period: 2 })).status, 409);
  });

  it("begins no subscription when Klarna has rejected it before the shop hears of it", async (t) => {
    const klarna = globalThis.fetch;
    t.after(() => {
      globalThis.fetch = klarna;
    });
    globalThis.fetch = async (input, init) => {
      const answer = await klarna(input, init);
      if (!/\/customer-token\/.*\/order$/.test(String(input))) return answer;
      return Response.json({ ...(await answer.json()), fraud_status: "REJECTED" });
    };
    const session = await shop.shopper.openSession("subscription");
    shop.sandbox.configure({ scenario: "known" });
    const { body } = await shop.shopper.ask("POST", "/api/klarna/orders", {
      authorization_token: await shop.shopper.authorize(session),
      session_id: session.session_id,
    });
    assert.equal(body.fraud_status, "REJECTED", JSON.stringify(body));
    const { subscriptions } = (await shop.shopper.ask("GET", "/api/subscriptions")).body;
    assert.deepEqual(subscriptions, []);
  });
});
