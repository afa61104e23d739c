import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * What axe has against the document that the browser is in: rule and elements.
 * @param {import("../../../tests/webdriver/browsers.js").OpenBrowser} browser
 * @returns {Promise<string[]>}
 */
export async function violations(browser) {
  await browser.execute(AXE);
  return browser.execute(async () => {
    const { axe } = /** @type {any} */ (window);
    const { violations: found } = await axe.run();
    return found.map(
      (/** @type {any} */ { id, nodes }) =>
        `${id}: ${nodes.map((/** @type {any} */ node) => node.html).join(" ")}`,
    );
  });
}
