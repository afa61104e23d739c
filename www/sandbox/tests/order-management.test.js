import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import fc from "fast-check";
import { startSandbox } from "../index.js";
import { ask, authorize, createSession, ORDER } from "./merchant.js";

const DAY = 86_400_000;

describe("placed orders", () => {
  /** @type {import("../index.js").Sandbox} */
  let sandbox;
  before(async () => {
    sandbox = await startSandbox({ seed: 4 });
  });
  after(() => sandbox.close());
  beforeEach(() => sandbox.reset());

  /** @param {object} [changes] @returns {Promise<string>} the order's path */
  async function placed(changes) {
    const { authorization_token: token } = await authorize(sandbox, await createSession(sandbox));
    const path = `/payments/v1/authorizations/${token}/order`;
    const { body } = await ask(sandbox, "POST", path, { ...ORDER, ...changes });
    return `/ordermanagement/v1/orders/${body.order_id}`;
  }

  /**
   * @param {string} path
   * @param {object} [body]
   * @param {Record<string, string>} [headers]
   */
  const post = (path, body, headers) => ask(sandbox, "POST", path, body, headers);
  /** @param {string} order @param {number} captured_amount */
  const capture = (order, captured_amount) => post(`${order}/captures`, { captured_amount });
  /** @param {string} order @param {number} refunded_amount */
  const refund = (order, refunded_amount) => post(`${order}/refunds`, { refunded_amount });

  /** @param {string} order */
  async function books(order) {
    const { body } = await ask(sandbox, "GET", order);
    const { status, captured_amount, refunded_amount, remaining_authorized_amount } = body;
    return [status, captured_amount, refunded_amount, remaining_authorized_amount];
  }

  /** @param {{ status: number, body: any }} answer @param {string} code */
  function notAllowed({ status, body }, code) {
    assert.equal(status, 403);
    assert.equal(body.error_code, code);
  }

  it("are captured in parts, up to what was authorized", async () => {
    const order = await placed();
    assert.equal((await capture(order, 4_000)).status, 201);
    assert.deepEqual(await books(order), ["PART_CAPTURED", 4_000, 0, 6_000]);
    notAllowed(await capture(order, 6_001), "CAPTURE_NOT_ALLOWED");
    assert.equal((await capture(order, 6_000)).status, 201);
    assert.deepEqual(await books(order), ["CAPTURED", 10_000, 0, 0]);
    notAllowed(await capture(order, 1), "CAPTURE_NOT_ALLOWED");
  });

  it("are refunded up to what was captured", async () => {
    const order = await placed();
    notAllowed(await refund(order, 1), "REFUND_NOT_ALLOWED");
    await capture(order, 4_000);
    assert.equal((await refund(order, 3_000)).status, 201);
    notAllowed(await refund(order, 1_001), "REFUND_NOT_ALLOWED");
    assert.deepEqual(await books(order), ["PART_CAPTURED", 4_000, 3_000, 6_000]);
  });

  it("can be cancelled until something is captured, and then not be captured", async () => {
    const order = await placed();
    assert.equal((await post(`${order}/cancel`)).status, 204);
    assert.deepEqual(await books(order), ["CANCELLED", 0, 0, 0]);
    notAllowed(await capture(order, 1), "CAPTURE_NOT_ALLOWED");
    const captured = await placed();
    await capture(captured, 1);
    notAllowed(await post(`${captured}/cancel`), "CANCEL_NOT_ALLOWED");
  });

  it("expire after 28 days, later when they were extended", async () => {
    const [order, extended] = [await placed(), await placed()];
    sandbox.advanceClock(27 * DAY);
    assert.equal((await post(`${extended}/extend-authorization-time`)).status, 204);
    sandbox.advanceClock(DAY);
    assert.deepEqual(await books(order), ["EXPIRED", 0, 0, 0]);
    assert.deepEqual(await books(extended), ["AUTHORIZED", 0, 0, 10_000]);
    notAllowed(await capture(order, 1), "CAPTURE_NOT_ALLOWED");
    notAllowed(await post(`${order}/extend-authorization-time`), "NOT_ALLOWED");
  });

  it("release what has not been captured", async () => {
    const order = await placed();
    await capture(order, 4_000);
    assert.equal((await post(`${order}/release-remaining-authorization`)).status, 204);
    assert.deepEqual(await books(order), ["CAPTURED", 4_000, 0, 0]);
    notAllowed(await capture(order, 1), "CAPTURE_NOT_ALLOWED");
  });

  it("are captured once for a repeated idempotency key", async () => {
    const order = await placed();
    const key = { "klarna-idempotency-key": "k-1" };
    const path = `${order}/captures`;
    const first = await post(path, { captured_amount: 4_000 }, key);
    const again = await post(path, { captured_amount: 4_000 }, key);
    assert.equal(again.status, 201);
    assert.equal(again.headers.get("capture-id"), first.headers.get("capture-id"));
    assert.deepEqual(await books(order), ["PART_CAPTURED", 4_000, 0, 6_000]);
    const other = await post(path, { captured_amount: 5_000 }, key);
    assert.deepEqual([other.status, other.body.error_code], [409, "CONFLICT"]);
  });

  it("are captured whole when they were placed with auto_capture", async () => {
    const order = await placed({ auto_capture: true });
    assert.deepEqual(await books(order), ["CAPTURED", 10_000, 0, 0]);
    assert.equal((await refund(order, 10_000)).status, 201);
  });

  it("are changed: amount and lines that add up, references, addresses", async () => {
    const order = await placed();
    await capture(order, 4_000);
    const [line] = ORDER.order_lines;
    /** @param {number} amount @param {number} [total] */
    const change = (amount, total = amount) =>
      ask(sandbox, "PATCH", `${order}/authorization`, {
        order_amount: amount,
        order_lines: [{ ...line, unit_price: total, total_amount: total }],
      });
    assert.equal((await change(9_000, 8_000)).status, 400);
    notAllowed(await change(3_999), "NOT_ALLOWED");
    assert.equal((await change(9_000)).status, 204);
    assert.deepEqual(await books(order), ["PART_CAPTURED", 4_000, 0, 5_000]);
    const references = { merchant_reference1: "1", merchant_reference2: "2" };
    const path = `${order}/merchant-references`;
    assert.equal((await ask(sandbox, "PATCH", path, references)).status, 204);
    const { body } = await ask(sandbox, "GET", order);
    assert.deepEqual([body.merchant_reference1, body.merchant_reference2], ["1", "2"]);
  });

  it("answer 404 with what is not there", async () => {
    const order = await placed();
    for (const [path, code] of [
      ["/ordermanagement/v1/orders/nobody/captures", "NO_SUCH_ORDER"],
      [`${order}/captures/none`, "NO_SUCH_CAPTURE"],
      [`${order}/refunds/none`, "NO_SUCH_REFUND"],
    ]) {
      const { status, body } = await ask(sandbox, "GET", String(path));
      assert.deepEqual([status, body.error_code], [404, code]);
    }
  });

  it("never give more than they hold, whatever is asked of them", async () => {
    const act = fc.oneof(
      fc.tuple(fc.constant("captures"), fc.integer({ min: 1, max: 6_000 })),
      fc.tuple(fc.constant("refunds"), fc.integer({ min: 1, max: 6_000 })),
      fc.tuple(
        fc.constantFrom("cancel", "release-remaining-authorization", "extend-authorization-time"),
        fc.constant(0),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (acts) => {
        const order = await placed();
        for (const [what, amount] of acts)
          await post(`${order}/${what}`, { captured_amount: amount, refunded_amount: amount });
        const [status, captured, refunded, remaining] = await books(order);
        assert.ok(0 <= refunded && refunded <= captured && captured <= 10_000);
        const isOpen = status === "AUTHORIZED" || status === "PART_CAPTURED";
        assert.equal(remaining, isOpen ? 10_000 - captured : 0);
        assert.equal(status === "CANCELLED" && captured > 0, false);
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});
