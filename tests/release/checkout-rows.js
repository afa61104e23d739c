// What every checkout of the examples does where something fails, whatever draws it and whichever server is behind it.

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { violations } from "../../www/sandbox/tests/accessibility.js";

/**
 * @typedef {object} Shop
 * @property {import("../webdriver/browsers.js").OpenBrowser} browser
 * @property {import("klarna-payments-wasm/sandbox").Sandbox} klarna
 * @property {string} url of the page
 * @property {() => Promise<void>} approve what the customer does at Klarna's
 */

/** What becomes of a page's requests: told by `sessionStorage`, since it counts from the next page's beginning on. */
const DETOURS = `{
  const { fetch } = window;
  let open = 0;
  window.fetch = async (...given) => {
    const address = given[0].url ?? String(given[0]);
    const detour = JSON.parse(sessionStorage.detours ?? "[]").find(({ part }) => address.includes(part));
    open += address.includes("/session");
    sessionStorage.most = Math.max(sessionStorage.most ?? 0, open);
    try {
      if (detour?.isAnswerLost) await fetch(...given);
      if (detour && !detour.status) throw new TypeError("lost");
      if (detour) return Response.json(detour.body, { status: detour.status });
      return await fetch(...given);
    } finally {
      open -= address.includes("/session");
    }
  };
}`;

/** @param {Shop["browser"]} browser */
export const openDetours = (browser) =>
  browser.sendCommandAndGetResult("Page.addScriptToEvaluateOnNewDocument", { source: DETOURS });

/** @param {Shop} shop */
function customerOf({ browser, klarna, url, approve }) {
  const buy = browser.$("button.buy");
  const again = browser.$("button.again");
  /** The amounts of all that was sold, of each of Klarna's APIs. */
  const ledger = () => [
    ...klarna.ledger().orders.map((one) => one.order_amount),
    ...klarna.ledger().transactions.map((one) => one.amount),
  ];
  const { length: before } = ledger();
  return {
    /** @param {{ part: string, status?: number, body?: unknown, isAnswerLost?: boolean }[]} detours without a status: what is sent there is lost, or its answer */
    detour: (...detours) =>
      browser.execute((detours) => {
        sessionStorage.detours = detours;
      }, JSON.stringify(detours)),
    open: () => browser.url(url),
    mayBuy: () => browser.$("button.buy:enabled").waitForExist({ timeout: 20_000 }),
    /** @param {number[]} quantities one after the other, without waiting */
    choose: (...quantities) =>
      browser.execute((quantities) => {
        const select = /** @type {HTMLSelectElement} */ (document.querySelector("select"));
        for (const quantity of quantities) {
          select.selectedIndex = quantity - 1;
          select.dispatchEvent(new Event("change", { bubbles: true }));
        }
      }, quantities),
    /** Something failed: nothing can be bought, there is a way on, and quantity and total are of one order. */
    async mayTryAgain() {
      await again.waitForDisplayed({ timeout: 20_000 });
      await browser.$("//*[@role='status' and text()]").waitForDisplayed();
      assert.deepEqual(await violations(browser), []);
      const { quantity, total } = await browser.execute(() => ({
        quantity: document.querySelector("select")?.value,
        total: document.querySelector("output")?.value,
      }));
      if (!quantity) return; // with the Web SDK it is Klarna's button
      assert.equal(await buy.isEnabled(), false);
      assert.ok(!total || total === `${Number(quantity) * 599}.00 SEK`, `${quantity}: ${total}`);
    },
    /** What was in the way of the requests is there no more. */
    async triesAgain() {
      await this.detour();
      await again.click();
    },
    /** By the keyboard: Klarna's widget grows, and a pointer may meet it in the button's place. */
    async agrees() {
      await this.mayBuy();
      await browser.execute(() => {
        /** @type {HTMLElement | null} */ (document.querySelector("button.buy"))?.focus();
      });
      await browser.keys("Enter");
      await approve();
    },
    async buys() {
      await this.agrees();
      await this.isThanked();
    },
    isThanked: () => browser.$("h1=Thank you").waitForExist({ timeout: 20_000 }),
    /** The amounts of what was sold since they came. */
    sold: () => ledger().slice(before),
    mostRequests: () => browser.execute(() => Number(sessionStorage.most)),
  };
}

