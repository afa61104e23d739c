import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { CheckoutPage } from "../checkout-page.js";

const NEWER = "v1.10.0-2500-g0123abc";
const SCRIPT = `/kp/lib/${NEWER}/api.js`;
const KLARNA = { payment_method_category: "klarna" };
const FIRST = { ...KLARNA, container: "#first" };
const KNOWN = { billing_address: { email: "customer+known@example.com" } };

describe("a client token that names a newer version of the script", () => {
  /** @type {CheckoutPage} */
  let page;
  before(async () => {
    page = await CheckoutPage.open();
  });
  after(() => page.close());
  beforeEach(() => {
    page.sandbox.reset();
    page.sandbox.configure({ sdkVersion: NEWER });
  });

  const fetched = () => page.sandbox.ledger().requests.filter(({ path }) => path === SCRIPT).length;

  it("waits for the newer script, which does the work then", async () => {
    page.sandbox.injectFault({ path: SCRIPT, kind: "latency", latencyMs: 300 });
    await page.start(KNOWN);
    await page.browser.execute(() =>
      window.Klarna.Payments.on("heightChanged", (/** @type {unknown[]} */ ...args) =>
        window.probe.events.push(args),
      ),
    );
    const number = await page.call("load", FIRST, {}, "@callback");
    assert.equal(fetched(), 0);
    assert.deepEqual((await page.answered(number)).callbacks, [[{ show_form: true }]]);
    assert.equal(fetched(), 1);
    assert.equal((await page.answer("authorize", KLARNA, {}, "@callback")).approved, true);
    const calls = page.sandbox.ledger().sdkCalls.map(({ call }) => call);
    assert.deepEqual(calls, ["init", "load", "authorize"]);
    const events = await page.browser.execute(() => window.probe.events);
    assert.equal(events[0]?.[1], "klarna", "listeners of the page hear the newer script");
  });

  it("leaves window.Klarna as it is, and calls klarnaAsyncCallback no second time", async () => {
    await page.load();
    const { client_token } = await page.start(KNOWN);
    const same = await page.browser.execute(async (token) => {
      const { Payments } = window.Klarna;
      let called = 0;
      Object.assign(window, { klarnaAsyncCallback: () => (called += 1) });
      await new Promise((resolve) =>
        Payments.init({ client_token: token }).load(
          { container: "#first", payment_method_category: "klarna" },
          {},
          resolve,
        ),
      );
      return [window.Klarna.Payments === Payments, called, Payments.initialized];
    }, client_token);
    assert.deepEqual(same, [true, 0, true]);
  });

  it("looks at the container right away", async () => {
    await page.start();
    const number = await page.call("load", { ...KLARNA, container: "#nowhere" }, {}, "@callback");
    const { thrown, callbacks } = await page.outcome(number);
    assert.equal(thrown?.name, "InvalidContainerSelectorError");
    assert.deepEqual(callbacks, [[{ show_form: false }]]);
  });

  it("tells other mistakes later, as a rejection that nobody holds", async () => {
    await page.start();
    const options = { container: "#first", payment_method_category: "barter" };
    const number = await page.call("load", options, {}, "@callback");
    assert.equal((await page.outcome(number)).thrown, null);
    await page.answered(number);
    await page.browser.waitUntil(async () => (await page.rejections()).length > 0);
    assert.equal((await page.rejections())[0]?.name, "PaymentMethodCategoryNotSupportedError");
  });

  it("carries on when the newer script cannot be had", async () => {
    page.sandbox.injectFault({ path: SCRIPT, kind: "status" });
    await page.start(KNOWN);
    assert.deepEqual(await page.answer("load", FIRST, {}, "@callback"), { show_form: true });
    assert.equal((await page.answer("authorize", KLARNA, {}, "@callback")).approved, true);
  });

  it("is fetched once, and not by the old build, nor for a token of its own version", async () => {
    const { client_token } = await page.start(KNOWN);
    await page.call("init", { client_token });
    await page.answer("load", FIRST, {}, "@callback");
    assert.equal(fetched(), 1);
    await page.start({}, "build=734");
    await page.answer("load", { container: "#first" }, {}, "@callback");
    page.sandbox.configure({ sdkVersion: "v1.10.0-2004-gce878c72" });
    await page.start();
    await page.answer("load", FIRST, {}, "@callback");
    assert.equal(fetched(), 1);
  });
});
