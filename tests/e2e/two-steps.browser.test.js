import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Customer } from "../shop/customer.js";
import { enginesOfTier } from "../webdriver/browsers.js";

for (const engine of enginesOfTier()) {
  describe(`A customer pays in two steps, over real pages, in ${engine}`, () => {
    /** @type {Customer} */
    let customer;
    before(async () => {
      customer = await Customer.enter(engine);
    });
    after(() => customer.leave());

    /** What Klarna saw: the calls to its SDK, what it authorized, and what was ordered. */
    const klarna = () => {
      const { sdkCalls, authorizations, orders } = customer.sandbox.ledger();
      const calls = sdkCalls.map(({ call }) => call);
      return { calls, authorizations, orders };
    };

    it("with one order, for the basket's amount, with the token that finalize gave", async () => {
      await customer.startAfresh();
      await customer.choosesKlarna();
      await customer.arrivesAt("/review");
      await customer.sees("#buy:enabled");
      const agreed = klarna();
      assert.ok(agreed.calls.includes("authorize") && !agreed.calls.includes("finalize"));
      assert.deepEqual(agreed.authorizations, [], "nothing is authorized before Buy");

      await customer.clicks("#buy:enabled");
      assert.match(await customer.orderNumber(), /^ME-\d+$/);

      const { calls, authorizations, orders } = klarna();
      assert.equal(calls.filter((call) => call === "finalize").length, 1);
      assert.equal(authorizations.length, 1);
      assert.equal(orders.length, 1);
      assert.equal(orders[0]?.order_amount, 9300);
      assert.ok(orders[0]?.authorization_token);
      assert.equal(orders[0].authorization_token, authorizations[0]?.authorization_token);
    });

    it("also when the review page is loaded anew before Buy", async () => {
      await customer.startAfresh();
      await customer.choosesKlarna();
      await customer.arrivesAt("/review");
      await customer.sees("#buy:enabled");
      await customer.browser.refresh();
      await customer.clicks("#buy:enabled");
      assert.match(await customer.orderNumber(), /^ME-\d+$/);
      assert.equal(klarna().orders.length, 1);
    });

    it("and only once, if they go back to the review page afterwards", async () => {
      await customer.startAfresh();
      await customer.buys();
      await customer.orderNumber();
      await customer.browser.back();
      await customer.arrivesAt("/review");
      const buy = await customer.sees("#buy");
      if (await buy.isEnabled()) await buy.click();
      await customer.sees("[data-outcome], #order");
      assert.equal(klarna().orders.length, 1);
    });

    it("leaves no token in storage, cookies, page or address on the way", async () => {
      await customer.startAfresh();
      await customer.choosesKlarna();
      await customer.arrivesAt("/review");
      await customer.clicks("#buy:enabled");
      await customer.orderNumber();
      const token = klarna().orders[0]?.authorization_token ?? "";
      assert.notEqual(token, "");
      const places = await customer.browser.execute(() =>
        JSON.stringify([
          { ...localStorage },
          { ...sessionStorage },
          document.cookie,
          document.documentElement.outerHTML,
          location.href,
        ]),
      );
      assert.ok(!places.includes(token));
    });

    // Last, since the tab stays: WebKit's driver loses count of its windows when one is closed.
    it("also when Buy is clicked in a second tab", async () => {
      await customer.startAfresh();
      await customer.choosesKlarna();
      await customer.arrivesAt("/review");
      await customer.sees("#buy:enabled");
      await customer.browser.newWindow(`${customer.shop.url}/review`);
      await customer.clicks("#buy:enabled");
      assert.match(await customer.orderNumber(), /^ME-\d+$/);
      assert.equal(klarna().orders.length, 1);
    });
  });
}
