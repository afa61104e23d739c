import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Customer } from "./customer.js";
import { eventually } from "./eventually.js";

const ORDER_CALL = "/payments/v1/authorizations/*/order";

/** Another tab changes the basket just before the page asks for a session. */
function changesBasketFirst() {
  const real = window.fetch;
  const headers = { "content-type": "application/json" };
  window.fetch = async (input, init) => {
    if (String(input).includes("/session"))
      await real("/api/cart/lines/teapot-fold", { method: "PUT", headers, body: '{"quantity":3}' });
    return real(input, init);
  };
}

// How each scenario ends is in `scenarios.browser.test.js`.
describe("the multi-step checkout tells the customer", () => {
  /** @type {Customer} */
  let customer;
  before(async () => {
    customer = await Customer.enter();
  });
  after(() => customer.leave());

  it("the order number of a bank transfer whose answer was lost, by Buy or after a reload", async () => {
    for (const step of ["#buy:enabled", "#to-order"]) {
      await customer.startAfresh();
      await customer.visit("/review?method=transfer");
      await customer.sees("#buy:enabled");
      await customer.losesAnswersOf("/api/orders");
      await customer.clicks("#buy:enabled");
      assert.equal(await customer.outcome(), "shop_failed");
      if (step === "#to-order") await customer.browser.refresh();
      else await customer.getsAnswersAgain();
      await customer.clicks(step);
      assert.match(await customer.orderNumber(), /^ME-\d+$/);
    }
  });

  it("that the basket was ordered in another way meanwhile, and shows that order", async () => {
    await customer.startAfresh();
    await customer.choosesKlarna();
    await customer.arrivesAt("/review");
    await customer.sees("#buy:enabled");
    await customer.browser.execute(async () => {
      const { cart_id, purchase } = await (await fetch("/api/cart")).json();
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ cart_id, purchase });
      await fetch("/api/orders", { method: "POST", headers, body });
    });
    await customer.clicks("#buy:enabled");
    assert.equal(await customer.outcome(), "already_ordered");
    await customer.clicks("#to-order");
    assert.match(await customer.orderNumber(), /^ME-\d+$/);
    assert.equal(customer.sandbox.ledger().orders.length, 0);
  });

  it("that Klarna is not available, and offers the other way to pay", async () => {
    await customer.startAfresh({ scenario: "unavailable" });
    await customer.visit("/payment");
    assert.equal(await customer.outcome(), "unavailable");
    await customer.clicks("#continue:enabled");
    await customer.arrivesAt("/review?method=transfer");
    await customer.clicks("#buy:enabled");
    assert.match(await customer.orderNumber(), /^ME-\d+$/);
    assert.equal(customer.sandbox.ledger().orders.length, 0);
  });

  it("that the basket has changed in another tab, and orders by bank transfer what the page shows then", async () => {
    await customer.startAfresh();
    await customer.visit("/review?method=transfer");
    await customer.sees("#buy:enabled");
    const changed = await customer.changesBasketElsewhere("kettle-ridge", 1);
    await customer.clicks("#buy:enabled");
    assert.equal(await customer.outcome(), "order_mismatch");
    assert.deepEqual(await customer.accessibilityProblems(), []);
    await customer.clicks("#reload");
    await customer.sees(`[data-total="${changed}"]`);
    await customer.clicks("#buy:enabled");
    await customer.orderNumber();
    await customer.sees(`[data-total="${changed}"]`);
  });

  it("which field Klarna cannot use, and goes on when it is corrected", async () => {
    await customer.startAfresh({ scenario: "correction" });
    await customer.visit("/payment");
    await (await customer.sees("#customer-phone")).setValue("030 123456");
    await customer.clicks("#continue:enabled");
    assert.equal(await customer.outcome(), "correction_required");
    const phone = customer.browser.$("#customer-phone");
    assert.equal(await phone.getAttribute("aria-invalid"), "true");
    assert.equal(await phone.isFocused(), true);
    await phone.setValue("+49 30 123456");
    await customer.clicks("#continue:enabled");
    await customer.arrivesAt("/review");
  });

  it("that it can be tried again after the window was closed", async () => {
    await customer.startAfresh({ scenario: "leaves" });
    await customer.choosesKlarna();
    assert.equal(await customer.outcome(), "dismissed");
    customer.sandbox.configure({ scenario: "approved" });
    await customer.clicks("#continue:enabled");
    await customer.arrivesAt("/review");
  });

  for (const [decision, outcome] of /** @type {const} */ ([
    ["ACCEPTED", "approved"],
    ["REJECTED", "rejected"],
  ])) {
    it(`that Klarna still looks at the order, and without a click that it is ${outcome}`, async () => {
      await customer.startAfresh({ scenario: "pending" });
      await customer.buys();
      const number = await customer.orderNumber();
      assert.equal(await customer.outcome(), "pending");
      const text = await customer.browser.$("#thanks").getText();
      assert.match(text, /looking at the payment.*need not order again/s);
      const order = customer.sandbox.ledger().orders[0];
      assert.ok(customer.sandbox.reviewOrder(String(order?.order_id), decision));
      await customer.sees(`#order[data-outcome="${outcome}"]`);
      assert.equal(await customer.browser.$("[data-order-number]").getText(), number);
      assert.deepEqual(await customer.accessibilityProblems(), []);
      assert.equal(await customer.browser.$("#contact").isExisting(), outcome === "rejected");
    });
  }

  it("that the shop could not be reached, keeps the token and sends it again", async () => {
    await customer.startAfresh();
    await customer.choosesKlarna();
    await customer.arrivesAt("/review");
    await customer.sees("#buy:enabled");
    await customer.losesAnswersOf("/api/klarna/orders");
    customer.sandbox.injectFault({ path: ORDER_CALL, kind: "status", status: 503 });
    await customer.clicks("#buy:enabled");
    assert.equal(await customer.outcome(), "undelivered");
    customer.sandbox.clearFaults();
    await customer.getsAnswersAgain();
    await customer.clicks("#deliver-again");
    assert.match(await customer.orderNumber(), /^ME-/);
    assert.equal(customer.sandbox.ledger().orders.length, 1);
  });

  it("that the shop could not be reached on the payment page, and goes on from there with the token it had", async () => {
    await customer.startAfresh({ scenario: "nofinalize" });
    await customer.visit("/payment");
    await customer.sees("#continue:enabled");
    await customer.losesAnswersOf("/api/klarna/keep");
    await customer.clicks("#continue:enabled");
    assert.equal(await customer.outcome(), "undelivered");
    assert.equal(
      await customer.browser.$("#reload").isExisting(),
      false,
      "the token would be lost",
    );
    assert.deepEqual(await customer.accessibilityProblems(), []);
    await customer.getsAnswersAgain();
    await customer.clicks("#deliver-again");
    await customer.arrivesAt("/review");
    await customer.clicks("#buy:enabled");
    await customer.orderNumber();
    assert.equal(customer.sandbox.ledger().authorizations.length, 1);
  });

  for (const backend of ["shop", "commerce-layer"])
    it(`the order number after Buy alone, although Klarna gave its token on the payment page: ${backend}`, async () => {
      await customer.startAfresh({ scenario: "nofinalize" });
      await customer.browser.setCookies({ name: "backend", value: backend });
      await customer.choosesKlarna();
      await customer.arrivesAt("/review");
      await customer.sees("#buy:enabled");
      await eventually(() => customer.sandbox.ledger().callbacks[0]?.status);
      assert.equal(customer.sandbox.ledger().orders.length, 0);
      await customer.clicks("#buy:enabled");
      await customer.orderNumber();
      assert.equal(customer.sandbox.ledger().orders.length, 1);
      assert.equal(customer.sandbox.ledger().authorizations.length, 1);
    });

  it("that the basket has changed in another tab, and buys nothing with the token that was kept in that one", async () => {
    await customer.startAfresh({ scenario: "nofinalize" });
    await customer.choosesKlarna();
    await customer.arrivesAt("/review");
    await customer.sees("#buy:enabled");
    const { browser } = customer;
    const shown = await browser.getWindowHandle();
    await customer.changesBasketElsewhere("kettle-ridge", 1);
    await browser.newWindow(`${customer.shop.url}/payment`, { type: "tab" });
    await customer.clicks("#continue:enabled");
    await customer.arrivesAt("/review");
    await browser.closeWindow();
    await browser.switchToWindow(shown);
    await customer.clicks("#buy:enabled");
    assert.equal(await customer.outcome(), "order_mismatch");
    assert.equal(customer.sandbox.ledger().orders.length, 0);
  });

  it("that the basket has changed before Klarna was asked for it, and buys nothing that the page does not show", async () => {
    await customer.startAfresh();
    const { identifier } = await customer.browser.sendCommandAndGetResult(
      "Page.addScriptToEvaluateOnNewDocument",
      { source: `(${changesBasketFirst})()` },
    );
    await customer.visit("/review");
    assert.equal(await customer.outcome(), "order_mismatch");
    assert.equal(await customer.browser.$("#buy").isEnabled(), false);
    await customer.browser.sendCommand("Page.removeScriptToEvaluateOnNewDocument", { identifier });
  });

  it("the order number also when the review page is opened by itself: Klarna asks there", async () => {
    await customer.startAfresh();
    await customer.visit("/review");
    await customer.clicks("#buy:enabled");
    assert.match(await customer.orderNumber(), /^ME-/);
    assert.equal(customer.sandbox.ledger().orders.length, 1);
  });

  it("that Klarna could not be loaded", async () => {
    await customer.startAfresh();
    customer.sandbox.injectFault({ path: "/kp/lib/v1/api.js", kind: "status", status: 404 });
    await customer.visit("/payment");
    assert.equal(await customer.outcome(), "sdk_failed");
    customer.sandbox.clearFaults();
    await customer.clicks("#reload");
    await customer.sees("#continue:enabled");
  });

  it("the order number also with Commerce Layer as the backend, whose first answer is lost", async () => {
    await customer.startAfresh();
    await customer.browser.setCookies({ name: "backend", value: "commerce-layer" });
    await customer.choosesKlarna();
    await customer.arrivesAt("/review");
    await customer.sees("#buy:enabled");
    await customer.losesAnswersOf("/api/orders/");
    await customer.clicks("#buy:enabled");
    assert.equal(await customer.outcome(), "shop_failed");
    await customer.getsAnswersAgain();
    await customer.clicks("#buy:enabled");
    assert.match(await customer.orderNumber(), /^ME-/);
    assert.equal(customer.sandbox.ledger().orders.length, 1);
  });
});
