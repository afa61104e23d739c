import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import sqlite from "node-sqlite3-wasm";
import { klarnaFile } from "../../www/backend/database.js";
import { startSandbox } from "../../www/sandbox/index.js";
import { startShop } from "../../www/start.js";
import { eventually } from "./eventually.js";
import { Shopper } from "./shopper.js";

const DAY_MS = 24 * 3600 * 1000;

describe("what the shop keeps", () => {
  /** @type {Awaited<ReturnType<typeof startSandbox>>} */
  let sandbox;
  let folder = "";
  let file = "";
  before(async () => {
    sandbox = await startSandbox();
    folder = await mkdtemp(join(tmpdir(), "shop-"));
    file = join(folder, "shop.sqlite");
  });
  after(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true });
  });

  /**
   * Opens the shop so many days from now, for some work.
   * @template T
   * @param {number} days
   * @param {(shop: import("../../www/start.js").Shop) => Promise<T>} [work]
   */
  async function daysLater(days, work) {
    const now = () => Date.now() + days * DAY_MS;
    const shop = await startShop({ sandbox, database: file, now });
    try {
      return await work?.(shop);
    } finally {
      await shop.close();
    }
  }

  /**
   * What is in the shop's file, and in the library's: its carts, and those of them that hold something of Klarna's.
   * @returns {Record<string, number>}
   */
  function kept() {
    const shop = new sqlite.Database(file);
    const klarna = new sqlite.Database(klarnaFile(file));
    const count = (/** @type {string} */ table) =>
      Number(shop.get(`SELECT count(*) AS n FROM ${table}`)?.n);
    const ledgers = klarna
      .all("SELECT ledger FROM ledgers")
      .map((row) => JSON.parse(String(row.ledger)));
    const counts = {
      carts: count("carts"),
      orders: count("orders"),
      subscriptions: count("subscriptions"),
      ledgers: ledgers.length,
      handles: ledgers.filter(({ sessions, requests }) => [...sessions, ...requests].length > 0)
        .length,
    };
    shop.close();
    klarna.close();
    return counts;
  }

  /** @param {Shopper} shopper @param {string} id of a payment request */
  async function completes(shopper, id) {
    await shopper.stepUp(id);
    await eventually(() => sandbox.ledger().transactions[0]);
    await eventually(() => sandbox.ledger().webhooks.find(({ status }) => status === 200));
  }

  it("is deleted when its time is over, and orders stay", async () => {
    let number = "";
    let cookie = "";
    await daysLater(0, async (shop) => {
      // One who only looked, one who went as far as Klarna's session, one who bought, one who subscribed and has a basket.
      await new Shopper(shop).ask("GET", "/api/cart");
      await new Shopper(shop).openSession();
      const shopper = new Shopper(shop);
      const { body } = await shopper.clickPay();
      await completes(shopper, body.paymentRequestId);
      const payment = await eventually(async () => {
        const { body: known } = await shopper.ask(
          "GET",
          `/api/klarna/payments/${encodeURIComponent(body.paymentRequestId)}`,
        );
        return known.status === "approved" ? known : undefined;
      });
      sandbox.configure({ scenario: "known" });
      const subscriber = new Shopper(shop);
      await subscriber.ask("GET", "/api/cart");
      const session = await subscriber.openSession("subscription");
      const token = await subscriber.authorize(session);
      const begun = await subscriber.ask("POST", "/api/klarna/orders", {
        authorization_token: token,
        session_id: session.session_id,
      });
      assert.equal(begun.status, 200);
      number = String(payment.order_number);
      cookie = shopper.cookie;
    });
    const first = { carts: 5, orders: 2, subscriptions: 1, ledgers: 3, handles: 3 };
    assert.deepEqual(kept(), first);

    await daysLater(6);
    assert.deepEqual(kept(), first);

    // What came to nothing at Klarna.
    await daysLater(8);
    assert.deepEqual(kept(), { ...first, ledgers: 2, handles: 2 });

    await daysLater(33, async (shop) => {
      const order = await shop.app.inject({
        url: `/api/orders/${number}`,
        headers: { cookie },
      });
      assert.equal(order.json().amount, 9300);
    });
    assert.deepEqual(kept(), { carts: 2, orders: 2, subscriptions: 1, ledgers: 2, handles: 0 });
  });

  it("is kept as long as its visitor comes back, who can buy it", async () => {
    for (const one of [file, klarnaFile(file)]) await rm(one, { force: true });
    sandbox.reset();
    let cookie = "";
    /** @type {string[]} */
    const carts = [];
    const visit = async (/** @type {import("../../www/start.js").Shop} */ shop) => {
      const shopper = new Shopper(shop, cookie);
      const { body } = await shopper.ask("GET", "/api/cart");
      carts.push(body.cart_id);
      cookie = shopper.cookie;
      return shopper;
    };
    for (const days of [0, 20, 40]) await daysLater(days, visit);
    await daysLater(60, async (shop) => {
      const shopper = await visit(shop);
      const { body } = await shopper.clickPay();
      await completes(shopper, body.paymentRequestId);
    });
    assert.equal(new Set(carts).size, 1);
    assert.equal(kept().orders, 1);
  });

  it("is kept however old it is while it is on its way", async () => {
    for (const one of [file, klarnaFile(file)]) await rm(one, { force: true });
    sandbox.reset();
    sandbox.configure({ scenario: "known" });
    await daysLater(0, async (shop) => {
      sandbox.injectFault({
        path: "/v2/accounts/*/payment/authorize",
        kind: "status",
        status: 503,
      });
      const clicked = await new Shopper(shop).clickPay();
      assert.equal(clicked.body.error.code, "order_in_progress");
      sandbox.injectFault({
        path: "/payments/v1/authorizations/*/order",
        kind: "status",
        status: 503,
      });
      const shopper = new Shopper(shop);
      const { session, token } = await shopper.authorizedSession();
      const posted = await shopper.ask("POST", "/api/klarna/orders", {
        authorization_token: token,
        session_id: session.session_id,
      });
      assert.equal(posted.status, 503);
    });
    const before = kept();
    assert.deepEqual(before, { carts: 2, orders: 0, subscriptions: 0, ledgers: 2, handles: 1 });
    await daysLater(400);
    assert.deepEqual(kept(), before);
  });
});
