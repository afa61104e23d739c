import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Customer } from "./customer.js";

const ORDER_CALL = "/payments/v1/authorizations/*/order";

describe("the multi-step checkout tells the customer", () => {
  /** @type {Customer} */
  let customer;
  before(async () => {
    customer = await Customer.enter();
  });
  after(() => customer.leave());

  const { keys } = Object;
  /** Where each scenario ends on the payment page, and whether Klarna can still be chosen then. */
  const ON_PAYMENT = {
    denied: { outcome: "declined", klarna: false },
    refused: { outcome: "declined", klarna: false },
    failure: { outcome: "declined", klarna: false },
    expiring: { outcome: "declined", klarna: false },
    leaves: { outcome: "dismissed", klarna: true },
  };
  for (const scenario of /** @type {(keyof typeof ON_PAYMENT)[]} */ (keys(ON_PAYMENT))) {
    const { outcome, klarna } = ON_PAYMENT[scenario];
    it(`${outcome} in the scenario ${scenario}`, async () => {
      await customer.startAfresh({ scenario });
      await customer.choosesKlarna();
      assert.equal(await customer.outcome(), outcome);
      assert.equal(await customer.browser.$('input[value="klarna"]').isEnabled(), klarna);
      assert.equal(await customer.browser.$("#continue").isEnabled(), true);
      assert.equal(customer.sandbox.ledger().orders.length, 0);
    });
  }

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

  for (const scenario of ["approved", "known", "oldresults"]) {
    it(`the order number in the scenario ${scenario}: one order, for the token that finalize gave`, async () => {
      await customer.startAfresh({ scenario });
      await customer.buys();
      const number = await customer.orderNumber();
      const { orders, authorizations } = customer.sandbox.ledger();
      assert.equal(orders.length, 1);
      assert.equal(orders[0]?.merchant_reference1, number);
      assert.equal(orders[0]?.order_amount, 9300);
      assert.equal(orders[0]?.authorization_token, authorizations[0]?.authorization_token);
    });
  }

  it("the order number at once when Klarna wants no second confirmation", async () => {
    await customer.startAfresh({ scenario: "nofinalize" });
    await customer.choosesKlarna();
    assert.match(await customer.orderNumber(), /^ME-/);
    assert.equal(customer.sandbox.ledger().orders.length, 1);
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

  const ON_REVIEW = {
    latedecline: "declined",
    rejected: "payment_refused",
    latetoken: "authorization_expired",
  };
  for (const scenario of /** @type {(keyof typeof ON_REVIEW)[]} */ (keys(ON_REVIEW))) {
    it(`${ON_REVIEW[scenario]} on the review page in the scenario ${scenario}`, async () => {
      await customer.startAfresh({ scenario });
      await customer.buys();
      assert.equal(await customer.outcome(), ON_REVIEW[scenario]);
      assert.equal(customer.sandbox.ledger().orders.length, 0);
      await customer.clicks("#to-payment");
      await customer.arrivesAt("/payment");
    });
  }

  it("that the shop could not be reached, keeps the token and sends it again", async () => {
    await customer.startAfresh();
    await customer.choosesKlarna();
    await customer.arrivesAt("/review");
    await customer.sees("#buy:enabled");
    await customer.browser.execute(() => {
      const real = window.fetch;
      window.fetch = async (...call) =>
        String(call[0] instanceof Request ? call[0].url : call[0]).includes("/api/klarna/orders")
          ? new Response('{"error":{"code":"internal"}}', {
              status: 501,
              headers: { "content-type": "application/json" },
            })
          : real(...call);
      Object.assign(window, { mend: () => Object.assign(window, { fetch: real }) });
    });
    customer.sandbox.injectFault({ path: ORDER_CALL, kind: "status", status: 503 });
    await customer.clicks("#buy:enabled");
    assert.equal(await customer.outcome(), "undelivered");
    customer.sandbox.clearFaults();
    await customer.browser.execute(() => /** @type {any} */ (window).mend());
    await customer.clicks("#deliver-again");
    assert.match(await customer.orderNumber(), /^ME-/);
    assert.equal(customer.sandbox.ledger().orders.length, 1);
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

  it("the order number also with Commerce Layer as the backend", async () => {
    await customer.startAfresh();
    await customer.browser.setCookies({ name: "backend", value: "commerce-layer" });
    await customer.buys();
    assert.match(await customer.orderNumber(), /^ME-/);
    assert.equal(customer.sandbox.ledger().orders.length, 1);
  });
});
