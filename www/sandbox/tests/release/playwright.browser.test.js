import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { chromium } from "playwright-core";
import { findEngine } from "../../../../.tooling/engines.js";
import { startSandbox } from "../../index.js";
import { klarnaFixtures } from "../../playwright/index.js";
import { ExampleShop } from "../example-shop.js";

// The suite of a small shop, as its developers would write it, but for the runner: Node's own stands in for Playwright's.

describe("a shop's suite with klarna-sandbox/playwright", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  /** @type {import("../../index.js").Sandbox} */
  let sandbox;
  /** @type {ExampleShop} */
  let shop;
  /** @type {import("playwright-core").Page} */
  let page;
  /** @type {import("../../playwright/index.d.ts").Klarna} */
  let klarna;
  /** @type {string[]} */
  let outside;

  before(async () => {
    sandbox = await startSandbox({ seed: 6 });
    shop = await ExampleShop.open(sandbox, "Klarna's addresses");
    browser = await chromium.launch({
      executablePath: String(findEngine("chromium")?.browser),
      args: ["--no-sandbox"],
    });
  });
  after(async () => {
    await browser.close();
    shop.close();
    await sandbox.close();
  });
  beforeEach(async () => {
    const context = await browser.newContext();
    outside = [];
    context.on("request", (request) => outside.push(new URL(request.url()).host));
    await klarnaFixtures.klarna({ context, sandbox }, async (fixture) => {
      klarna = fixture;
    });
    page = await context.newPage();
    await page.goto(shop.url);
  });
  afterEach(() => page.context().close());

  const said = () => page.locator("#said:not(:empty)").textContent();

  it("buys with the v1 SDK at Klarna's own address, under the policy that Klarna documents", async () => {
    await page.locator("#buy:enabled").click();
    await klarna.approve();
    assert.equal(await said(), "Thank you!");
    assert.equal(klarna.ledger().orders.length, 1);
    assert.ok(!outside.includes(new URL(sandbox.url).host), "the page knows Klarna's hosts only");
  });

  it("sees a decline, and a customer who leaves", async () => {
    await page.locator("#buy:enabled").click();
    await klarna.close();
    assert.equal(await said(), "You left Klarna.");
    await page.reload();
    await page.locator("#buy:enabled").click();
    await klarna.deny();
    assert.equal(await said(), "Klarna says no.");
    assert.equal(klarna.ledger().orders.length, 0);
  });

  it("lets Klarna's server fail, and an SDK", async () => {
    klarna.fault({ path: "/payments/v1/authorizations/*", kind: "status", status: 500, times: 1 });
    await page.locator("#buy:enabled").click();
    await klarna.approve();
    assert.equal(await said(), "That did not work.");
    await page.reload();
    klarna.fault({
      sdk: "payments",
      call: "authorize",
      kind: "result",
      result: { show_form: false },
    });
    await page.locator("#buy:enabled").click();
    assert.equal(await said(), "Klarna says no.");
  });

  it("pays with the Web SDK in Klarna's window", async () => {
    await page.locator("#pay:enabled").click();
    await klarna.approve();
    assert.equal(await said(), "Paid.");
    const [request] = klarna.ledger().paymentRequests;
    assert.equal(request?.state, "COMPLETED");
  });
});
