import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Customer } from "./customer.js";

// How each scenario ends is in `scenarios.browser.test.js`.
describe("the subscription's page tells the customer", () => {
  /** @type {Customer} */
  let customer;
  before(async () => {
    customer = await Customer.enter();
  });
  after(() => customer.leave());

  async function subscribes() {
    await customer.startAfresh();
    await customer.visit("/subscription");
    await customer.clicks("#subscribe:enabled");
  }

  it("that a month could not be charged, and charges it when it can be", async () => {
    await subscribes();
    await customer.sees('[data-subscription][data-months="1"]');
    customer.sandbox.configure({ scenario: "rejected" });
    await customer.clicks("[data-renew]");
    await (await customer.sees('[data-outcome="renewal_failed"]')).waitForDisplayed();
    customer.sandbox.configure({ scenario: "approved" });
    await customer.clicks("[data-renew]");
    await customer.sees('[data-subscription][data-months="2"]');
  });

  it("that Klarna refused, and of no other way to pay, since there is none", async () => {
    for (const scenario of ["refused", "unavailable", "leaves"]) {
      await customer.startAfresh({ scenario });
      await customer.visit("/subscription");
      if (scenario !== "unavailable") await customer.clicks("#subscribe:enabled");
      const told = await customer.sees("[data-outcome]");
      await told.waitForDisplayed();
      assert.doesNotMatch(await told.getText(), /another way/);
    }
  });

  it("that it has begun, with nothing left to fill in", async () => {
    await subscribes();
    await customer.sees("[data-subscription]");
    assert.equal(
      await customer.browser.$("#subscriptions").isDisplayed({ withinViewport: true }),
      true,
    );
    for (const gone of ["#customer", "#subscribe"])
      assert.equal(await customer.browser.$(gone).isDisplayed(), false, gone);
  });

  it("that it has begun, though the shop could not store the address", async () => {
    await customer.startAfresh();
    await customer.visit("/subscription");
    await customer.sees("#subscribe:enabled");
    await customer.losesAnswersOf("/api/cart/customer");
    await customer.clicks("#subscribe:enabled");
    await customer.sees("[data-order-number]");
    assert.equal(customer.sandbox.ledger().orders.length, 1);
  });

  it("that a month is ordered, not paid, while Klarna looks at it", async () => {
    await subscribes();
    await customer.sees('[data-subscription][data-months="1"]');
    customer.sandbox.configure({ scenario: "pending" });
    await customer.clicks("[data-renew]");
    await customer.sees('[data-subscription][data-months="2"]');
    const told = await (await customer.sees("#announcement")).getText();
    assert.match(told, /is ordered: .* still looking/);
  });

  it("that it has ended, and offers no further month", async () => {
    await subscribes();
    await customer.clicks("[data-end]");
    await customer.browser.$("[data-renew]").waitForExist({ reverse: true });
    await customer.visit("/subscription");
    await customer.sees("[data-subscription]");
    assert.equal(await customer.browser.$("[data-renew]").isExisting(), false);
  });
});