/** With Klarna Payments. @param {() => Shop} shop @param {boolean} [isByHand] without the package's entries for frameworks, whose next click asks Klarna anew */
export function paymentsRows(shop, isByHand = false) {
  describe("with Klarna Payments, where something fails,", () => {
    const SESSION = "/api/klarna/session";
    const ORDERS = "/api/klarna/orders";
    afterEach(() => customerOf(shop()).detour());

    it("sells nothing that its server does not know of, and lets the customer try again", async () => {
      const customer = customerOf(shop());
      await customer.open();
      await customer.detour({ part: SESSION });
      await customer.open();
      await customer.mayTryAgain();
      await customer.triesAgain();
      await customer.mayBuy();
      await customer.detour({ part: SESSION });
      await customer.choose(2);
      await customer.mayTryAgain();
      await customer.choose(3);
      await customer.mayTryAgain();
      await customer.triesAgain();
      await customer.buys();
      assert.deepEqual(customer.sold(), [179700]);
    });

    it("asks its server one thing at a time, so that the last quantity counts there, too", async () => {
      const customer = customerOf(shop());
      await customer.open();
      await customer.mayBuy();
      await customer.choose(3, 1, 2);
      await shop().browser.$("output=1198.00 SEK").waitForExist();
      await customer.buys();
      assert.deepEqual(customer.sold(), [119800]);
      assert.equal(await customer.mostRequests(), 1);
    });

    it("sells once where the answer was lost and the customer loads the page anew", async () => {
      const { browser } = shop();
      const customer = customerOf(shop());
      await customer.open();
      await customer.detour({ part: ORDERS, isAnswerLost: true });
      await customer.agrees();
      await browser.waitUntil(() => customer.sold().length > 0);
      await customer.open();
      await customer.isThanked();
      assert.deepEqual(customer.sold(), [59900]);
    });

    if (isByHand)
      // The server has heard of the token from Klarna.
      it("sells once where something before the server refused the token and the customer tries again", async () => {
        const customer = customerOf(shop());
        await customer.open();
        await customer.detour({ part: ORDERS, status: 403, body: {} });
        await customer.agrees();
        await customer.mayTryAgain();
        await customer.triesAgain();
        await customer.isThanked();
        assert.deepEqual(customer.sold(), [59900]);
      });

    it("takes a customer who has ordered already to the confirmation", async () => {
      const customer = customerOf(shop());
      await customer.open();
      await customer.mayBuy();
      await customer.detour({ part: SESSION, status: 409, body: { placed: true } });
      await customer.choose(2);
      await customer.isThanked();
    });
  });
}

/** With the Web SDK. @param {() => Shop} shop */
export function webSdkRows(shop) {
  describe("with the Web SDK, where something fails,", () => {
    /** @param {string[]} urls */
    const block = (...urls) =>
      shop().browser.sendCommandAndGetResult("Network.setBlockedURLs", { urls });
    afterEach(async () => {
      await block();
      await customerOf(shop()).detour();
    });

    it("lets the customer try again where Klarna's script did not come", async () => {
      const { browser } = shop();
      const customer = customerOf(shop());
      await browser.sendCommandAndGetResult("Network.enable", {});
      await block("*/klarna.mjs*");
      await customer.open();
      await customer.mayTryAgain();
      await block();
      await customer.triesAgain();
      await browser.$("klarna-payment-button").waitForDisplayed();
    });

    it("leaves for what is paid here only, whatever Klarna's SDK tells of an earlier cart first", async () => {
      const { browser, klarna, approve } = shop();
      const customer = customerOf(shop());
      const button = browser.$("klarna-payment-button");
      const pay = async () => {
        await button.waitForDisplayed();
        await button.click();
        await approve();
        await customer.isThanked();
      };
      await customer.open();
      await pay();
      // As if the page that Klarna came back to had not had its SDK.
      await browser.execute(
        (ids) => sessionStorage.setItem("klarna-sandbox-redirects", ids),
        JSON.stringify([klarna.ledger().paymentRequests.at(-1)?.payment_request_id]),
      );
      await customer.open();
      // The page has asked what became of that, and offers its own cart.
      const isOffered = () =>
        browser.execute(() => {
          const asked = performance.getEntriesByType("resource");
          const isAnswered = asked.some(({ name }) => name.includes("/api/klarna/payments/"));
          return isAnswered && document.querySelector("[role=status]")?.textContent === "";
        });
      await browser.waitUntil(isOffered, { timeout: 20_000 });
      await pay();
      assert.deepEqual(customer.sold(), [59900, 59900]);
    });

    it("asks its server again where the answer after the journey was lost, and sells once", async () => {
      const customer = customerOf(shop());
      await customer.open();
      await customer.detour({ part: "/api/klarna/payments/", status: 404, body: {} });
      const button = shop().browser.$("klarna-payment-button");
      await button.waitForDisplayed();
      await button.click();
      await shop().approve();
      await customer.mayTryAgain();
      await customer.triesAgain();
      await customer.isThanked();
      assert.deepEqual(customer.sold(), [59900]);
    });
  });
}
