import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { CheckoutPage } from "./checkout-page.js";

const KLARNA = { payment_method_category: "klarna" };
const FIRST = { ...KLARNA, container: "#first" };
const KNOWN = { billing_address: { email: "customer+known@example.com" } };
const DECLINE = { show_form: false, approved: false };

describe("faults of the v1 SDK, injected by the sandbox", () => {
  /** @type {CheckoutPage} */
  let page;
  before(async () => {
    page = await CheckoutPage.open();
  });
  after(() => page.close());
  beforeEach(async () => {
    page.sandbox.reset();
    await page.start(KNOWN);
    await page.answer("load", FIRST, {}, "@callback");
  });

  /**
   * @param {string} kind
   * @param {object} [more]
   */
  const inject = (kind, more = {}) =>
    page.sandbox.injectSdkFault(
      /** @type {import("../index.js").SdkFault} */ ({
        sdk: "payments",
        call: "authorize",
        kind,
        times: 1,
        ...more,
      }),
    );
  const authorize = () => page.call("authorize", KLARNA, {}, "@callback");
  const nextApproves = async () =>
    assert.equal((await page.answer("authorize", KLARNA, {}, "@callback")).approved, true);

  it("throw without calling back", async () => {
    inject("throw");
    const { thrown, callbacks } = await page.outcome(await authorize());
    assert.equal(thrown?.name, "TypeError");
    assert.deepEqual(callbacks, []);
    await nextApproves();
  });

  it("call back and throw", async () => {
    inject("callback-then-throw");
    const { thrown, callbacks } = await page.outcome(await authorize());
    assert.equal(thrown?.name, "Error");
    assert.deepEqual(callbacks, [[DECLINE]]);
  });

  it("never call back, though Klarna has authorized", async () => {
    inject("never");
    const lost = await authorize();
    await nextApproves();
    assert.deepEqual((await page.outcome(lost)).callbacks, []);
    assert.equal(page.sandbox.ledger().authorizations.length, 2);
  });

  it("call back twice", async () => {
    inject("twice");
    const { callbacks } = await page.answered(await authorize(), 2);
    assert.deepEqual(callbacks[0], callbacks[1]);
  });

  it("call back with a failure after the success", async () => {
    inject("failure-after-success");
    const { callbacks } = await page.answered(await authorize(), 2);
    assert.equal(callbacks[0]?.[0].approved, true);
    assert.deepEqual(callbacks[1]?.[0], { ...DECLINE, finalize_required: false });
  });

  it("decline later, and reject a promise that nobody holds", async () => {
    inject("late-failure");
    const { thrown, callbacks } = await page.answered(await authorize());
    assert.equal(thrown, null);
    assert.deepEqual(callbacks, [[DECLINE]]);
    assert.equal((await page.rejections()).length, 1);
  });

  for (const result of [null, "approved", 42, [], { Error: { invalid_fields: ["a"] } }]) {
    it(`hand ${JSON.stringify(result)} over instead of a result`, async () => {
      inject("result", { result });
      const { callbacks } = await page.answered(await authorize());
      assert.deepEqual(callbacks, [[result]]);
    });
  }

  it("hand nothing over", async () => {
    inject("result");
    const { callbacks } = await page.answered(await authorize());
    assert.deepEqual(callbacks, [["undefined"]]);
  });

  it("are armed as often as asked, and leave other calls alone", async () => {
    page.sandbox.injectSdkFault({ sdk: "payments", call: "finalize", kind: "throw", times: 2 });
    await nextApproves();
    for (const expected of ["TypeError", "TypeError", undefined]) {
      const { thrown } = await page.outcome(await page.call("finalize", KLARNA, {}, "@callback"));
      assert.equal(thrown?.name, expected);
    }
  });

  it("and every call is in the ledger, with what it was given", async () => {
    await page.answer("authorize", KLARNA, { merchant_reference1: "r" }, "@callback");
    const call = page.sandbox.ledger().sdkCalls.at(-1);
    assert.equal(call?.call, "authorize");
    assert.deepEqual(call?.details, { options: KLARNA, data: { merchant_reference1: "r" } });
  });
});
