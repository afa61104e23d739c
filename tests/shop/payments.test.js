import assert from "node:assert/strict";
import { randomInt, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { startSandbox } from "../../www/sandbox/index.js";
import { startShop } from "../../www/server.js";
import { eventually } from "./eventually.js";
import { Shopper } from "./shopper.js";

const AUTHORIZE = "/v2/accounts/*/payment/authorize";

/** @typedef {Awaited<ReturnType<typeof startSandbox>>} Sandbox */

/**
 * What the Web SDK does before a click: opens a session at Klarna.
 * @param {Sandbox} sandbox
 */
async function sessionToken(sandbox) {
  const response = await fetch(`${sandbox.url}/web-sdk/v2/api/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ client_id: sandbox.credentials.clientId }),
  });
  return /** @type {any} */ (await response.json()).klarna_network_session_token;
}

/**
 * What the Web SDK does after a step-up: lets the customer go through the journey, which ends at once here.
 *
 * @param {Sandbox} sandbox
 * @param {string} id of the payment request
 */
async function completeJourney(sandbox, id) {
  sandbox.configure({ journey: "instant" });
  const path = `/web-sdk/v2/api/payment-requests/${encodeURIComponent(id)}/journey`;
  const response = await fetch(`${sandbox.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  assert.ok(response.ok, `the journey began with ${response.status}`);
}

/**
 * What the shop's page posts from the `initiate` callback.
 *
 * @param {Shopper} shopper
 * @param {Sandbox} sandbox
 * @param {{ key?: string, context?: object, token?: string }} [click]
 */
async function clickPay(shopper, sandbox, { key = randomUUID(), context = {}, token } = {}) {
  const klarnaNetworkSessionToken = token ?? (await sessionToken(sandbox));
  return shopper.ask(
    "POST",
    "/api/authorize-payment",
    { klarnaNetworkSessionToken, paymentOptionId: "option", ...context },
    { "idempotency-key": key },
  );
}

/** @param {Shopper} shopper @param {string} id */
const statusOf = async (shopper, id) =>
  (await shopper.ask("GET", `/api/payments/${encodeURIComponent(id)}`)).body;

/** @param {Shopper} shopper @param {string} id @param {string} wanted */
const becomes = (shopper, id, wanted) =>
  eventually(async () => {
    const payment = await statusOf(shopper, id);
    return payment.status === wanted ? payment : undefined;
  });

describe("a payment with the button", () => {
  /** @type {Sandbox} */
  let sandbox;
  /** @type {import("../../www/server.js").Shop} */
  let shop;
  /** @type {Shopper} */
  let shopper;

  before(async () => {
    sandbox = await startSandbox();
    shop = await startShop({ sandbox });
  });
  after(async () => {
    await shop.close();
    await sandbox.close();
  });
  beforeEach(() => {
    sandbox.reset(randomInt(2 ** 31));
    shopper = new Shopper(shop);
  });

  const transactions = () => sandbox.ledger().transactions;

  it("is approved at once for a customer whom Klarna knows", async () => {
    sandbox.configure({ scenario: "known" });
    const { status, body } = await clickPay(shopper, sandbox);
    assert.equal(status, 200);
    assert.equal(body.result, "APPROVED");
    assert.equal(transactions()[0]?.amount, 9300);
    assert.equal(transactions()[0]?.payment_transaction_reference, body.order_number);
    assert.ok(body.returnUrl.startsWith(`${shop.url}/confirmation`));
    const order = await shopper.ask("GET", `/api/orders/${body.order_number}`);
    assert.equal(order.body.amount, 9300);
  });

  it("takes the amount from the server's catalogue, whatever the page says", async () => {
    sandbox.configure({ scenario: "known" });
    await clickPay(shopper, sandbox, { context: { amount: 1, order_amount: 1 } });
    assert.equal(transactions()[0]?.amount, 9300);
  });

  it("needs the customer, and is approved after Klarna's webhook", async () => {
    const { body } = await clickPay(shopper, sandbox);
    assert.equal(body.result, "STEP_UP_REQUIRED");
    assert.ok(body.paymentRequestUrl.startsWith(sandbox.url));
    assert.equal((await statusOf(shopper, body.paymentRequestId)).status, "pending");
    await completeJourney(sandbox, body.paymentRequestId);
    const payment = await becomes(shopper, body.paymentRequestId, "approved");
    assert.match(payment.order_number, /^ME-/);
    assert.equal(transactions().length, 1);
    const data = JSON.parse(payment.klarna_network_response_data);
    assert.equal(
      data.content.response.payment_transaction.payment_transaction_id,
      transactions()[0]?.payment_transaction_id,
    );
  });

  it("is approved by reading the payment request when no webhook comes", async () => {
    sandbox.configure({ scenario: "webhooknever" });
    const { body } = await clickPay(shopper, sandbox);
    await completeJourney(sandbox, body.paymentRequestId);
    await becomes(shopper, body.paymentRequestId, "approved");
    assert.equal(transactions().length, 1);
  });

  it("is authorized once although the webhook comes twice", async () => {
    sandbox.configure({ scenario: "webhooktwice" });
    const { body } = await clickPay(shopper, sandbox);
    await completeJourney(sandbox, body.paymentRequestId);
    await becomes(shopper, body.paymentRequestId, "approved");
    await eventually(() => (sandbox.ledger().webhooks.length >= 2 ? true : undefined));
    assert.equal(transactions().length, 1);
  });

  it("answers a click that is posted again with the same payment request", async () => {
    const key = randomUUID();
    const token = await sessionToken(sandbox);
    const context = { cart_id: (await shopper.ask("GET", "/api/cart")).body.cart_id };
    const posts = await Promise.all([
      clickPay(shopper, sandbox, { key, token, context }),
      clickPay(shopper, sandbox, { key, token, context }),
    ]);
    const ids = new Set(posts.map(({ body }) => body.paymentRequestId));
    assert.equal(ids.size, 1);
    assert.equal(sandbox.ledger().paymentRequests.length, 1);
  });

  it("answers a click that is posted again after the approval with the same order", async () => {
    sandbox.configure({ scenario: "known" });
    const click = {
      key: randomUUID(),
      token: await sessionToken(sandbox),
      context: { cart_id: (await shopper.ask("GET", "/api/cart")).body.cart_id },
    };
    const first = await clickPay(shopper, sandbox, click);
    const second = await clickPay(shopper, sandbox, click);
    assert.equal(second.body.order_number, first.body.order_number);
    assert.equal(transactions().length, 1);
  });

  it("withdraws the payment request of an earlier click", async () => {
    const first = await clickPay(shopper, sandbox);
    const second = await clickPay(shopper, sandbox);
    assert.notEqual(first.body.paymentRequestId, second.body.paymentRequestId);
    const states = sandbox.ledger().paymentRequests.map(({ state }) => state);
    assert.deepEqual(states, ["CANCELED", "SUBMITTED"]);
    const view = await statusOf(shopper, first.body.paymentRequestId);
    assert.equal(view.status, "expired");
    assert.equal(view.reason, "canceled");
  });

  it("is one order although the customer completed it in another tab", async () => {
    const first = await clickPay(shopper, sandbox);
    sandbox.configure({ scenario: "webhooknever" });
    await completeJourney(sandbox, first.body.paymentRequestId);
    const second = await clickPay(shopper, sandbox);
    assert.equal(second.body.result, "APPROVED");
    assert.equal(transactions().length, 1);
  });

  it("is declined without an error, and can be tried again", async () => {
    sandbox.configure({ scenario: "refused" });
    const { status, body } = await clickPay(shopper, sandbox);
    assert.equal(status, 200);
    assert.equal(body.result, "DECLINED");
    sandbox.configure({ scenario: "known" });
    assert.equal((await clickPay(shopper, sandbox)).body.result, "APPROVED");
  });

  it("is declined when the final authorization is", async () => {
    sandbox.configure({ scenario: "latedecline" });
    const { body } = await clickPay(shopper, sandbox);
    await completeJourney(sandbox, body.paymentRequestId);
    await becomes(shopper, body.paymentRequestId, "declined");
    assert.equal(transactions().length, 0);
  });

  it("is declined when the customer is declined in the journey", async () => {
    sandbox.configure({ scenario: "denied" });
    const { body } = await clickPay(shopper, sandbox);
    await completeJourney(sandbox, body.paymentRequestId);
    await becomes(shopper, body.paymentRequestId, "declined");
  });

  it("names deliveries and what they make of the total, to its buyer only", async () => {
    const { body: click } = await clickPay(shopper, sandbox, { context: { delivery: "klarna" } });
    assert.equal(click.result, "STEP_UP_REQUIRED");
    const path = `/api/payments/${encodeURIComponent(click.paymentRequestId)}/delivery`;
    const ask = async (/** @type {object} */ question) =>
      (await shopper.ask("POST", path, question)).body;
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
    const { body } = await clickPay(shopper, sandbox);
    const path = `/api/payments/${encodeURIComponent(body.paymentRequestId)}`;
    assert.equal((await new Shopper(shop).ask("GET", path)).status, 404);
  });

  it("is posted again after Klarna was down, and is still one", async () => {
    sandbox.configure({ scenario: "known" });
    sandbox.injectFault({ path: AUTHORIZE, kind: "drop", stage: "after", times: 1 });
    const click = { key: randomUUID(), token: await sessionToken(sandbox) };
    const down = await clickPay(shopper, sandbox, click);
    assert.equal(down.status, 503);
    const again = await clickPay(shopper, sandbox, click);
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
      sandbox.injectFault({ path: AUTHORIZE, kind: "drop", stage: "after", times: 1 });
      assert.equal((await clickPay(shopper, sandbox)).status, 503);
      await shop.close();
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
      const { body } = await clickPay(shopper, sandbox);
      sandbox.injectFault({ path: AUTHORIZE, kind: "status", status: 503 });
      await completeJourney(sandbox, body.paymentRequestId);
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
