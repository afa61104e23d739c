import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Customer } from "../shop/customer.js";
import { availableEngines } from "../webdriver/browsers.js";

for (const engine of availableEngines()) {
  if (engine === "chromium") continue; // all of `tests/shop` is about it

  describe(`the shop in ${engine}`, () => {
    /** @type {Customer} */
    let customer;
    before(async () => {
      customer = await Customer.enter(engine);
    });
    after(() => customer.leave());

    it("takes a multi-step order, over real pages", async () => {
      await customer.startAfresh();
      await customer.buys();
      assert.match(await customer.orderNumber(), /^ME-/);
      assert.deepEqual(
        customer.sandbox.ledger().orders.map(({ order_amount }) => order_amount),
        [9300],
      );
    });

    for (const mode of ["DEVICE_BEST", "ON_PAGE", "POPUP", "REDIRECT"]) {
      it(`takes a payment with the button, Klarna opened as ${mode}`, async () => {
        await customer.startAfresh();
        await customer.pays(mode);
        assert.match(await customer.orderNumber(), /^ME-/);
        assert.equal(customer.sandbox.ledger().transactions.length, 1);
      });
    }

    it("starts a subscription and charges the next month", async () => {
      await customer.startAfresh();
      await customer.visit("/subscription");
      await customer.clicks("#subscribe:enabled");
      await customer.sees('[data-subscription][data-months="1"]');
      await customer.clicks("[data-renew]");
      await customer.sees('[data-subscription][data-months="2"]');
      assert.equal(customer.sandbox.ledger().orders.length, 2);
    });

    it("says how it went when Klarna declines, and takes the order without Klarna", async () => {
      await customer.startAfresh({ scenario: "denied" });
      await customer.choosesKlarna();
      assert.equal(await customer.outcome(), "declined");
      await customer.clicks("#continue:enabled");
      await customer.arrivesAt("/review");
      await customer.clicks("#buy:enabled");
      assert.match(await customer.orderNumber(), /^ME-/);
    });
  });
}
