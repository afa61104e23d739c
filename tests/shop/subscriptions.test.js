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
    return shop.shopper.ask("POST", "/api/klarna/subscriptions", {
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
    const clicks = await Promise.all([
      shop.shopper.ask("POST", renewals),
      shop.shopper.ask("POST", renewals),
    ]);
    assert.equal(new Set(clicks.map((click) => click.body.order_number)).size, 1);
    await shop.shopper.ask("POST", renewals);
    assert.equal(shop.sandbox.ledger().orders.length, 3);
    const { body: list } = await shop.shopper.ask("GET", "/api/subscriptions");
    assert.equal(list.subscriptions[0].orders.length, 3);
  });

  it("is not charged twice when Klarna's answer is lost", async () => {
    const { body } = await subscribe();
    const renewals = `/api/subscriptions/${body.subscription_id}/renewals`;
    shop.sandbox.injectFault({ path: CHARGE, kind: "drop", stage: "after", times: 1 });
    assert.equal((await shop.shopper.ask("POST", renewals)).status, 503);
    assert.equal((await shop.shopper.ask("POST", renewals)).status, 200);
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
    const refused = await shop.shopper.ask("POST", "/api/klarna/subscriptions", post);
    assert.equal(refused.body.error.code, "klarna_credentials");
    const { status } = await shop.shopper.ask("POST", "/api/klarna/subscriptions", post);
    assert.equal(status, 200);
    assert.equal(shop.sandbox.ledger().customerTokens.length, 1);
    assert.equal(shop.sandbox.ledger().orders.length, 1);
  });

  it("says so when the payment method fails, and tries the same month again", async () => {
    const { body } = await subscribe();
    const renewals = `/api/subscriptions/${body.subscription_id}/renewals`;
    shop.sandbox.configure({ scenario: "rejected" });
    const failed = await shop.shopper.ask("POST", renewals);
    assert.equal(failed.status, 403);
    assert.equal(failed.body.error.code, "payment_refused");
    shop.sandbox.configure({ scenario: "known" });
    assert.equal((await shop.shopper.ask("POST", renewals)).status, 200);
  });

  it("ends when the customer says so", async () => {
    const { body } = await subscribe();
    const path = `/api/subscriptions/${body.subscription_id}`;
    assert.equal((await shop.shopper.ask("DELETE", path)).status, 204);
    const renewal = await shop.shopper.ask("POST", `${path}/renewals`);
    assert.equal(renewal.status, 409);
    assert.equal(renewal.body.error.code, "subscription_ended");
  });

  it("belongs to its customer only, and never shows the customer token", async () => {
    const { body } = await subscribe();
    const stranger = new Shopper(shop);
    const path = `/api/subscriptions/${body.subscription_id}`;
    assert.equal((await stranger.ask("POST", `${path}/renewals`)).status, 404);
    const token = String(shop.sandbox.ledger().customerTokens[0]?.token_id);
    const seen = JSON.stringify([body, (await shop.shopper.ask("GET", "/api/subscriptions")).body]);
    assert.ok(!seen.includes(token));
  });
});
