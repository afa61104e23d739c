import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Customer } from "../shop/customer.js";
import { enginesOfTier } from "../webdriver/browsers.js";

const FULLSCREEN = "#klarna-klarna-fullscreen";

for (const engine of enginesOfTier()) {
  describe(`A customer who does not go straight ahead, in ${engine}`, () => {
    /** @type {Customer} */
    let customer;
    before(async () => {
      customer = await Customer.enter(engine);
    });
    after(() => customer.leave());

    const klarna = () => {
      const { sdkCalls, authorizations, orders } = customer.sandbox.ledger();
      return { calls: sdkCalls.map(({ call }) => call), authorizations, orders };
    };

    /** Asserts that there is one order, for the basket, with the one token that there is. */
    function orderedOnce(amount = 9300) {
      const { authorizations, orders } = klarna();
      const used = authorizations.filter(({ state }) => state === "used");
      assert.deepEqual(
        orders.map(({ order_amount, authorization_token }) => [order_amount, authorization_token]),
        [[amount, used[0]?.authorization_token]],
      );
    }

    /** Decides in Klarna's page. @param {"#approve" | "#decline" | "#close"} button */
    async function decides(button) {
      const frame = customer.browser.$(FULLSCREEN);
      await frame.waitForDisplayed({ timeout: 15_000 });
      await customer.browser.switchFrame(frame);
      await customer.clicks(button);
      await customer.browser.switchFrame(null);
    }

    it("is told of the decline, and nothing was authorized", async () => {
      await customer.startAfresh({ journey: "quick" });
      await customer.choosesKlarna();
      await decides("#decline");
      assert.equal(await customer.outcome(), "declined");
      assert.deepEqual([klarna().authorizations, klarna().orders], [[], []]);
      assert.equal(await customer.browser.$('input[value="klarna"]').isEnabled(), false);
    });

    it("closes Klarna's page, is told so, tries again and pays once", async () => {
      await customer.startAfresh({ journey: "quick" });
      await customer.choosesKlarna();
      await decides("#close");
      assert.equal(await customer.outcome(), "dismissed");
      await customer.clicks("#continue:enabled");
      await decides("#approve");
      await customer.arrivesAt("/review");
      await customer.clicks("#buy:enabled");
      assert.match(await customer.orderNumber(), /^ME-\d+$/);
      orderedOnce();
    });

    it("loads the payment page anew after agreeing, agrees again and pays once", async () => {
      await customer.startAfresh();
      await customer.choosesKlarna();
      await customer.arrivesAt("/review");
      await customer.visit("/payment");
      await customer.browser.refresh();
      await customer.clicks("#continue:enabled");
      await customer.arrivesAt("/review");
      await customer.clicks("#buy:enabled");
      await customer.orderNumber();
      orderedOnce();
    });

    it("goes back and forth between the pages before buying, and pays once", async (t) => {
      await customer.startAfresh();
      await customer.visit("/payment");
      await customer.browser.execute(() => {
        addEventListener("pageshow", ({ persisted }) => {
          document.documentElement.dataset.persisted = String(persisted);
        });
      });
      await customer.clicks("#continue:enabled");
      await customer.arrivesAt("/review");
      await customer.sees("#buy:enabled");
      await customer.browser.back();
      await customer.arrivesAt("/payment");
      const restored = await customer.browser.execute(
        () => document.documentElement.dataset.persisted === "true",
      );
      t.diagnostic(
        `the payment page came from ${restored ? "the back/forward cache" : "the server"}`,
      );
      await customer.browser.forward();
      await customer.arrivesAt("/review");
      await customer.browser.back();
      await customer.arrivesAt("/payment");
      await customer.clicks("#continue:enabled");
      await customer.arrivesAt("/review");
      await customer.clicks("#buy:enabled");
      await customer.orderNumber();
      orderedOnce();
    });

    it("has another session when it comes to buying, and pays nothing without agreeing anew", async () => {
      await customer.startAfresh();
      await customer.choosesKlarna();
      await customer.arrivesAt("/review");
      await customer.sees("#buy:enabled");
      // The shop has forgotten the visitor, as after its cookie's end: there is a new session for the basket.
      await customer.browser.deleteAllCookies();
      await customer.browser.refresh();
      await customer.clicks("#buy:enabled");
      assert.equal(await customer.outcome(), "not_authorized");
      const { calls, authorizations, orders } = klarna();
      assert.deepEqual([calls.includes("finalize"), authorizations, orders], [false, [], []]);
      await customer.clicks("#to-payment");
      await customer.clicks("#continue:enabled");
      await customer.arrivesAt("/review");
      await customer.clicks("#buy:enabled");
      await customer.orderNumber();
      orderedOnce();
    });

    it("changes the basket in between, and is never charged another amount than was shown", async () => {
      await customer.startAfresh();
      await customer.choosesKlarna();
      await customer.arrivesAt("/review");
      await customer.sees("#buy:enabled");
      const shown = Number(await customer.browser.$("[data-total]").getAttribute("data-total"));
      assert.equal(shown, 9300);
      const changed = await customer.browser.execute(async () => {
        // In another tab, say.
        const cart = await (await fetch("/api/cart")).json();
        const [line] = cart.lines;
        const { status } = await fetch(`/api/cart/lines/${line.reference}`, {
          method: "PUT",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ quantity: line.quantity + 1 }),
        });
        return status;
      });
      assert.equal(changed, 200);
      await customer.clicks("#buy:enabled");
      await customer.orderNumber();
      orderedOnce(shown);
    });
  });
}
