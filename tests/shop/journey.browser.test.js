import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Customer } from "./customer.js";

const FULLSCREEN = "#klarna-klarna-fullscreen";
const CODE = "123456";

describe("a customer at Klarna", () => {
  /** @type {Customer} */
  let customer;
  before(async () => {
    customer = await Customer.enter();
  });
  after(() => customer.leave());

  /** @param {() => Promise<unknown>} work inside Klarna's frame over the payment page */
  async function inFrame(work) {
    const frame = await customer.sees(FULLSCREEN);
    await frame.waitForDisplayed();
    await customer.browser.switchFrame(frame);
    await work();
    await customer.browser.switchFrame(null);
  }

  /** Every step of the journey, up to the last button. */
  async function goesThrough() {
    await customer.clicks("#continue");
    await (await customer.sees("[name=otp]")).setValue(CODE);
    await customer.clicks("#continue");
    await customer.sees("[name=plan]");
    await customer.clicks("#continue");
    await customer.sees("#confirm");
  }

  it("logs in, enters the code, chooses how to pay and confirms; then buys in the shop", async () => {
    await customer.startAfresh({ journey: "full" });
    await customer.choosesKlarna();
    await inFrame(async () => {
      await goesThrough();
      await customer.clicks("#confirm");
    });
    await customer.arrivesAt("/review");
    assert.equal(customer.sandbox.ledger().authorizations.length, 0);
    await customer.clicks("#buy:enabled");
    const number = await customer.orderNumber();
    const { orders, authorizations } = customer.sandbox.ledger();
    assert.deepEqual(
      orders.map((order) => [
        order.merchant_reference1,
        order.order_amount,
        order.authorization_token,
      ]),
      [[number, 9300, authorizations[0]?.authorization_token]],
    );
  });

  it("leaves on the way, and can choose again in the shop", async () => {
    await customer.startAfresh({ journey: "full" });
    await customer.choosesKlarna();
    await inFrame(() => customer.clicks("#leave"));
    assert.equal(await customer.outcome(), "dismissed");
    assert.equal(await customer.browser.$("#continue").isEnabled(), true);
  });

  it("is declined by the address that the shop's form has", async () => {
    await customer.startAfresh({ journey: "quick" });
    await customer.visit("/payment");
    const email = await customer.sees("#customer-email");
    await email.setValue("customer+denied@example.com");
    await customer.clicks("#continue:enabled");
    await inFrame(() => customer.clicks("#approve"));
    assert.equal(await customer.outcome(), "declined");
  });

  it("confirms in the window that the payment button opened", async () => {
    await customer.startAfresh({ journey: "full" });
    const shop = await customer.browser.getWindowHandle();
    await customer.pays();
    await customer.browser.waitUntil(
      async () => (await customer.browser.getWindowHandles()).length === 2,
    );
    const windows = await customer.browser.getWindowHandles();
    await customer.browser.switchToWindow(windows.find((handle) => handle !== shop) ?? shop);
    await goesThrough();
    await customer.clicks("#confirm");
    await customer.browser.switchToWindow(shop);
    assert.match(await customer.orderNumber(), /^ME-/);
    assert.equal(customer.sandbox.ledger().transactions.length, 1);
  });

  it("confirms on Klarna's own page and comes back to the order number", async () => {
    await customer.startAfresh({ journey: "full" });
    await customer.pays("REDIRECT");
    await customer.arrivesAt(customer.sandbox.url);
    await goesThrough();
    await customer.clicks("#confirm");
    assert.match(await customer.orderNumber(), /^ME-/);
    assert.equal(customer.sandbox.ledger().transactions.length, 1);
  });
});
