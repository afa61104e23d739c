import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openShop } from "./open-shop.js";
import { Shopper } from "./shopper.js";

const CHARGE = "/customer-token/v1/tokens/*/order";
const MONTHLY_PRICE = 2490;

describe("a subscription", () => {
  const shop = openShop({ scenario: "known" });

  async function subscribe() {
    const session = await shop.shopper.openSession("subscription");
    const token = await shop.shopper.authorize(session);
    return shop.shopper.ask("POST", "/api/klarna/orders", {
      authorization_token: token,
      session_id: session.session_id,
      cart_id: session.cart_id,
    });
  }

  it("begins with a customer token that pays the first month", async () => {
    const { status, body } = await subscribe();
    assert.equal(status, 200);
    assert.ok(body.subscription_id);
    assert.equal(shop.sandbox.ledger().customerTokens.length, 1);
    assert.deepEqual(
      shop.sandbox.ledger().orders.map(({ order_amount }) => order_amount),
      [MONTHLY_PRICE],
    );
  });

  it("asks Klarna to tokenize", async () => {
    await shop.shopper.openSession("subscription");
    assert.equal(shop.sandbox.ledger().sessions[0]?.intent, "tokenize");
  });

  it("leaves the basket alone", async () => {
    await subscribe();
    assert.equal((await shop.shopper.ask("GET", "/api/cart")).body.amount, 9300);
  });

  it("is charged for each further month once, without the customer", async () => {
    const { body } = await subscribe();
    const renewals = `/api/subscriptions/${body.subscription_id}/renewals`;
    const charge = (/** @type {number} */ period) => shop.shopper.ask("POST", renewals, { period });
    const list = async () => (await shop.shopper.ask("GET", "/api/subscriptions")).body;
    assert.equal((await list()).subscriptions[0].next_period, 2);
    const clicks = await Promise.all([charge(2), charge(2)]);
    const again = await charge(2);
    const numbers = [...clicks, again].map((click) => click.body.order_number);
    assert.equal(new Set(numbers).size, 1);
    assert.equal((await charge(3)).status, 200);
    assert.equal(shop.sandbox.ledger().orders.length, 3);
    const { orders, next_period } = (await list()).subscriptions[0];
    assert.deepEqual([orders.length, next_period], [3, 4]);
  });

  it("is charged for the next month only, and for none that is not named", async () => {
    const { body } = await subscribe();
    const renewals = `/api/subscriptions/${body.subscription_id}/renewals`;
    for (const period of [3, 1000]) {
      const early = await shop.shopper.ask("POST", renewals, { period });
      assert.deepEqual([early.status, early.body.error.code], [409, "wrong_period"]);
    }
    for (const wrong of [undefined, {}, { period: 1 }, { period: "2" }, { period: 2, more: 1 }]) {
      assert.equal((await shop.shopper.ask("POST", renewals, wrong)).status, 400);
    }
    assert.equal(shop.sandbox.ledger().orders.length, 1);
  });

  it("is not charged twice when Klarna's answer is lost", async () => {
    const { body } = await subscribe();
    const renewals = `/api/subscriptions/${body.subscription_id}/renewals`;
    shop.sandbox.injectFault({ path: CHARGE, kind: "drop", stage: "after" });
    assert.equal((await shop.shopper.ask("POST", renewals, { period: 2 })).status, 503);
    shop.sandbox.clearFaults();
    const tooSoon = await shop.shopper.ask("POST", renewals, { period: 3 });
    assert.equal(tooSoon.body.error.code, "wrong_period");
    assert.equal((await shop.shopper.ask("POST", renewals, { period: 2 })).status, 200);
    assert.equal(shop.sandbox.ledger().orders.length, 2);
  });

  it("begins once although Klarna's answer is lost and the shop's credentials are refused then", async () => {
    shop.sandbox.injectFault({ path: CHARGE, kind: "drop", stage: "after", times: 1 });
    shop.sandbox.injectFault({ path: CHARGE, kind: "status", status: 401, times: 1 });
    const session = await shop.shopper.openSession("subscription");
    const post = {
      authorization_token: await shop.shopper.authorize(session),
      session_id: session.session_id,
    };
    const { status } = await shop.shopper.ask("POST", "/api/klarna/orders", post);
    assert.equal(status, 200);
    assert.equal(shop.sandbox.ledger().customerTokens.length, 1);
    assert.equal(shop.sandbox.ledger().orders.length, 1);
  });

  it("says so when the payment method fails, and tries the same month again", async () => {
    const { body } = await subscribe();
    const renewals = `/api/subscriptions/${body.subscription_id}/renewals`;
    shop.sandbox.configure({ scenario: "rejected" });
    const failed = await shop.shopper.ask("POST", renewals, { period: 2 });
    assert.equal(failed.status, 403);
    assert.equal(failed.body.error.code, "payment_refused");
    shop.sandbox.configure({ scenario: "known" });
    assert.equal((await shop.shopper.ask("POST", renewals, { period: 2 })).status, 200);
  });

  it("ends when the customer says so", async () => {
    const { body } = await subscribe();
    const path = `/api/subscriptions/${body.subscription_id}`;
    assert.equal((await shop.shopper.ask("DELETE", path)).status, 204);
    const renewal = await shop.shopper.ask("POST", `${path}/renewals`, { period: 2 });
    assert.equal(renewal.status, 409);
    assert.equal(renewal.body.error.code, "subscription_ended");
  });

  it("belongs to its customer only, and never shows the customer token", async () => {
    const { body } = await subscribe();
    const stranger = new Shopper(shop);
    const path = `/api/subscriptions/${body.subscription_id}`;
    assert.equal((await stranger.ask("POST", `${path}/renewals`, { period: 2 })).status, 404);
    const token = String(shop.sandbox.ledger().customerTokens[0]?.token_id);
    const seen = JSON.stringify([body, (await shop.shopper.ask("GET", "/api/subscriptions")).body]);
    assert.ok(!seen.includes(token));
  });
});
