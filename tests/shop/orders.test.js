import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { startSandbox } from "../../www/sandbox/index.js";
import { startShop } from "../../www/start.js";
import { eventually } from "./eventually.js";
import { openShop } from "./open-shop.js";
import { Shopper } from "./shopper.js";

const ORDER_CALL = "/payments/v1/authorizations/*/order";
/** Longer than an authorization lives. */
const TWO_HOURS_MS = 2 * 3600_000;

describe("an order of Klarna Payments", () => {
  const shop = openShop({ scenario: "known" });

  /** @param {{ session_id: string, cart_id: string }} session @param {string} token */
  const post = (session, token, headers = {}) =>
    shop.shopper.ask(
      "POST",
      "/api/klarna/orders",
      { authorization_token: token, session_id: session.session_id, cart_id: session.cart_id },
      headers,
    );

  const ordersAtKlarna = () => shop.sandbox.ledger().orders;

  it("is made from the token that the browser posts, for the server's own amount", async () => {
    const { session, token } = await shop.shopper.authorizedSession();
    const { status, body } = await post(session, token, { "idempotency-key": "k-1" });
    assert.equal(status, 200);
    assert.match(body.order_number, /^ME-\d+$/);
    assert.equal(ordersAtKlarna().length, 1);
    assert.equal(ordersAtKlarna()[0]?.order_amount, 9300);
    assert.equal(body.order_id, ordersAtKlarna()[0]?.order_id);
  });

  it("is one order although the post is repeated and Klarna calls back as well", async () => {
    const { session, token } = await shop.shopper.authorizedSession();
    const answers = await Promise.all([
      post(session, token),
      post(session, token),
      post(session, token),
    ]);
    const later = await post(session, token, { "idempotency-key": "another" });
    const numbers = new Set([...answers, later].map(({ body }) => body.order_number));
    assert.equal(numbers.size, 1);
    assert.equal(ordersAtKlarna().length, 1);
  });

  it("is made from Klarna's callback when the browser never posts", async () => {
    const { session } = await shop.shopper.authorizedSession();
    const order = await eventually(() => ordersAtKlarna()[0]);
    assert.equal(order.session_id, session.session_id);
    const callback = await eventually(() => shop.sandbox.ledger().callbacks[0]);
    assert.equal(callback.status, 204);
  });

  it("is not made when the callback's secret is wrong", async () => {
    const session = await shop.shopper.openSession();
    const { status } = await shop.shopper.ask(
      "POST",
      "/api/klarna/callbacks/authorization/guessed",
      {
        authorization_token: "x",
        session_id: session.session_id,
      },
    );
    assert.equal(status, 404);
  });

  it("is refused when the browser authorized another amount", async () => {
    const session = await shop.shopper.openSession();
    const cheap = {
      order_amount: 100,
      order_tax_amount: 0,
      order_lines: [{ name: "Everything", quantity: 1, unit_price: 100, total_amount: 100 }],
    };
    const token = await shop.shopper.authorize(session, cheap);
    const { status, body } = await post(session, token);
    assert.equal(status, 422);
    assert.equal(body.error.code, "order_mismatch");
    assert.equal(ordersAtKlarna().length, 0);
  });

  it("is refused for a session of another cart, or an unknown one", async () => {
    const { session, token } = await shop.shopper.authorizedSession();
    assert.equal((await post({ ...session, cart_id: "other" }, token)).status, 409);
    assert.equal((await post({ ...session, session_id: "other" }, token)).status, 404);
  });

  it("is refused for a cart that is named by anything but a text, also one that cannot become a text", async () => {
    for (const cart_id of [7, [], {}, { toString: false }]) {
      const { status, body } = await shop.shopper.ask("POST", "/api/klarna/session", { cart_id });
      assert.deepEqual([status, body.error.code], [409, "wrong_cart"], JSON.stringify(cart_id));
    }
  });

  it("is retried while Klarna is unwell", async () => {
    const { session, token } = await shop.shopper.authorizedSession();
    shop.sandbox.injectFault({ path: ORDER_CALL, kind: "status", status: 503, times: 2 });
    const { status } = await post(session, token);
    assert.equal(status, 200);
    assert.equal(ordersAtKlarna().length, 1);
  });

  it("can be posted again after Klarna was down for long", async () => {
    const session = await shop.shopper.openSession();
    shop.sandbox.injectFault({ path: ORDER_CALL, kind: "status", status: 500 });
    const token = await shop.shopper.authorize(session);
    const down = await post(session, token);
    assert.equal(down.status, 503);
    assert.equal(down.body.error.code, "order_in_progress");
    assert.equal(down.body.retryable, true);
    assert.ok(down.headers.get("retry-after"));
    shop.sandbox.clearFaults();
    assert.equal((await post(session, token)).status, 200);
    assert.equal(ordersAtKlarna().length, 1);
  });

  it("is known as placed although Klarna's answer was lost", async () => {
    const session = await shop.shopper.openSession();
    shop.sandbox.injectFault({ path: ORDER_CALL, kind: "drop", stage: "after", times: 1 });
    const token = await shop.shopper.authorize(session);
    const { status, body } = await post(session, token);
    assert.equal(status, 200);
    assert.match(body.order_number, /^ME-/);
    assert.equal(ordersAtKlarna().length, 1);
  });

  it("is known as placed although Klarna's answer was lost, and the token has expired since", async () => {
    const session = await shop.shopper.openSession();
    shop.sandbox.injectFault({ path: ORDER_CALL, kind: "drop", stage: "after" });
    const token = await shop.shopper.authorize(session);
    assert.equal((await post(session, token)).status, 503);
    shop.sandbox.clearFaults();
    shop.sandbox.advanceClock(TWO_HOURS_MS);
    const { status, body } = await post(session, token);
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.order_number, ordersAtKlarna()[0]?.merchant_reference1);
    assert.equal(ordersAtKlarna().length, 1);
  });

  it("leaves the cart open when the token has expired, so that the customer can authorize again", async () => {
    const session = await shop.shopper.openSession();
    const used = await post(session, "a-token-that-is-not-known");
    assert.equal(used.status, 410);
    assert.equal(used.body.error.code, "authorization_expired");
    const again = await shop.shopper.authorizedSession();
    assert.equal((await post(again.session, again.token)).status, 200);
  });

  it("is refused with the same reason however often its token comes", async () => {
    shop.sandbox.configure({ scenario: "rejected" });
    const session = await shop.shopper.openSession();
    shop.sandbox.configure({ scenario: "known" });
    const token = await shop.shopper.authorize(session);
    shop.sandbox.configure({ scenario: "rejected" });
    const answers = [await post(session, token), await post(session, token)];
    for (const { status, body } of answers) {
      assert.equal(status, 403);
      assert.equal(body.error.code, "payment_refused");
    }
  });

  it("can be looked at by its buyer only", async () => {
    const { session, token } = await shop.shopper.authorizedSession();
    const { body } = await post(session, token);
    const path = `/api/orders/${body.order_number}`;
    assert.equal((await shop.shopper.ask("GET", path)).body.amount, 9300);
    assert.equal((await new Shopper(shop).ask("GET", path)).status, 404);
  });

  it("is not made a second time after another way to pay: the authorization is given back, and both are told the one order", async () => {
    const { body: cart } = await shop.shopper.ask("GET", "/api/cart");
    const session = await shop.shopper.openSession();
    const transfer = await shop.shopper.transfer(cart);
    assert.equal(transfer.status, 200);
    const token = await shop.shopper.authorize(session);
    const { status, body } = await post(session, token);
    assert.equal(status, 200);
    assert.equal(body.order_number, transfer.body.order_number);
    assert.equal(ordersAtKlarna().length, 0);
    await eventually(() =>
      shop.sandbox.ledger().authorizations.find(({ state }) => state === "cancelled"),
    );
  });

  it("is made of one authorization when two tabs have one each, and the other is given back", async () => {
    const session = await shop.shopper.openSession();
    shop.sandbox.injectFault({ path: ORDER_CALL, kind: "latency", latencyMs: 400 });
    const tokens = [await shop.shopper.authorize(session), await shop.shopper.authorize(session)];
    const answers = await Promise.all(tokens.map((token) => post(session, token)));
    assert.equal(new Set(answers.map(({ body }) => body.order_number)).size, 1);
    assert.equal(ordersAtKlarna().length, 1);
    const used = ordersAtKlarna()[0]?.authorization_token;
    await eventually(() =>
      shop.sandbox
        .ledger()
        .authorizations.find(
          (one) => one.state === "cancelled" && one.authorization_token !== used,
        ),
    );
    shop.sandbox.clearFaults();
  });

  it("keeps its own authorization and gives back another one that comes later", async () => {
    const { session, token } = await shop.shopper.authorizedSession();
    const { body: order } = await post(session, token);
    for (const known of ["of-another-tab", token])
      assert.equal((await post(session, known)).body.order_number, order.order_number);
    const givenBack = () =>
      shop.sandbox.ledger().requests.filter(({ method }) => method === "DELETE");
    await eventually(() => givenBack()[0]);
    assert.deepEqual(
      givenBack().map(({ path }) => path),
      ["/payments/v1/authorizations/of-another-tab"],
    );
  });

  it("empties the basket", async () => {
    const { session, token } = await shop.shopper.authorizedSession();
    await post(session, token);
    const { body } = await shop.shopper.ask("GET", "/api/cart");
    assert.deepEqual(body.lines, []);
    assert.notEqual(body.cart_id, session.cart_id);
  });
});

