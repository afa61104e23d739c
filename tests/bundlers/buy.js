// A purchase in a browser on a page that some tool has made, with each SDK of an entry, and what is wrong with it.

import { klarnaIn } from "../../www/sandbox/playwright/index.js";
import { SDKS } from "./page.js";

/** @typedef {{ browser: import("playwright-core").Browser, sandbox: import("klarna-sandbox").Sandbox }} World */

const WITHIN_MS = 20_000;
/** What tools say in the console for developers, of themselves. */
const OF_TOOLS = [/Angular is running in development mode/];

/**
 * @param {string} url of the page
 * @param {import("./page.js").Entry} entry
 * @param {World} world
 * @param {{ stale?: string, withoutWebAssembly?: boolean }} [how] `stale`: what no file of the page may have in it
 * @returns {Promise<string[]>} what is wrong
 */
export async function buy(url, entry, { browser, sandbox }, { stale, withoutWebAssembly } = {}) {
  sandbox.reset();
  const context = await browser.newContext();
  if (withoutWebAssembly)
    await context.addInitScript(() => Reflect.deleteProperty(window, "WebAssembly"));
  await klarnaIn(context, sandbox);
  sandbox.configure({ journey: "instant" });
  const page = await context.newPage();
  /** @type {string[]} */
  const wrong = [];
  /** @type {string[]} */
  const modules = [];
  /** @type {Promise<void>[]} */
  const looks = [];
  page.on("console", (message) => {
    const text = message.text();
    if (message.type() !== "debug" && !OF_TOOLS.some((words) => words.test(text))) wrong.push(text);
  });
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("response", (response) => {
    const address = response.url();
    if (/\.wasm\b/.test(address)) modules.push(`${address}: ${response.status()}`);
    const look = (/** @type {Buffer} */ body) => {
      if (stale && body.includes(stale)) wrong.push(`${address} is of an older version`);
    };
    if (stale) looks.push(response.body().then(look, () => {}));
  });
  try {
    await page.goto(url);
    const said = async (/** @type {string} */ sdk) => {
      const line = page.locator("#said li", { hasText: sdk });
      return (await line.count()) > 0 ? line.first().textContent() : undefined;
    };
    for (const sdk of SDKS[entry]) {
      const failed = page.locator("#said li", { hasText: sdk }).first();
      const button = page.locator(sdk === "v1" ? "#v1:enabled" : "#v2 klarna-payment-button");
      await button.or(failed).first().waitFor({ timeout: WITHIN_MS });
      if (!(await said(sdk))) {
        // Afterwards the page may be another.
        await Promise.all(looks);
        if (modules.length > SDKS[entry].length) wrong.push(`modules: ${modules.join(", ")}`);
        await button.click();
        if (sdk === "v1") await failed.waitFor({ timeout: WITHIN_MS });
        else await page.waitForURL(/paid/, { timeout: WITHIN_MS });
      }
      const { orders, transactions } = sandbox.ledger();
      const bought = sdk === "v1" ? orders.length : transactions.length;
      if (bought !== 1) wrong.push(`${sdk}: ${bought} purchases, ${await said(sdk)}`);
    }
  } catch (error) {
    const lines = await page.locator("#said li").allTextContents();
    wrong.push([String(error).split("\n")[0], ...lines].join(" | "));
  }
  await context.close();
  return wrong;
}
