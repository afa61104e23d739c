import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Customer } from "./customer.js";

describe("the subscription's page tells the customer", () => {
  /** @type {Customer} */
  let customer;
  before(async () => {
    customer = await Customer.enter();
  });
  after(() => customer.leave());

  /** @param {string} [scenario] */
  async function subscribes(scenario = "approved") {
    await customer.startAfresh({ scenario });
    await customer.visit("/subscription");
    await customer.clicks("#subscribe:enabled");
  }

  const BEGUN = {
    approved: "approved",
    known: "approved",
    nofinalize: "approved",
    pending: "pending",
  };
  for (const [scenario, outcome] of Object.entries(BEGUN)) {
    it(`that it has begun in the scenario ${scenario}`, async () => {
      await subscribes(scenario);
      assert.equal(await customer.outcome(), outcome);
      const text = await customer.browser.$("[data-subscription]").getText();
      assert.equal(/still looking at the last payment/.test(text), outcome === "pending");
      const number = await customer.browser.$("#announcement").getAttribute("data-order-number");
      const { orders, customerTokens } = customer.sandbox.ledger();
      assert.deepEqual(
        orders.map(({ merchant_reference1, order_amount }) => [merchant_reference1, order_amount]),
        [[number, 2490]],
      );
      assert.equal(customerTokens.length, 1);
    });
  }

  const NOT_BEGUN = {
    denied: "declined",
    refused: "declined",
    leaves: "dismissed",
    rejected: "payment_refused",
  };
  for (const scenario of /** @type {(keyof typeof NOT_BEGUN)[]} */ (Object.keys(NOT_BEGUN))) {
    it(`${NOT_BEGUN[scenario]} in the scenario ${scenario}`, async () => {
      await subscribes(scenario);
      assert.equal(await customer.outcome(), NOT_BEGUN[scenario]);
      assert.equal(customer.sandbox.ledger().orders.length, 0);
      assert.equal(await customer.browser.$("[data-subscription]").isExisting(), false);
    });
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
