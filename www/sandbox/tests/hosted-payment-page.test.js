import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { startSandbox } from "../index.js";
import { ask, createSession, ORDER } from "./merchant.js";

const PAGES = "/hpp/v1/sessions";

describe("the Hosted Payment Page", () => {
  /** @type {import("../index.js").Sandbox} */
  let sandbox;
  before(async () => {
    sandbox = await startSandbox({ seed: 4 });
  });
  after(() => sandbox.close());
  beforeEach(() => {
    sandbox.reset();
    sandbox.configure({ journey: "instant" });
  });

  /** @param {object} [options] @param {string} [email] @param {object} [urls] @returns {Promise<{ session_id: string, redirect_url: string }>} */
  async function page(options, email, urls = {}) {
    const billing_address = { email };
    const { session_id } = await createSession(sandbox, { ...(email && { billing_address }) });
    const { body } = await ask(sandbox, "POST", PAGES, {
      payment_session_url: `${sandbox.url}/payments/v1/sessions/${session_id}`,
      merchant_urls: {
        success:
          "https://shop.example/paid?token={{authorization_token}}&order={{order_id}}&page={{session_id}}",
        failure: "https://shop.example/failed",
        cancel: "https://shop.example/cart",
        error: "https://shop.example/error",
        ...urls,
      },
      ...(options && { options }),
    });
    return body;
  }

  /** Goes through it as a customer. @param {string} url @returns {Promise<string>} where that ends */
  async function visit(url) {
    const { headers } = await fetch(url, { redirect: "manual" });
    const id = new URL(headers.get("location") ?? "", url).searchParams.get("journey");
    const state = await fetch(`${sandbox.url}/journey/state/${id}`);
    return /** @type {{ return_url: string }} */ (await state.json()).return_url;
  }

  /** @param {string} id */
  const read = async (id) => (await ask(sandbox, "GET", `${PAGES}/${id}`)).body;

  it("leads who leaves it back where the shop names no address for that", async () => {
    sandbox.configure({ scenario: "leaves" });
    const back = "https://shop.example/back";
    const both = await page(undefined, undefined, { back });
    assert.equal(await visit(both.redirect_url), "https://shop.example/cart");
    const one = await page(undefined, undefined, { back, cancel: "" });
    assert.equal(await visit(one.redirect_url), back);
  });

  for (const who of ["refused", "unavailable"])
    it(`is left without an authorization by customer+${who}@…`, async () => {
      const { session_id, redirect_url } = await page(undefined, `customer+${who}@example.com`);
      assert.equal(await visit(redirect_url), "https://shop.example/failed");
      const { status, authorization_token: token } = await read(session_id);
      assert.deepEqual([status, token], ["FAILED", undefined]);
    });

  it("places no order that is not what the customer saw", async () => {
    sandbox.configure({ journey: "quick" });
    const { session_id, redirect_url } = await page({ place_order_mode: "PLACE_ORDER" });
    const { headers } = await fetch(redirect_url, { redirect: "manual" });
    const journey = new URL(headers.get("location") ?? "", redirect_url).searchParams;
    const [known] = sandbox.ledger().sessions;
    await ask(sandbox, "POST", `/payments/v1/sessions/${known?.session_id}`, {
      order_amount: 5_000,
      order_lines: [{ name: "Shoe", quantity: 1, unit_price: 5_000, total_amount: 5_000 }],
    });
    const state = `/journey/state/${journey.get("journey")}`;
    const { body } = await ask(sandbox, "POST", state, { action: "confirm" });
    assert.equal(body.return_url, "https://shop.example/failed");
    assert.equal((await read(session_id)).status, "FAILED");
    assert.equal(sandbox.ledger().orders.length, 0);
  });

  it("takes the customer to the shop with what it gave", async () => {
    const { session_id, redirect_url } = await page();
    assert.equal((await read(session_id)).status, "WAITING");
    const back = new URL(await visit(redirect_url)).searchParams;
    const { status, authorization_token: token } = await read(session_id);
    assert.equal(status, "COMPLETED");
    assert.deepEqual(
      [back.get("token"), back.get("order"), back.get("page")],
      [token, "", session_id],
    );
    const path = `/payments/v1/authorizations/${token}/order`;
    assert.equal((await ask(sandbox, "POST", path, ORDER)).status, 200);
  });

  for (const [mode, status] of /** @type {const} */ ([
    ["PLACE_ORDER", "AUTHORIZED"],
    ["CAPTURE_ORDER", "CAPTURED"],
  ]))
    it(`places the order itself with ${mode}`, async () => {
      const { session_id, redirect_url } = await page({ place_order_mode: mode });
      const back = new URL(await visit(redirect_url)).searchParams;
      const { order_id } = await read(session_id);
      assert.equal(back.get("order"), order_id);
      assert.equal(sandbox.ledger().orders[0]?.status, status);
    });

  for (const [scenario, status, end] of /** @type {const} */ ([
    ["denied", "FAILED", "failed"],
    ["leaves", "CANCELLED", "cart"],
    ["failure", "ERROR", "error"],
  ]))
    it(`ends ${status} for customer+${scenario}@…`, async () => {
      sandbox.configure({ scenario });
      const { session_id, redirect_url } = await page();
      assert.equal(await visit(redirect_url), `https://shop.example/${end}`);
      assert.equal((await read(session_id)).status, status);
    });

  it("is for one payment, and for none once it is disabled", async () => {
    const { redirect_url } = await page();
    await visit(redirect_url);
    assert.equal((await fetch(redirect_url, { redirect: "manual" })).status, 404);
    const disabled = await page();
    const path = `${PAGES}/${disabled.session_id}`;
    assert.equal((await ask(sandbox, "DELETE", path)).status, 204);
    assert.equal((await fetch(disabled.redirect_url, { redirect: "manual" })).status, 404);
  });

  it("needs a payment session that there is", async () => {
    const { status, body } = await ask(sandbox, "POST", PAGES, {
      payment_session_url: `${sandbox.url}/payments/v1/sessions/none`,
      merchant_urls: {},
    });
    assert.deepEqual([status, body.error_code], [404, "NOT_FOUND"]);
  });
});