describe("an order by bank transfer", () => {
  const shop = openShop();
  const TEAPOT = "/api/cart/lines/teapot-fold";

  it("is of what the page shows, once however often it is posted", async () => {
    const { body: shown } = await shop.shopper.ask("GET", "/api/cart");
    const placed = await shop.shopper.transfer(shown);
    assert.deepEqual([placed.status, placed.body.amount], [200, shown.amount]);
    assert.equal((await shop.shopper.transfer(shown)).body.order_number, placed.body.order_number);
  });

  it("is none of a basket that another tab has changed, until the page shows what is in it", async () => {
    const { body: shown } = await shop.shopper.ask("GET", "/api/cart");
    const { body: changed } = await shop.shopper.ask("PUT", TEAPOT, { quantity: 3 });
    const refused = await shop.shopper.transfer(shown);
    assert.deepEqual([refused.status, refused.body.error.code], [422, "order_mismatch"]);
    assert.equal((await shop.shopper.transfer(changed)).body.amount, changed.amount);
  });

  it("is told to a page that shows the basket as it was when another has ordered it", async () => {
    const { body: shown } = await shop.shopper.ask("GET", "/api/cart");
    const { body: changed } = await shop.shopper.ask("PUT", TEAPOT, { quantity: 3 });
    const placed = await shop.shopper.transfer(changed);
    const late = await shop.shopper.transfer(shown);
    assert.deepEqual([late.status, late.body], [200, placed.body]);
  });
});

