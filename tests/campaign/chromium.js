import { chromium } from "playwright-core";
import { findEngine } from "../../.tooling/engines.js";
import { everythingKept } from "./secrets.js";

/**
 * A browser of the campaign, which many customers have at once, each with nothing of the others.
 *
 * @typedef {object} Visitor
 * @property {(tab: number, url: string) => Promise<unknown>} open
 * @property {(tab: number) => Promise<unknown>} close
 * @property {(tab: number) => Promise<unknown>} reload
 * @property {() => Promise<string[]>} look everything that the browser shows or keeps
 * @property {() => Promise<unknown>} end
 */

export async function openChromium() {
  const browser = await chromium.launch({
    executablePath: String(findEngine("chromium")?.browser),
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  });
  return {
    /** @returns {Promise<Visitor>} */
    async visitor() {
      const context = await browser.newContext();
      /** @type {Map<number, import("playwright-core").Page>} */
      const tabs = new Map();
      return {
        async open(tab, url) {
          const page = await context.newPage();
          tabs.set(tab, page);
          // The robot may be elsewhere before the page has loaded.
          await page.goto(url, { waitUntil: "commit" }).catch(() => {});
        },
        close: async (tab) => tabs.get(tab)?.close(),
        reload: async (tab) =>
          tabs
            .get(tab)
            ?.reload({ waitUntil: "commit" })
            .catch(() => {}),
        async look() {
          const pages = [...tabs.values()].filter((page) => !page.isClosed());
          return (await Promise.all(pages.map((page) => page.evaluate(everythingKept)))).flat();
        },
        end: () => context.close(),
      };
    },
    close: () => browser.close(),
  };
}
