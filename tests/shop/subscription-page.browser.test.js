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
    await customer.sees('[data-outcome="renewal_failed"]');
    customer.sandbox.configure({ scenario: "approved" });
    await customer.clicks("[data-renew]");
    await customer.sees('[data-subscription][data-months="2"]');
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
