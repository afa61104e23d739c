import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { startSandbox } from "../../www/sandbox/index.js";
import { startShop } from "../../www/start.js";
import { eventually } from "./eventually.js";
import { openShop } from "./open-shop.js";
import { Shopper } from "./shopper.js";

const AUTHORIZE = "/v2/accounts/*/payment/authorize";

/** @param {Shopper} shopper @param {string} id */
const statusOf = async (shopper, id) =>
  (await shopper.ask("GET", `/api/klarna/payments/${encodeURIComponent(id)}`)).body;

/** @param {Shopper} shopper @param {string} id @param {string} wanted */
const becomes = (shopper, id, wanted) =>
  eventually(async () => {
    const payment = await statusOf(shopper, id);
    return payment.status === wanted ? payment : undefined;
  });

describe("a payment with the button", () => {
  const shop = openShop();

  const transactions = () => shop.sandbox.ledger().transactions;

  it("is approved at once for a customer whom Klarna knows", async () => {
    shop.sandbox.configure({ scenario: "known" });
    const { status, body } = await shop.shopper.clickPay();
    assert.equal(status, 200);
    assert.equal(body.result, "APPROVED");
    assert.equal(transactions()[0]?.amount, 9300);
    assert.equal(transactions()[0]?.payment_transaction_reference, body.order_number);
    assert.ok(body.returnUrl.startsWith(`${shop.url}/confirmation`));
    const order = await shop.shopper.ask("GET", `/api/orders/${body.order_number}`);
    assert.equal(order.body.amount, 9300);
  });

  it("takes the amount from the server's catalogue, whatever the page says", async () => {
    shop.sandbox.configure({ scenario: "known" });
    await shop.shopper.clickPay({ context: { amount: 1, order_amount: 1 } });
    assert.equal(transactions()[0]?.amount, 9300);
  });

  it("is none of a basket that another tab has changed, until the page shows what is in it", async () => {
    shop.sandbox.configure({ scenario: "known" });
    const { body: shown } = await shop.shopper.ask("GET", "/api/cart");
    const line = "/api/cart/lines/teapot-fold";
    const { body: changed } = await shop.shopper.ask("PUT", line, { quantity: 3 });
    assert.notEqual(changed.amount, shown.amount);
    const refused = await shop.shopper.clickPay({ context: { purchase: shown.purchase } });
    assert.deepEqual(
      [refused.status, refused.body.placed, refused.body.error.code],
      [422, false, "order_mismatch"],
    );
    await shop.shopper.clickPay({ context: { purchase: changed.purchase } });
    assert.deepEqual(
      transactions().map(({ amount }) => amount),
      [changed.amount],
    );
  });

  it("is none of other things that cost the same as those that the page shows", async () => {
    shop.sandbox.configure({ scenario: "known" });
    const { body: shown } = await shop.shopper.ask("GET", "/api/cart");
    await shop.shopper.ask("PUT", "/api/cart/lines/teapot-fold", { quantity: 0 });
    const line = "/api/cart/lines/cups-pebble";
    const { body: changed } = await shop.shopper.ask("PUT", line, { quantity: 2 });
    assert.equal(changed.amount, shown.amount);
    const refused = await shop.shopper.clickPay({ context: { purchase: shown.purchase } });
    assert.deepEqual([refused.status, refused.body.error.code], [422, "order_mismatch"]);
    assert.equal(transactions().length, 0);
  });

  it("is of the same name when a basket has the same things again, in whichever order", async () => {
    const { body: shown } = await shop.shopper.ask("GET", "/api/cart");
    const line = "/api/cart/lines/teapot-fold";
    await shop.shopper.ask("PUT", line, { quantity: 0 });
    const { body: again } = await shop.shopper.ask("PUT", line, { quantity: 1 });
    assert.equal(again.purchase, shown.purchase);
  });

  it("needs the customer, and is approved after Klarna's webhook", async () => {
    const { body } = await shop.shopper.clickPay();
    assert.equal(body.result, "STEP_UP_REQUIRED");
    assert.ok(body.paymentRequestUrl.startsWith(shop.sandbox.url));
    assert.equal((await statusOf(shop.shopper, body.paymentRequestId)).status, "pending");
    await shop.shopper.stepUp(body.paymentRequestId);
    const payment = await becomes(shop.shopper, body.paymentRequestId, "approved");
    assert.match(payment.order_number, /^ME-/);
    assert.equal(transactions().length, 1);
    const data = JSON.parse(payment.klarna_network_response_data);
    assert.equal(
      data.content.response.payment_transaction.payment_transaction_id,
      transactions()[0]?.payment_transaction_id,
    );
  });

  it("is approved by reading the payment request when no webhook comes", async () => {
    shop.sandbox.configure({ scenario: "webhooknever" });
    const { body } = await shop.shopper.clickPay();
    await shop.shopper.stepUp(body.paymentRequestId);
    await becomes(shop.shopper, body.paymentRequestId, "approved");
    assert.equal(transactions().length, 1);
  });

  it("is authorized once although the webhook comes twice", async () => {
    shop.sandbox.configure({ scenario: "webhooktwice" });
    const { body } = await shop.shopper.clickPay();
    await shop.shopper.stepUp(body.paymentRequestId);
    await becomes(shop.shopper, body.paymentRequestId, "approved");
    await eventually(() => (shop.sandbox.ledger().webhooks.length >= 2 ? true : undefined));
    assert.equal(transactions().length, 1);
  });

  it("answers a click that is posted again with the same payment request", async () => {
    const key = randomUUID();
    const token = await shop.shopper.networkSession();
    const context = { cart_id: (await shop.shopper.ask("GET", "/api/cart")).body.cart_id };
    const posts = await Promise.all([
      shop.shopper.clickPay({ key, token, context }),
      shop.shopper.clickPay({ key, token, context }),
    ]);
    const ids = new Set(posts.map(({ body }) => body.paymentRequestId));
    assert.equal(ids.size, 1);
    assert.equal(shop.sandbox.ledger().paymentRequests.length, 1);
  });

  it("answers a click that is posted again after the approval with the same order", async () => {
    shop.sandbox.configure({ scenario: "known" });
    const click = {
      key: randomUUID(),
      token: await shop.shopper.networkSession(),
      context: { cart_id: (await shop.shopper.ask("GET", "/api/cart")).body.cart_id },
    };
    const first = await shop.shopper.clickPay(click);
    const second = await shop.shopper.clickPay(click);
    assert.equal(second.body.order_number, first.body.order_number);
    assert.equal(transactions().length, 1);
  });

  it("withdraws the payment request of an earlier click", async () => {
    const first = await shop.shopper.clickPay();
    const second = await shop.shopper.clickPay();
    assert.notEqual(first.body.paymentRequestId, second.body.paymentRequestId);
    const states = shop.sandbox.ledger().paymentRequests.map(({ state }) => state);
    assert.deepEqual(states, ["CANCELED", "SUBMITTED"]);
    const view = await statusOf(shop.shopper, first.body.paymentRequestId);
    assert.equal(view.status, "expired");
    assert.equal(view.reason, "canceled");
  });

  it("is one order although the customer completed it in another tab", async () => {
    const first = await shop.shopper.clickPay();
    shop.sandbox.configure({ scenario: "webhooknever" });
    await shop.shopper.stepUp(first.body.paymentRequestId);
    const second = await shop.shopper.clickPay();
    assert.equal(second.body.result, "APPROVED");
    assert.equal(transactions().length, 1);
  });

  it("is declined without an error, and can be tried again", async () => {
    shop.sandbox.configure({ scenario: "refused" });
    const { status, body } = await shop.shopper.clickPay();
    assert.equal(status, 200);
    assert.equal(body.result, "DECLINED");
    shop.sandbox.configure({ scenario: "known" });
    assert.equal((await shop.shopper.clickPay()).body.result, "APPROVED");
  });

  it("is declined when the final authorization is", async () => {
    shop.sandbox.configure({ scenario: "latedecline" });
    const { body } = await shop.shopper.clickPay();
    await shop.shopper.stepUp(body.paymentRequestId);
    await becomes(shop.shopper, body.paymentRequestId, "declined");
    assert.equal(transactions().length, 0);
  });

  it("is declined when the customer is declined in the journey", async () => {
    shop.sandbox.configure({ scenario: "denied" });
    const { body } = await shop.shopper.clickPay();
    await shop.shopper.stepUp(body.paymentRequestId);
    await becomes(shop.shopper, body.paymentRequestId, "declined");
  });

  it("names deliveries and what they make of the total, to its buyer only", async () => {
    const { body: click } = await shop.shopper.clickPay({ context: { delivery: "klarna" } });
    assert.equal(click.result, "STEP_UP_REQUIRED");
    const path = `/api/payments/${encodeURIComponent(click.paymentRequestId)}/delivery`;
    const ask = async (/** @type {object} */ question) =>
      (await shop.shopper.ask("POST", path, question)).body;
    const address = { country: "DE", postalCode: "20095" };
    const { amount, shippingOptions } = await ask({ address });
    assert.equal(amount, 9300);
    assert.deepEqual(
      shippingOptions.map((/** @type {any} */ one) => [one.shippingOptionReference, one.amount]),
      [
        ["standard", 0],
        ["express", 990],
      ],
    );
    const express = await ask({ shippingOptionReference: "express" });
    assert.equal(express.amount, 10_290);
    const lines = express.lineItems.map((/** @type {any} */ line) => line.totalAmount);
    assert.equal(
      lines.reduce((/** @type {number} */ sum, /** @type {number} */ one) => sum + one, 0),
      10_290,
    );
    const reasons = [
      await ask({ address: { ...address, country: "US" } }),
      await ask({ address: { ...address, postalCode: "SW1A 1AA" } }),
      await ask({ shippingOptionReference: "by-balloon" }),
    ].map(({ rejectionReason }) => rejectionReason);
    assert.deepEqual(reasons, [
      "COUNTRY_NOT_SUPPORTED",
      "POSTAL_CODE_NOT_SUPPORTED",
      "INVALID_OPTION",
    ]);
    assert.equal((await new Shopper(shop).ask("POST", path, { address })).status, 404);
  });

  it("can be asked for by its buyer only", async () => {
    const { body } = await shop.shopper.clickPay();
    const path = `/api/klarna/payments/${encodeURIComponent(body.paymentRequestId)}`;
    assert.equal((await new Shopper(shop).ask("GET", path)).status, 404);
  });

  it("is posted again after Klarna was down, and is still one", async () => {
    shop.sandbox.configure({ scenario: "known" });
    shop.sandbox.injectFault({ path: AUTHORIZE, kind: "drop", stage: "after" });
    const click = { key: randomUUID(), token: await shop.shopper.networkSession() };
    const down = await shop.shopper.clickPay(click);
    assert.equal(down.status, 503);
    shop.sandbox.clearFaults();
    const again = await shop.shopper.clickPay(click);
    assert.equal(again.body.result, "APPROVED");
    assert.equal(transactions().length, 1);
  });
});

