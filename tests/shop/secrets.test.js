import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { after, before, describe, it } from "node:test";
import { klarnaFile } from "../../www/backend/database.js";
import { startSandbox } from "../../www/sandbox/index.js";
import { startShop } from "../../www/start.js";
import { eventually } from "./eventually.js";
import { Shopper } from "./shopper.js";

const PAGES = [
  "/",
  "/payment",
  "/review",
  "/confirmation",
  "/pay",
  "/pay/return",
  "/subscription",
  "/api/shop",
];
const CREDENTIALS = {
  username: "a-merchant",
  password: "password-of-a-merchant",
  apiKey: "api-key-of-a-merchant",
};

describe("what must stay secret", () => {
  /** @type {Awaited<ReturnType<typeof startSandbox>>} */
  let sandbox;
  /** @type {import("../../www/start.js").Shop} */
  let shop;
  let log = "";

  before(async () => {
    sandbox = await startSandbox({ credentials: CREDENTIALS });
    sandbox.configure({ scenario: "known" });
    const stream = new Writable({
      write(chunk, _encoding, done) {
        log += chunk;
        done();
      },
    });
    shop = await startShop({ sandbox, log: { level: "trace", stream } });
  });
  after(async () => {
    await shop.close();
    await sandbox.close();
  });

  it("is on no page and in no public answer: the shop's credentials at Klarna", async () => {
    const shopper = new Shopper(shop);
    const { password, apiKey } = CREDENTIALS;
    for (const path of PAGES) {
      const { status, body } = await shopper.ask("GET", path);
      assert.equal(status, 200, path);
      const text = typeof body === "string" ? body : JSON.stringify(body);
      assert.ok(!text.includes(apiKey) && !text.includes(password), path);
    }
  });

  it("is not in the log, however much is logged: tokens, callback secrets, credentials, addresses", async () => {
    const shopper = new Shopper(shop);
    await shopper.ask("PUT", "/api/cart/customer", {
      email: "someone@private.example",
      given_name: "Some",
      family_name: "One",
      street_address: "Secret Street 1",
      postal_code: "10115",
      city: "Berlin",
      country: "DE",
    });
    const session = await shopper.openSession();
    sandbox.injectFault({
      path: "/payments/v1/authorizations/*/order",
      kind: "status",
      status: 500,
      times: 3,
    });
    const token = await shopper.authorize(session);
    await shopper.ask("POST", "/api/klarna/orders", {
      authorization_token: token,
      session_id: session.session_id,
    });
    await eventually(() => sandbox.ledger().callbacks[0]);
    const callback = String(sandbox.ledger().sessions[0]?.merchant_urls?.authorization);
    const { username, password, apiKey } = CREDENTIALS;
    const basic = Buffer.from(`${username}:${password}`).toString("base64");
    assert.match(log, /authorization\/:secret/, "requests are logged by route");
    for (const secret of [
      token,
      session.client_token,
      callback.split("/").at(-1) ?? "",
      basic,
      apiKey,
      "someone@private.example",
      "Secret Street",
    ]) {
      assert.ok(secret.length > 5 && !log.includes(secret), `the log has ${secret.slice(0, 4)}…`);
    }
  });

  it("is not in the database file once the order is made: its authorization token", async () => {
    const folder = await mkdtemp(join(tmpdir(), "shop-"));
    const file = join(folder, "shop.sqlite");
    const other = await startShop({ sandbox, database: file });
    try {
      const shopper = new Shopper(other);
      const { session, token } = await shopper.authorizedSession();
      const post = { authorization_token: token, session_id: session.session_id };
      assert.equal((await shopper.ask("POST", "/api/klarna/orders", post)).status, 200);
      const bytes = await readFile(klarnaFile(file));
      assert.ok(bytes.includes(session.session_id), "this is the database");
      assert.ok(!bytes.includes(token));
    } finally {
      await other.close();
      await rm(folder, { recursive: true });
    }
  });
});
