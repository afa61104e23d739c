import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { BUTTON, Customer } from "./customer.js";

const GOODS = 9300;
const EXPRESS = 990;

describe("a customer who lets Klarna ask for the delivery", () => {
  /** @type {Customer} */
  let customer;
  let shopWindow = "";
  before(async () => {
    customer = await Customer.enter();
  });
  after(() => customer.leave());

  const { transactions, paymentRequests } = {
    transactions: () => customer.sandbox.ledger().transactions,
    paymentRequests: () => customer.sandbox.ledger().paymentRequests,
  };

  /** From the shop's page to the question where to deliver, in Klarna's window. */
  async function getsToDelivery() {
    const { browser } = customer;
    await customer.startAfresh({ journey: "full" });
    await customer.visit("/pay");
    await customer.sees(BUTTON);
    await customer.clicks("#klarna-delivery");
    assert.equal(await browser.$("#customer").isDisplayed(), false);
    shopWindow = await browser.getWindowHandle();
    await customer.clicks(BUTTON);
    await browser.waitUntil(async () => (await browser.getWindowHandles()).length === 2);
    const handles = await browser.getWindowHandles();
    await browser.switchToWindow(handles.find((handle) => handle !== shopWindow) ?? "");
    await goesOn();
  }

  /** From the log-in to the question where to deliver. */
  async function goesOn() {
    await (await customer.sees("#email")).setValue("customer@example.com");
    await customer.clicks("#continue");
    await (await customer.sees("[name=otp]")).setValue("123456");
    await customer.clicks("#continue");
    await customer.sees("[name=plan]");
    await customer.clicks("#continue");
    await customer.sees("#streetAddress");
  }

  /** @param {string} postalCode */
  async function entersAddress(postalCode) {
    await (await customer.sees("#streetAddress")).setValue("Teeweg 5");
    await customer.browser.$("#postalCode").setValue(postalCode);
    await customer.browser.$("#city").setValue("Hamburg");
    await customer.clicks("#continue");
  }

  for (const [option, fee] of /** @type {const} */ ([
    ["standard", 0],
    ["express", EXPRESS],
  ])) {
    it(`pays for ${option} delivery what the shop's server says, and gets it to that address`, async () => {
      await getsToDelivery();
      await entersAddress("20095");
      await customer.clicks(`#option-${option}`);
      await customer.clicks("#continue");
      await customer.clicks("#confirm");
      await customer.browser.switchToWindow(shopWindow);
      const number = await customer.orderNumber();
      assert.deepEqual(
        transactions().map(({ amount, payment_transaction_reference: reference }) => [
          amount,
          reference,
        ]),
        [[GOODS + fee, number]],
      );
      const order = await customer.browser.execute(
        async (path) => (await fetch(path)).json(),
        `/api/orders/${number}`,
      );
      assert.equal(order.amount, GOODS + fee);
      assert.equal(
        order.lines.some((/** @type {any} */ line) => line.type === "shipping_fee"),
        fee > 0,
      );
      assert.equal(order.customer.street_address, "Teeweg 5");
      assert.equal(order.customer.city, "Hamburg");
    });
  }

  it("gets the usual delivery where Klarna is a page of its own, which cannot ask the shop", async () => {
    await customer.startAfresh({ journey: "full" });
    await customer.visit("/pay");
    await customer.sees(BUTTON);
    await customer.clicks("#klarna-delivery");
    await customer.choosesMode("REDIRECT");
    await customer.clicks(BUTTON);
    await customer.arrivesAt(customer.sandbox.url);
    await goesOn();
    await entersAddress("20095");
    await customer.clicks("#confirm");
    const number = await customer.orderNumber();
    assert.deepEqual(
      transactions().map(({ amount, payment_transaction_reference: reference }) => [
        amount,
        reference,
      ]),
      [[GOODS, number]],
    );
  });

  it("is told that the shop does not deliver there, and can correct it", async () => {
    await getsToDelivery();
    await entersAddress("SW1A");
    await customer.browser.waitUntil(async () =>
      /postal code/.test(await customer.browser.$("#problem").getText()),
    );
    await entersAddress("20095");
    await customer.clicks("#option-standard");
    await customer.clicks("#continue");
    await customer.clicks("#confirm");
    await customer.browser.switchToWindow(shopWindow);
    await customer.orderNumber();
    assert.equal(transactions().length, 1);
  });

  it("pays nothing when leaving at that question, and can pay in another way", async () => {
    await getsToDelivery();
    await customer.clicks("#leave");
    await customer.browser.switchToWindow(shopWindow);
    assert.equal(await customer.outcome(), "dismissed");
    assert.equal(paymentRequests().length, 1);
    await customer.clicks('input[name="method"][value="transfer"]');
    assert.equal(await customer.browser.$("#customer").isDisplayed(), true);
    await customer.clicks("#continue:enabled");
    await customer.arrivesAt("/review?method=transfer");
    await customer.clicks("#buy:enabled");
    await customer.orderNumber();
    assert.equal(transactions().length, 0);
  });
});