describe("a restart while Klarna is asked because of a click", () => {
  it("loses nothing: the approval that nobody heard becomes an order", async () => {
    const folder = await mkdtemp(join(tmpdir(), "shop-"));
    const database = join(folder, "shop.sqlite");
    const sandbox = await startSandbox();
    sandbox.configure({ scenario: "known" });
    let shop = await startShop({ sandbox, database });
    try {
      const shopper = new Shopper(shop);
      const { body: cart } = await shopper.ask("GET", "/api/cart");
      sandbox.injectFault({ path: AUTHORIZE, kind: "drop", stage: "after" });
      assert.equal((await shopper.clickPay()).status, 503);
      await shop.close();
      sandbox.clearFaults();
      shop = await startShop({ sandbox, database, port: Number(new URL(shop.url).port) });
      await eventually(async () => {
        const { body } = await shopper.ask("GET", "/api/cart");
        return body.cart_id === cart.cart_id ? undefined : true;
      });
      const { transactions } = sandbox.ledger();
      assert.equal(transactions.length, 1);
      const number = String(transactions[0]?.payment_transaction_reference);
      assert.equal((await shopper.ask("GET", `/api/orders/${number}`)).body.amount, 9300);
    } finally {
      await shop.close();
      await sandbox.close();
      await rm(folder, { recursive: true });
    }
  });
});

describe("a restart between Klarna's webhook and the final authorization", () => {
  it("loses nothing", async () => {
    const folder = await mkdtemp(join(tmpdir(), "shop-"));
    const database = join(folder, "shop.sqlite");
    const sandbox = await startSandbox();
    let shop = await startShop({ sandbox, database });
    try {
      const shopper = new Shopper(shop);
      const { body } = await shopper.clickPay();
      sandbox.injectFault({ path: AUTHORIZE, kind: "status", status: 503 });
      await shopper.stepUp(body.paymentRequestId);
      await eventually(() => sandbox.ledger().webhooks.find(({ status }) => status === 200));
      await shop.close();
      sandbox.clearFaults();
      shop = await startShop({ sandbox, database, port: Number(new URL(shop.url).port) });
      await becomes(shopper, body.paymentRequestId, "approved");
      assert.equal(sandbox.ledger().transactions.length, 1);
    } finally {
      await shop.close();
      await sandbox.close();
      await rm(folder, { recursive: true });
    }
  });
});
