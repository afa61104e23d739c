import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { openBrowser } from "../../../../tests/webdriver/browsers.js";
import { startSandbox } from "../../index.js";
import { klarnaIn } from "../../webdriverio/index.js";
import { ExampleShop } from "../example-shop.js";

describe("a shop's suite with klarna-sandbox/webdriverio", () => {
  /** @type {import("../../../../tests/webdriver/browsers.js").OpenBrowser} */
  let browser;
  /** @type {import("../../index.js").Sandbox} */
  let sandbox;
  /** @type {ExampleShop} */
  let shop;
  /** @type {import("../../webdriverio/index.d.ts").Klarna} */
  let klarna;

  before(async () => {
    sandbox = await startSandbox({ seed: 6 });
    shop = await ExampleShop.open(sandbox, "the sandbox's addresses");
    browser = await openBrowser("chromium");
  });
  after(async () => {
    await browser.close();
    shop.close();
    await sandbox.close();
  });
  beforeEach(async () => {
    sandbox.reset();
    klarna = await klarnaIn(browser, sandbox);
    await browser.url(shop.url);
  });

  /** @param {"#buy" | "#pay"} button */
  async function press(button) {
    await browser.$(button).waitForEnabled();
    await browser.$(button).click();
  }

  /** @param {string} text */
  async function says(text) {
    await browser.waitUntil(async () => (await browser.$("#said").getText()) !== "");
    assert.equal(await browser.$("#said").getText(), text);
  }

  it("buys with the v1 SDK, over the page", async () => {
    await press("#buy");
    await klarna.approve();
    await says("Thank you!");
    assert.equal(klarna.ledger().orders.length, 1);
  });

  it("buys with the v1 SDK in Klarna's window", async () => {
    sandbox.configure({ flow: "popup" });
    await browser.url(shop.url);
    await press("#buy");
    await klarna.approve();
    await says("Thank you!");
  });

  it("sees a decline, and a customer who leaves", async () => {
    await press("#buy");
    await klarna.close();
    await says("You left Klarna.");
    await browser.url(shop.url);
    await press("#buy");
    await klarna.deny();
    await says("Klarna says no.");
    assert.equal(klarna.ledger().orders.length, 0);
  });

  it("lets Klarna's server fail", async () => {
    klarna.fault({ path: "/payments/v1/authorizations/*", kind: "status", status: 500, times: 1 });
    await press("#buy");
    await klarna.approve();
    await says("That did not work.");
  });

  it("pays with the Web SDK in Klarna's window", async () => {
    await press("#pay");
    await klarna.approve();
    await says("Paid.");
    assert.equal(klarna.ledger().paymentRequests[0]?.state, "COMPLETED");
  });
});
