import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { afterEach, describe, it } from "node:test";
import { eventually } from "./eventually.js";
import { openShop } from "./open-shop.js";

const ORDER = "/payments/v1/authorizations/*/order";
const AUTHORIZE = "/v2/accounts/*/payment/authorize";
const WHILE_MS = 500;

describe("one cart, paid in two ways at the same instant, is one order", () => {
  const shop = openShop({ scenario: "known" });
  afterEach(() => shop.sandbox.clearFaults());

  /** What the two ways need: a token of Klarna Payments, and a session of the Web SDK. */
  async function isReady() {
    const { body: cart } = await shop.shopper.ask("GET", "/api/cart");
    const session = await shop.shopper.openSession();
    const token = await shop.shopper.networkSession();
    return {
      cart,
      session,
      click: { token, key: randomUUID(), context: { cart_id: cart.cart_id } },
    };
  }

  /** @typedef {Awaited<ReturnType<typeof isReady>>} Ready */

  /** @param {Ready} ready */
  const clicks = ({ click }) => shop.shopper.clickPay(click);

  /** @param {Ready} ready @param {string} token */
  const posts = ({ cart, session }, token) =>
    shop.shopper.ask("POST", "/api/klarna/orders", {
      authorization_token: token,
      session_id: session.session_id,
      cart_id: cart.cart_id,
    });

  const bought = () => {
    const { orders, transactions } = shop.sandbox.ledger();
    return orders.length + transactions.length;
  };
  const authorization = () => shop.sandbox.ledger().authorizations[0]?.state;

  for (const slow of [ORDER, AUTHORIZE]) {
    for (const first of ["token", "click"]) {
      it(`the ${first} first, while ${slow} takes its time`, async () => {
        const ready = await isReady();
        shop.sandbox.injectFault({ path: slow, kind: "latency", latencyMs: WHILE_MS });
        const early = first === "click" ? clicks(ready) : undefined;
        const token = await shop.shopper.authorize(ready.session);
        const [posted, clicked] = await Promise.all([posts(ready, token), early ?? clicks(ready)]);
        assert.equal(bought(), 1);
        const again = await Promise.all([posts(ready, token), clicks(ready)]);
        // Whichever it was, both are told the order that there is.
        for (const { status, body } of [posted, clicked, ...again]) {
          assert.equal(status, 200);
          assert.equal(body.order_number, posted.body.order_number);
        }
        assert.equal(bought(), 1);
        if (shop.sandbox.ledger().orders.length === 0)
          await eventually(() => (authorization() === "cancelled" ? true : undefined));
      });
    }
  }

  it("twenty times, whatever wins", async () => {
    for (let round = 1; round <= 20; round += 1) {
      shop.startAfresh();
      const ready = await isReady();
      const token = shop.shopper.authorize(ready.session);
      const answers = await Promise.all([
        token.then((known) => posts(ready, known)),
        clicks(ready),
        token.then((known) => posts(ready, known)),
        clicks(ready),
        shop.shopper.transfer(ready.cart),
      ]);
      const numbers = new Set(answers.flatMap(({ body }) => body.order_number ?? []));
      assert.equal(numbers.size, 1, JSON.stringify(answers.map(({ body }) => body)));
      const [transfer] = answers.slice(-1);
      assert.equal(bought(), transfer?.status === 200 ? 0 : 1);
    }
  });

  it("when the step-up of a click is completed as the token comes", async () => {
    const ready = await isReady();
    shop.sandbox.configure({ scenario: "approved", journey: "instant" });
    const { body: click } = await clicks(ready);
    assert.equal(click.result, "STEP_UP_REQUIRED");
    const id = encodeURIComponent(click.paymentRequestId);
    shop.sandbox.injectFault({ path: ORDER, kind: "latency", latencyMs: WHILE_MS });
    shop.sandbox.configure({ scenario: "known" });
    const token = await shop.shopper.authorize(ready.session);
    const [posted] = await Promise.all([
      posts(ready, token),
      shop.shopper.stepUp(click.paymentRequestId),
    ]);
    const payment = await eventually(async () => {
      const { body } = await shop.shopper.ask("GET", `/api/klarna/payments/${id}`);
      return body.status === "pending" ? undefined : body;
    });
    assert.equal(bought(), 1);
    assert.equal(payment.status, "approved");
    assert.equal(payment.order_number, posted.body.order_number);
  });

  it("and a cart stays taken while nobody knows whether Klarna has approved", async () => {
    const ready = await isReady();
    shop.sandbox.injectFault({ path: AUTHORIZE, kind: "drop", stage: "after" });
    assert.equal((await clicks(ready)).status, 503);
    const transfer = await shop.shopper.transfer(ready.cart);
    assert.equal(transfer.status, 409);
    assert.equal(transfer.body.error.code, "order_in_progress");
    shop.sandbox.clearFaults();
    const another = await shop.shopper.clickPay({ ...ready.click, key: randomUUID() });
    assert.equal(another.body.result, "APPROVED");
    assert.equal(bought(), 1);
  });

  it("and a cart stays taken when Klarna then refuses the shop's credentials for a while", async () => {
    const ready = await isReady();
    shop.sandbox.injectFault({ path: AUTHORIZE, kind: "drop", stage: "after", times: 1 });
    shop.sandbox.injectFault({ path: AUTHORIZE, kind: "status", status: 401 });
    assert.equal((await clicks(ready)).status, 503);
    const transfer = await shop.shopper.transfer(ready.cart);
    assert.equal(transfer.status, 409);
    shop.sandbox.clearFaults();
    assert.equal((await clicks(ready)).body.result, "APPROVED");
    assert.equal(bought(), 1);
  });

  it("and a cart is free again when Klarna did not take the click", async () => {
    const ready = await isReady();
    shop.sandbox.injectFault({ path: AUTHORIZE, kind: "status", status: 403, times: 1 });
    assert.equal((await clicks(ready)).status, 403);
    const transfer = await shop.shopper.transfer(ready.cart);
    assert.equal(transfer.status, 200);
    assert.equal(bought(), 0);
  });
});
