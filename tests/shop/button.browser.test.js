import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { BUTTON, Customer } from "./customer.js";

/** Beside DEVICE_BEST, in which `scenarios.browser.test.js` has every scenario. */
const MODES = ["ON_PAGE", "REDIRECT", "POPUP"];

describe("the payment button's checkout tells the customer", () => {
  /** @type {Customer} */
  let customer;
  before(async () => {
    customer = await Customer.enter();
  });
  after(() => customer.leave());

  const transactions = () => customer.sandbox.ledger().transactions;

  for (const mode of MODES) {
    it(`the order number after Klarna was opened as ${mode}`, async () => {
      await customer.startAfresh();
      await customer.pays(mode);
      assert.match(await customer.orderNumber(), /^ME-/);
      assert.equal(transactions().length, 1);
    });
  }

  it("the number of the order that it placed, though Klarna's SDK tells of an earlier one first", async () => {
    await customer.startAfresh();
    await customer.pays("ON_PAGE");
    const first = await customer.orderNumber();
    await customer.changesBasketElsewhere("kettle-ridge", 1);
    const [paid] = customer.sandbox.ledger().paymentRequests;
    // As if the page that Klarna came back to had not had its SDK.
    await customer.browser.execute(
      (ids) => sessionStorage.setItem("klarna-sandbox-redirects", ids),
      JSON.stringify([paid?.payment_request_id]),
    );
    await customer.visit("/pay");
    // The page has asked what became of that, says so, and offers its own cart.
    assert.equal(await customer.outcome(), "earlier_order");
    const link = await customer.browser.$("#to-order").getAttribute("href");
    assert.equal(link, `/confirmation?order=${first}`);
    await customer.clicks(BUTTON);
    assert.notEqual(await customer.orderNumber(), first);
    assert.equal(transactions().length, 2);
  });

  it("the order number after a redirect, though Klarna's SDK does not load any more", async () => {
    await customer.startAfresh();
    await customer.pays("ON_PAGE");
    const number = await customer.orderNumber();
    const [paid] = customer.sandbox.ledger().paymentRequests;
    customer.sandbox.injectFault({ path: "/web-sdk/*", kind: "status", status: 503 });
    await customer.visit(`/pay/return?purchase=${paid?.payment_request_id}`);
    assert.equal(await customer.orderNumber(), number);
    customer.sandbox.clearFaults();
  });

  it("what is missing in the form, and takes no click before it is there", async () => {
    await customer.startAfresh();
    await customer.visit("/pay");
    await customer.sees(BUTTON);
    const isDisabled = () =>
      customer.browser.execute(() => {
        const [host] = document.querySelector("#klarna-button")?.children ?? [];
        const button = host?.shadowRoot?.querySelector("button") ?? host;
        return button?.matches(":disabled, [aria-disabled=true], [disabled]") ?? false;
      });
    assert.equal(await isDisabled(), false);
    const town = await customer.sees("#customer-city");
    await town.clearValue();
    await customer.browser.keys("Tab");
    await customer.browser.waitUntil(isDisabled);
    assert.equal(await town.getAttribute("aria-invalid"), "true");
    await town.setValue("Hamburg");
    await customer.browser.keys("Tab");
    await customer.browser.waitUntil(async () => !(await isDisabled()));
  });

  it("the order number though the address could not be stored at first", async () => {
    await customer.startAfresh();
    await customer.visit("/pay");
    await customer.sees(BUTTON);
    await customer.losesAnswersOf("/api/cart/customer");
    await (await customer.sees("#customer-city")).setValue("Hamburg");
    await customer.browser.keys("Tab");
    await customer.getsAnswersAgain();
    await customer.clicks(BUTTON);
    assert.match(await customer.orderNumber(), /^ME-/);
  });

  it("the order number after a redirect without a complete event", async () => {
    await customer.startAfresh({ scenario: "silent" });
    await customer.pays("REDIRECT");
    await customer.orderNumber();
    assert.equal(transactions().length, 1);
  });

  it("the order number after a redirect of which the shop's server has not heard yet", async () => {
    await customer.startAfresh({ scenario: "webhooknever" });
    await customer.pays("REDIRECT");
    await customer.orderNumber();
    assert.equal(transactions().length, 1);
  });

  it("that the shop did not answer the click, and is the same payment at the next one", async () => {
    await customer.startAfresh({ scenario: "known" });
    await customer.visit("/pay");
    await customer.sees(BUTTON);
    await customer.losesAnswersOf("/api/klarna/authorize-payment");
    await customer.clicks(BUTTON);
    assert.equal(await customer.outcome(), "unanswered");
    assert.deepEqual(await customer.accessibilityProblems(), []);
    await customer.getsAnswersAgain();
    await customer.clicks(BUTTON);
    await customer.orderNumber();
    assert.equal(transactions().length, 1);
  });

  it("that nobody knows whether it is paid, and then the order number, where the shop does not say", async () => {
    await customer.startAfresh();
    await customer.visit("/pay");
    await customer.sees(BUTTON);
    await customer.losesAnswersOf("/api/klarna/payments/");
    await customer.clicks(BUTTON);
    assert.equal(await customer.outcome(), "unconfirmed");
    assert.equal(await customer.browser.$("#reload").isExisting(), false, "no new payment");
    assert.deepEqual(await customer.accessibilityProblems(), []);
    const lookAgain = String(await customer.browser.$("#look-again").getAttribute("href"));
    await customer.clicks(BUTTON);
    await customer.sees('[data-outcome="order_in_progress"]');
    await customer.visit(lookAgain);
    await customer.orderNumber();
    assert.equal(transactions().length, 1);
  });

  const NOT_PAID = {
    denied: "declined",
    refused: "declined",
    latedecline: "declined",
    leaves: "dismissed",
    failure: "klarna_error",
    expiring: "expired",
  };
  for (const [turn, scenario] of /** @type {(keyof typeof NOT_PAID)[]} */ (
    Object.keys(NOT_PAID)
  ).entries()) {
    // A redirect has a page of its own that tells it. The page that stays is told alike in both modes: only a full run has each.
    const staying = turn % 2 === 0 ? "ON_PAGE" : "POPUP";
    const modes = process.env.TEST_TIER === "full" ? MODES : ["REDIRECT", staying];
    for (const mode of modes) {
      it(`${NOT_PAID[scenario]} in the scenario ${scenario}, Klarna opened as ${mode}`, async () => {
        await customer.startAfresh({ scenario });
        await customer.pays(mode);
        assert.equal(await customer.outcome(), NOT_PAID[scenario]);
        assert.equal(transactions().length, 0);
        if (!(await customer.browser.getUrl()).includes("/pay/return")) return;
        const again = customer.browser.$("#to-pay");
        assert.equal(await again.getAttribute("href"), "/pay", "nothing is undecided");
      });
    }
  }

  for (const scenario of ["unavailable", "fallback"]) {
    it(`that Klarna is not available in the scenario ${scenario}, and offers the other way to pay`, async () => {
      await customer.startAfresh({ scenario });
      await customer.visit("/pay");
      assert.equal(await customer.outcome(), "unavailable");
      await customer.clicks("#continue:enabled");
      await customer.arrivesAt("/review?method=transfer");
      await customer.clicks("#buy:enabled");
      assert.match(await customer.orderNumber(), /^ME-/);
    });
  }

  it("that it can be tried again after the window was closed", async () => {
    await customer.startAfresh({ scenario: "leaves" });
    await customer.pays();
    assert.equal(await customer.outcome(), "dismissed");
    customer.sandbox.configure({ scenario: "approved" });
    await customer.clicks(BUTTON);
    await customer.orderNumber();
    assert.equal(transactions().length, 1);
  });

  it("that the basket has changed in another tab, and takes what the page shows then", async () => {
    await customer.startAfresh({ scenario: "known" });
    await customer.visit("/pay");
    await customer.sees(BUTTON);
    const changed = await customer.changesBasketElsewhere("teapot-fold", 3);
    await customer.clicks(BUTTON);
    assert.equal(await customer.outcome(), "order_mismatch");
    assert.equal(transactions().length, 0);
    await customer.clicks("#reload");
    await customer.clicks(BUTTON);
    await customer.orderNumber();
    assert.deepEqual(
      transactions().map(({ amount }) => amount),
      [changed],
    );
  });
});
