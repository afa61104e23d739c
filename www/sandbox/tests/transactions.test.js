import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { startSandbox } from "../index.js";
import { Klarna } from "./facts/klarna.js";

describe("payment transactions", () => {
  /** @type {import("../index.js").Sandbox} */
  let sandbox;
  /** @type {Klarna} */
  let klarna;
  before(async () => {
    sandbox = await startSandbox({ seed: 4 });
    klarna = new Klarna(sandbox);
  });
  after(() => sandbox.close());
  beforeEach(() => sandbox.reset());

  /** @param {object} [more] @returns {Promise<string>} the path of one that has been approved */
  async function approved(more) {
    const { body } = await klarna.v2("POST", "/payment/authorize", {
      currency: "EUR",
      request_payment_transaction: {
        amount: 5_000,
        payment_transaction_reference: "t-1",
        ...more,
      },
      supplementary_purchase_data: { customer: { email: "customer+known@example.com" } },
    });
    const { payment_transaction } = body.payment_transaction_response;
    return `/payment/transactions/${payment_transaction.payment_transaction_id}`;
  }

  /** @param {string} path */
  async function books(path) {
    const { captured_amount, refunded_amount, remaining_amount } = (await klarna.v2("GET", path))
      .body;
    return [captured_amount, refunded_amount, remaining_amount];
  }

  /** @param {string} path @param {number} capture_amount */
  const capture = async (path, capture_amount) =>
    (await klarna.v2("POST", `${path}/capture`, { capture_amount })).status;
  /** @param {string} path @param {number} refund_amount */
  const refund = async (path, refund_amount) =>
    (await klarna.v2("POST", `${path}/refund`, { refund_amount })).status;

  it("are captured in parts, up to what was authorized", async () => {
    const path = await approved();
    assert.equal(await capture(path, 2_000), 201);
    assert.deepEqual(await books(path), [2_000, 0, 3_000]);
    assert.equal(await capture(path, 3_001), 403);
    assert.equal(await capture(path, 3_000), 201);
    assert.deepEqual(await books(path), [5_000, 0, 0]);
  });

  it("are refunded up to what was captured", async () => {
    const path = await approved();
    assert.equal(await refund(path, 1), 403);
    await capture(path, 2_000);
    assert.equal(await refund(path, 2_000), 201);
    assert.equal(await refund(path, 1), 403);
  });

  it("are voided, once, and give nothing then", async () => {
    const path = await approved();
    assert.equal((await klarna.v2("POST", `${path}/void`)).status, 200);
    assert.deepEqual(await books(path), [0, 0, 0]);
    assert.equal(await capture(path, 1), 403);
    assert.equal((await klarna.v2("POST", `${path}/void`)).status, 403);
  });

  it("are captured at once when the authorization says so", async () => {
    assert.deepEqual(await books(await approved({ capture: "NOW" })), [5_000, 0, 0]);
  });

  it("are not captured after 28 days", async () => {
    const path = await approved();
    sandbox.advanceClock(28 * 86_400_000);
    assert.equal(await capture(path, 1), 403);
  });
});
