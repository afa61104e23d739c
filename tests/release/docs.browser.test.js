// The site of the docs, built as `npm run docs` does, where the demo serves it.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { violations } from "../../www/sandbox/tests/accessibility.js";
import { startShop } from "../../www/start.js";
import { PAGES } from "../docs/printed.js";
import { ROOT, run } from "../package/outside-project.js";
import { openBrowser } from "../webdriver/browsers.js";

const GUIDES = PAGES.filter((page) => page.startsWith("www/docs/")).map((page) =>
  page.replace(/^www\/docs\/|\.md$/g, ""),
);

describe("The site of the docs", () => {
  /** @type {Awaited<ReturnType<typeof startShop>>} */
  let shop;
  /** @type {import("../webdriver/browsers.js").OpenBrowser} */
  let browser;
  before(async () => {
    const { stdout } = await run(process.execPath, ["www/docs/build.js"], { cwd: ROOT });
    shop = await startShop({ docs: stdout.trim().split("\n").at(-1) ?? "" });
    browser = await openBrowser("chromium");
  });
  after(async () => {
    await browser?.close();
    await shop?.close();
  });

  for (const width of [500, 1280])
    it(`has nothing that axe objects to and no sideways scrolling, ${width} px wide`, async () => {
      await browser.setWindowRect(null, null, width, 900);
      for (const guide of GUIDES) {
        await browser.url(`${shop.url}/docs/${guide === "index" ? "" : `${guide}.html`}`);
        await browser.$("main h1").waitForDisplayed();
        assert.deepEqual(await violations(browser), [], guide);
        const [scrolls, shown] = await browser.execute(() => [
          document.documentElement.scrollWidth,
          window.innerWidth,
        ]);
        assert.ok(Number(scrolls) <= Number(shown), `${guide}: ${scrolls} px in ${shown}`);
      }
    });

  it("leads from an error's `help` to what helps", async () => {
    await browser.url(`${shop.url}/docs/errors.html#order_invalid`);
    const row = browser.$("//tr[.//a[@id='order_invalid']]");
    await browser.waitUntil(() => row.isDisplayed({ withinViewport: true }));
    assert.match(await row.getText(), /Fix the order data/);
  });

  it("has the reference of every entry", async () => {
    for (const entry of [
      "klarna-payments-wasm",
      "klarna-payments-wasm/react",
      "klarna-payments-server",
    ]) {
      await browser.url(`${shop.url}/docs/api/${entry}.html`);
      await browser.$(`h1*=${entry}`).waitForDisplayed();
    }
  });
});
