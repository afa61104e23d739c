import { join } from "node:path";
import { chromium } from "playwright-core";
import { findEngine } from "../../.tooling/engines.js";
import { openBorder } from "../campaign/border.js";
import { giveFile, IMPORT_MAP } from "../campaign/files.js";

/** What a page holds, by name. @typedef {Record<string, number>} Held */

export const FLOWS = /** @type {const} */ (["payments", "web-sdk"]);
const FOLDERS = {
  page: join(import.meta.dirname, "page"),
  sdks: join(import.meta.dirname, "../fuzz/page"),
};
const HTML = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<script type="importmap">${IMPORT_MAP}</script>
<div id="klarna"></div><script type="module" src="/page/cycles.js"></script>`;

/**
 * Purchases in one page of Chromium, and what the page holds after each part of them.
 *
 * @param {{ flow: string, cycles: number, parts?: number }} options
 * @returns {Promise<Held[]>} the first after a part of its own, when everything is loaded
 */
export async function measured({ flow, cycles, parts = 10 }) {
  const server = await openBorder(async ({ path }, reply) => {
    const { pathname } = new URL(path, "http://page");
    if (pathname !== "/") return giveFile(pathname, FOLDERS, reply);
    return reply.writeHead(200, { "content-type": "text/html" }).end(HTML);
  });
  const browser = await chromium.launch({
    executablePath: String(findEngine("chromium")?.browser),
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.waitForFunction("window.cycles");
    const tools = await page.context().newCDPSession(page);
    await tools.send("Performance.enable");
    const size = Math.ceil(cycles / parts);
    /** @type {Held[]} */
    const all = [];
    for (let part = 0; part <= parts; part += 1) {
      await page.evaluate(
        ([name, first, count]) => /** @type {any} */ (window).cycles(name, first, count),
        /** @type {const} */ ([flow, part * size, size]),
      );
      for (let round = 0; round < 3; round += 1) await tools.send("HeapProfiler.collectGarbage");
      const { metrics } = await tools.send("Performance.getMetrics");
      const value = (/** @type {string} */ wanted) =>
        metrics.find(({ name }) => name === wanted)?.value ?? 0;
      all.push({
        ...(await page.evaluate(() => /** @type {any} */ (window).held())),
        heap: value("JSHeapUsedSize"),
        nodes: value("Nodes"),
        listeners: value("JSEventListeners"),
      });
    }
    return all;
  } finally {
    await browser.close();
    server.close();
  }
}

/**
 * How much more there is after each further purchase: the slope of the line that fits best.
 *
 * @param {number[]} values at even distances
 * @param {number} distance in purchases
 */
export function slope(values, distance) {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const above = values.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0);
  const below = values.reduce((sum, _, index) => sum + (index - middle) ** 2, 0);
  return above / below / distance;
}
