import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Customer } from "../shop/customer.js";

/** How far things may move while a page loads: nothing that a customer would see. */
const LAYOUT_SHIFT_ALLOWED = 0.01;

for (const width of [390, 1280]) {
  describe(`the shop's pages, ${width} px wide`, () => {
    /** @type {Customer} */
    let customer;
    before(async () => {
      customer = await Customer.enter("chromium", { width, height: 900 });
    });
    after(() => customer.leave());

    /** @param {string} page */
    async function isInOrder(page) {
      await isAccessible(page);
      const shift = await layoutShift();
      assert.ok(shift <= LAYOUT_SHIFT_ALLOWED, `${page}: things moved by ${shift}`);
    }

    /** @param {string} page */
    async function isAccessible(page) {
      assert.deepEqual(await customer.accessibilityProblems(), [], `${page}: accessibility`);
      const overflow = await customer.browser.execute(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.ok(overflow <= 0, `${page}: wider than the window by ${overflow} px`);
    }

    /** How far things have moved by themselves since the page began to load. */
    function layoutShift() {
      return customer.browser.execute(
        () =>
          /** @type {Promise<number>} */ (
            new Promise((resolve) => {
              new PerformanceObserver((list) => {
                const entries = /** @type {any[]} */ (list.getEntries());
                const own = entries.filter((entry) => !entry.hadRecentInput);
                resolve(own.reduce((sum, entry) => sum + entry.value, 0));
              }).observe({ type: "layout-shift", buffered: true });
              setTimeout(() => resolve(0), 300);
            })
          ),
      );
    }

    it("are in order from the basket to the confirmation", async () => {
      await customer.startAfresh();
      await customer.visit("/");
      await customer.sees("[data-add]");
      await isInOrder("basket");
      await customer.visit("/payment");
      await customer.sees("#continue:enabled");
      await isInOrder("payment");
      await customer.clicks("#continue");
      await customer.arrivesAt("/review");
      await customer.sees("#buy:enabled");
      await isInOrder("review");
      await customer.clicks("#buy");
      await customer.orderNumber();
      await isInOrder("confirmation");
    });

    it("are in order when something went wrong", async () => {
      await customer.startAfresh({ scenario: "refused" });
      await customer.choosesKlarna();
      await customer.outcome();
      await isAccessible("payment, declined");
      await customer.startAfresh({ scenario: "unavailable" });
      await customer.visit("/subscription");
      await customer.outcome();
      await isAccessible("subscription, unavailable");
    });

    it("are in order for the payment button", async () => {
      await customer.startAfresh();
      await customer.visit("/pay");
      await customer.sees('#klarna-button:not([aria-busy="true"]) > *');
      await isInOrder("pay");
      await customer.visit("/pay/return?purchase=unknown");
      assert.equal(await customer.outcome(), "unknown_payment");
      await isAccessible("back from Klarna");
    });

    it("are in order for a subscription, before and after", async () => {
      await customer.startAfresh();
      await customer.visit("/subscription");
      await customer.sees("#subscribe:enabled");
      await isInOrder("subscription");
      await customer.clicks("#subscribe");
      await customer.sees('[data-subscription][data-months="1"]');
      await isAccessible("subscription, begun");
      await customer.clicks("[data-renew]");
      await customer.sees('[data-subscription][data-months="2"]');
      assert.equal(customer.sandbox.ledger().orders.length, 2);
    });

    for (const [path, button] of [
      ["/payment", "#continue"],
      ["/subscription", "#subscribe"],
    ])
      it(`have the button of ${path} stay where it is when Klarna's widget takes its height`, async () => {
        await customer.startAfresh();
        await customer.visit(`${path}`);
        // The frame begins with a height of its own, and gets what it needs after it has answered.
        const { before, after, changed } = await customer.browser.execute(
          watchButton,
          `${button}`,
          "#klarna-klarna-main",
        );
        assert.ok(changed, "the widget has changed its height");
        assert.equal(after, before);
      });

    it("are in order with the panel open, which shows no token", async () => {
      await customer.startAfresh();
      await customer.browser.setCookies({ name: "panel", value: "open" });
      await customer.visit("/payment");
      await customer.sees("#scenario:enabled");
      await customer.sees("#continue:enabled");
      await isAccessible("panel");
      const kept = await customer.browser.execute(
        () =>
          document.documentElement.outerHTML +
          JSON.stringify({ ...sessionStorage, ...localStorage }),
      );
      const token = String(
        customer.sandbox.ledger().entries.find(({ kind }) => kind === "session")?.client_token,
      );
      assert.ok(token.length > 100 && !kept.includes(token));
    });
  });
}

/**
 * In the page: where a button is when it first takes clicks, and where it is when the frame has another height.
 *
 * @param {string} button
 * @param {string} frame
 */
async function watchButton(button, frame) {
  const found = (/** @type {string} */ selector) =>
    /** @type {HTMLElement | null} */ (document.querySelector(selector));
  /** @param {() => unknown} condition */
  const until = async (condition) => {
    while (!condition()) await new Promise((seen) => requestAnimationFrame(seen));
  };
  const top = () => Math.round(found(button)?.getBoundingClientRect().top ?? 0) + scrollY;
  await until(() => found(frame)?.style.height);
  const height = found(frame)?.style.height;
  const before = top();
  await until(() => found(`${button}:enabled`) && found(frame)?.style.height !== height);
  return { before, after: top(), changed: found(frame)?.style.height !== height };
}

describe("the shop with the keyboard alone", () => {
  /** @type {Customer} */
  let customer;
  before(async () => {
    customer = await Customer.enter();
  });
  after(() => customer.leave());

  /** @param {string} selector that the Tab key gets to */
  async function tabsTo(selector) {
    for (let step = 0; step < 60; step += 1) {
      if (
        await customer.browser.execute(
          (wanted) => document.activeElement?.matches(wanted),
          selector,
        )
      )
        return;
      await customer.browser.keys("Tab");
    }
    assert.fail(`Tab does not get to ${selector}`);
  }

  it("takes a customer from the basket to the order", async () => {
    await customer.startAfresh();
    await customer.visit("/");
    await customer.sees("[data-line]");
    await tabsTo("#to-payment");
    await customer.browser.keys("Enter");
    await customer.sees("#continue:enabled");
    await tabsTo("#continue");
    await customer.browser.keys("Enter");
    await customer.arrivesAt("/review");
    await customer.sees("#buy:enabled");
    await tabsTo("#buy");
    await customer.browser.keys("Enter");
    assert.match(await customer.orderNumber(), /^ME-/);
  });

  it("goes on at the outcome when something went wrong", async () => {
    await customer.startAfresh({ scenario: "latedecline" });
    await customer.choosesKlarna();
    await customer.arrivesAt("/review");
    await customer.sees("#buy:enabled");
    await tabsTo("#buy");
    await customer.browser.keys("Enter");
    await customer.outcome();
    await customer.browser.keys("Tab");
    assert.equal(await customer.browser.execute(() => document.activeElement?.id), "to-payment");
  });
});
