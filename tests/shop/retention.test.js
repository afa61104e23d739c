import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openDatabase } from "../../www/backend/database.js";
import { RETENTION } from "../../www/backend/retention.js";
import { startSandbox } from "../../www/sandbox/index.js";
import { startShop } from "../../www/start.js";
import { eventually } from "./eventually.js";
import { Shopper } from "./shopper.js";

const DAY_MS = 24 * 3600 * 1000;
const TABLES = [
  "carts",
  "purchases",
  "sessions",
  "payment_requests",
  "clicks",
  "webhook_events",
  "subscriptions",
];

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

  /** @returns {Record<string, number>} rows of each table */
  function rows() {
    const database = openDatabase(file);
    const counts = TABLES.map((table) => {
      const row = database.get(`SELECT count(*) AS n FROM ${table}`);
      return [table, Number(/** @type {any} */ (row).n)];
    });
    database.close();
    return Object.fromEntries(counts);
  }

  /** @param {Shopper} shopper @param {string} id of a payment request */
  async function completes(shopper, id) {
    await shopper.stepUp(id);
    await eventually(() => sandbox.ledger().transactions[0]);
    await eventually(() => sandbox.ledger().webhooks.find(({ status }) => status === 200));
  }

  it("is deleted when its time is over, and orders stay", async () => {
    const number = await daysLater(0, async (shop) => {
      // One who only looked, one who went as far as Klarna's session, one who bought, one who subscribed and has a basket.
      await new Shopper(shop).ask("GET", "/api/cart");
      await new Shopper(shop).openSession();
      const shopper = new Shopper(shop);
      const { body } = await shopper.clickPay();
      await completes(shopper, body.paymentRequestId);
      const payment = await eventually(async () => {
        const { body: known } = await shopper.ask(
          "GET",
          `/api/payments/${encodeURIComponent(body.paymentRequestId)}`,
        );
        return known.status === "approved" ? known : undefined;
      });
      sandbox.configure({ scenario: "known" });
      const subscriber = new Shopper(shop);
      const session = await subscriber.openSession("subscription");
      const token = await subscriber.authorize(session);
      const begun = await subscriber.ask("POST", "/api/klarna/subscriptions", {
        authorization_token: token,
        session_id: session.session_id,
      });
      assert.equal(begun.status, 200);
      return payment.order_number;
    });
    const first = rows();
    assert.deepEqual(first, {
      carts: 5,
      purchases: 3,
      sessions: 2,
      payment_requests: 1,
      clicks: 1,
      webhook_events: 1,
      subscriptions: 1,
    });

    await daysLater(6);
    assert.deepEqual(rows(), first);

    await daysLater(8);
    assert.deepEqual(rows(), { ...first, clicks: 0, webhook_events: 0 });

    await daysLater(33);
    assert.deepEqual(rows(), {
      carts: 2,
      purchases: 2,
      sessions: 0,
      payment_requests: 0,
      clicks: 0,
      webhook_events: 0,
      subscriptions: 1,
    });
    const database = openDatabase(file);
    const kept = database.all("SELECT number FROM purchases").map((row) => `ME-${row.number}`);
    database.close();
    assert.ok(kept.includes(String(number)));
  });

  it("is kept however old it is while it is on its way", async () => {
    await rm(file, { force: true });
    sandbox.reset();
    sandbox.configure({ scenario: "known" });
    await daysLater(0, async (shop) => {
      sandbox.injectFault({
        path: "/v2/accounts/*/payment/authorize",
        kind: "status",
        status: 503,
      });
      const clicked = await new Shopper(shop).clickPay();
      assert.equal(clicked.body.error.code, "klarna_unavailable");
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
    const before = rows();
    assert.equal(before.clicks, 1);
    assert.equal(before.sessions, 1);
    await daysLater(400);
    assert.deepEqual(rows(), before);
  });

  it("is named in one place, each with its time", () => {
    for (const { what, days, sql } of RETENTION) {
      assert.ok(days > 1 && sql.length > 0, what);
      for (const statement of sql) assert.match(statement, /^DELETE FROM \w+ WHERE [^;]*\?1/);
    }
  });
});
