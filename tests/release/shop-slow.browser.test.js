import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { BUTTON, Customer } from "../shop/customer.js";

describe("while Klarna takes its time", () => {
  /** @type {Customer} */
  let customer;
  before(async () => {
    customer = await Customer.enter();
  });
  after(() => customer.leave());

  /** @param {string} path */
  async function visits(path) {
    await customer.startAfresh({ scenario: "slow" });
    await customer.visit(path);
  }

  /**
   * An impatient customer: clicks, clicks again, and presses Enter.
   * @param {string} selector
   */
  async function hammers(selector) {
    await customer.clicks(selector);
    await customer.browser.execute(
      (again) => {
        const button = /** @type {HTMLElement | null} */ (document.querySelector(again));
        for (const target of [button, button?.shadowRoot?.querySelector("button")]) target?.click();
      },
      selector.replace(/:.*?(?= |$)/, ""),
    );
    await customer.browser.keys("Enter");
  }

  /**
   * @param {string} selector
   * @param {string} text
   */
  async function reads(selector, text) {
    const place = await customer.sees(selector);
    await customer.browser.waitUntil(async () => (await place.getText()).includes(text), {
      timeoutMsg: `${selector} did not say ${text}`,
    });
  }

  /**
   * Notes everything that a place of this page says, as a screen reader would say it.
   * @param {string} selector
   */
  async function listens(selector) {
    await customer.browser.execute((where) => {
      const place = document.querySelector(where);
      if (!place) return;
      new MutationObserver(() => {
        const before = sessionStorage.getItem("heard") ?? "";
        sessionStorage.setItem("heard", `${before} ${place.textContent}`);
      }).observe(place, { childList: true });
    }, selector);
  }

  /** @param {string} sdk @param {string} call */
  const calls = (sdk, call) =>
    customer.sandbox.ledger().sdkCalls.filter((entry) => entry.sdk === sdk && entry.call === call)
      .length;

  it("the multi-step checkout says what it waits for, and a second click is none", async () => {
    await visits("/payment");
    await customer.sees('#klarna-widget[aria-busy="true"]');
    await customer.sees("#continue:disabled");
    await hammers("#continue:enabled");
    await customer.sees('#continue[aria-busy="true"]:disabled');
    await reads("#continue", "Klarna is open");
    await customer.arrivesAt("/review");
    await hammers("#buy:enabled");
    await customer.sees('#buy[aria-busy="true"]:disabled');
    await reads("#buy", "Placing your order");
    const number = await customer.orderNumber();
    const { orders, authorizations } = customer.sandbox.ledger();
    assert.deepEqual(
      orders.map(({ merchant_reference1 }) => merchant_reference1),
      [number],
    );
    assert.equal(authorizations.length, 1);
    assert.equal(calls("payments", "authorize"), 1);
    assert.equal(calls("payments", "finalize"), 1);
  });

  for (const mode of ["DEVICE_BEST", "REDIRECT"]) {
    it(`the button's checkout says what it waits for, and a second click is none: ${mode}`, async () => {
      await visits("/pay");
      await customer.sees('#klarna-button[aria-busy="true"]');
      await customer.sees(BUTTON);
      if (mode !== "DEVICE_BEST") await customer.choosesMode(mode);
      await listens("#progress");
      await hammers(BUTTON);
      await customer.sees('#klarna-button[aria-busy="true"]');
      if (mode === "REDIRECT") await reads("#progress", "Waiting for Klarna's word");
      await customer.orderNumber();
      const heard = await customer.browser.execute(() => sessionStorage.getItem("heard") ?? "");
      assert.match(heard, /Asking Klarna/);
      if (mode !== "REDIRECT")
        assert.match(heard, /Asking Klarna.*Klarna is open.*Waiting for Klarna's word/);
      const { transactions, paymentRequests } = customer.sandbox.ledger();
      assert.equal(transactions.length, 1);
      assert.equal(paymentRequests.length, 1);
      assert.equal(calls("web-sdk", "initiate"), 1);
    });
  }

  it("the subscription says what it waits for, and a second click is none", async () => {
    await visits("/subscription");
    await customer.sees('#klarna-widget[aria-busy="true"]');
    await customer.sees("#subscribe:disabled");
    await hammers("#subscribe:enabled");
    await customer.sees('#subscribe[aria-busy="true"]:disabled');
    await reads("#subscribe", "Klarna is open");
    await customer.sees('[data-subscription][data-months="1"]');
    const { orders, customerTokens } = customer.sandbox.ledger();
    assert.equal(orders.length, 1);
    assert.equal(customerTokens.length, 1);
    assert.equal(calls("payments", "authorize"), 1);
    customer.sandbox.injectFault({
      path: "/customer-token/v1/tokens/*/order",
      kind: "latency",
      latencyMs: 1500,
    });
    await hammers("[data-renew]");
    await customer.sees('[data-renew][aria-busy="true"]:disabled');
    await reads("[data-renew]", "Charging");
    await customer.sees('[data-subscription][data-months="2"]');
    assert.equal(customer.sandbox.ledger().orders.length, 2);
  });
});
