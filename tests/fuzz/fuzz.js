import { join } from "node:path";
import { chromium } from "playwright-core";
import { findEngine } from "../../.tooling/engines.js";
import { openBorder } from "../campaign/border.js";
import { giveFile, IMPORT_MAP } from "../campaign/files.js";
import { TRAPPING } from "../e2e/trapping.js";

const PAGES = join(import.meta.dirname, "page");
/** So many cases a page has; then a new one. */
const PART = 250;
const HTML = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<script type="importmap">${IMPORT_MAP}</script>
<div id="klarna"></div><script type="module" src="/page/fuzz.js"></script>`;

/** Whether a trap would be known for one; runs in the page. @param {number[]} bytes */
async function trapped(bytes) {
  const { instance } = await WebAssembly.instantiate(Uint8Array.from(bytes));
  try {
    /** @type {any} */ (instance.exports).a();
    return false;
  } catch (error) {
    return /** @type {any} */ (window).isTrap(error);
  }
}

/**
 * Plays cases from a seed in Chromium.
 *
 * @param {{ seed: number, cases: number, first?: number, withinMs?: number, progress?: (text: string) => void }} options
 * @returns {Promise<{ findings: string[], ends: Record<string, number>, played: number, seesTraps: boolean }>}
 */
export async function fuzz({
  seed,
  cases,
  first = 0,
  withinMs = Number.POSITIVE_INFINITY,
  progress = () => {},
}) {
  const server = await openBorder(async ({ path }, reply) => {
    const { pathname } = new URL(path, "http://page");
    if (pathname !== "/") return giveFile(pathname, { page: PAGES }, reply);
    return reply.writeHead(200, { "content-type": "text/html" }).end(HTML);
  });
  const browser = await chromium.launch({
    executablePath: String(findEngine("chromium")?.browser),
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
  /** @type {string[]} */
  const findings = [];
  /** @type {Record<string, number>} */
  const ends = {};
  let seesTraps = false;
  const started = Date.now();
  let played = 0;
  try {
    while (played < cases && Date.now() - started < withinMs) {
      const page = await browser.newPage();
      await page.goto(server.url);
      await page.waitForFunction("window.fuzz");
      const count = Math.min(PART, cases - played);
      const found = await page.evaluate(
        ([from, part]) => /** @type {any} */ (window).fuzz(...[from, ...part]),
        /** @type {const} */ ([seed, [first + played, count]]),
      );
      findings.push(...found.findings);
      for (const [end, times] of Object.entries(found.ends)) ends[end] = (ends[end] ?? 0) + times;
      seesTraps = await page.evaluate(trapped, [...TRAPPING]);
      played += count;
      await page.close();
      if (played % 5_000 === 0) progress(`${played} cases, ${findings.length} findings`);
    }
  } finally {
    await browser.close();
    server.close();
  }
  return { findings, ends, played, seesTraps };
}
