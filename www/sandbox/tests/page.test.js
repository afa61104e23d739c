import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { startSandbox } from "../index.js";
import { Klarna } from "./facts/klarna.js";

describe("what the sandbox's page is made of", () => {
  /** @type {import("../index.js").Sandbox} */
  let sandbox;
  before(async () => {
    sandbox = await startSandbox({ seed: 4 });
  });
  after(() => sandbox.close());
  beforeEach(() => sandbox.reset());

  /** @param {string} path */
  const get = (path) => fetch(sandbox.url + path);

  it("is served under a strict policy, with everything that it asks for", async () => {
    const page = await get("/");
    assert.match(page.headers.get("content-type") ?? "", /^text\/html/);
    assert.match(page.headers.get("content-security-policy") ?? "", /default-src 'none'/);
    const html = await page.text();
    const files = [...html.matchAll(/(?:src|href)="(\/page\/[^"]+)"/g)].map(([, file]) => file);
    assert.ok(files.length >= 2);
    for (const file of files) assert.equal((await get(String(file))).status, 200, file);
  });

  it("is neither in the ledger nor hit by faults", async () => {
    sandbox.injectFault({ path: "*", kind: "status" });
    assert.equal((await get("/")).status, 200);
    assert.equal((await get("/page/main.js")).status, 200);
    assert.deepEqual(sandbox.ledger().requests, []);
  });

  it("tells of everything, and of no token the whole", async () => {
    const klarna = new Klarna(sandbox);
    const token = await klarna.token({ intent: "buy_and_tokenize" });
    const { body: order } = await klarna.order(token);
    const { body: customer } = await klarna.v1(
      "POST",
      `/payments/v1/authorizations/${token}/customer-token`,
      {
        purchase_country: "SE",
        purchase_currency: "SEK",
        locale: "sv-SE",
        description: "Tea",
        intended_use: "SUBSCRIPTION",
      },
    );
    await klarna.v1("GET", `/customer-token/v1/tokens/${customer.token_id}`);
    const text = await (await get("/sandbox/overview")).text();
    for (const secret of [token, customer.token_id])
      assert.equal(text.includes(secret), false, secret);
    assert.ok(text.includes(order.order_id));
    assert.ok(text.includes(token.slice(0, 8)));
  });

  it("hears of each change at once, and is let go when the sandbox ends", async () => {
    const own = await startSandbox({ seed: 5 });
    const { body } = await fetch(`${own.url}/sandbox/events`);
    const stream = /** @type {ReadableStream<Uint8Array>} */ (body).getReader();
    const heard = async () => Buffer.from((await stream.read()).value ?? []).toString();
    assert.match(await heard(), /^:/);
    for (const change of [
      () => own.configure({ scenario: "denied" }),
      () => own.injectFault({ path: "/", kind: "drop" }),
      () => own.advanceClock(1000),
      () => void new Klarna(own).session(),
      () => own.reset(),
    ]) {
      const next = heard();
      change();
      assert.match(await next, /^data: changed/);
    }
    await own.close();
    await stream.closed.catch(() => {});
  });
});