describe("a restart in the middle of a purchase", () => {
  it("loses neither the session nor an order that was on its way", async () => {
    const folder = await mkdtemp(join(tmpdir(), "shop-"));
    const database = join(folder, "shop.sqlite");
    const sandbox = await startSandbox();
    sandbox.configure({ scenario: "known" });
    let shop = await startShop({ sandbox, database });
    const shopper = new Shopper(shop);
    try {
      const session = await shopper.openSession();
      sandbox.injectFault({ path: ORDER_CALL, kind: "status", status: 500 });
      const token = await shopper.authorize(session);
      const posted = await shopper.ask("POST", "/api/klarna/orders", {
        authorization_token: token,
        session_id: session.session_id,
      });
      assert.equal(posted.status, 503);
      const port = Number(new URL(shop.url).port);
      await shop.close();
      sandbox.clearFaults();
      shop = await startShop({ sandbox, database, port });
      const order = await eventually(() => sandbox.ledger().orders[0]);
      assert.equal(order.order_amount, 9300);
      const again = await shopper.ask("POST", "/api/klarna/orders", {
        authorization_token: token,
        session_id: session.session_id,
      });
      assert.equal(again.body.order_id, order.order_id);
      assert.equal(sandbox.ledger().orders.length, 1);
    } finally {
      await shop.close();
      await sandbox.close();
      await rm(folder, { recursive: true });
    }
  });
});
