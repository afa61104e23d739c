// What a shop's customers download: the module for the SDK that their page uses, and the bundled, minified JavaScript of the
// entry that the shop imports.
//
//   npm run size             two tables; fails where an entry is above its ceiling in tests/package/budget.json, as `npm test` does
//   npm run size -- --why    what makes the modules as large as they are
//
// A ceiling is what an entry has reached, so that it does not grow unseen. Beside it stand, for the default entry, the budget that is
// aimed at and the bytes that are wanted: neither is met yet, and nothing fails for it.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "../../.tooling/build.js";
import { CRATE, isMain, ROOT } from "../../.tooling/environment.js";
import { script } from "../../.tooling/process.js";
import { BUILD_STEPS, setUp } from "../../.tooling/setup.js";
import { brotli, bundle } from "./bundle.js";
import { why } from "./why.js";

/** @typedef {{ raw: number, gzip: number, brotli: number }} Size in bytes */

/**
 * Bytes after brotli, by entry and SDK: what has been reached, what is aimed at, and what would be better still.
 *
 * @type {Record<string, { ceiling: number, budget?: number, wanted?: number }>}
 */
const LIMITS = JSON.parse(readFileSync(join(ROOT, "tests/package/budget.json"), "utf8")).size;

/**
 * @param {Uint8Array} content
 * @returns {Size}
 */
export function measure(content) {
  return {
    raw: content.length,
    gzip: gzipSync(content, { level: 9 }).length,
    brotli: brotli(content).length,
  };
}

/**
 * What a page downloads as a bundler delivers it: one file or two, compressed one by one. `used`: by a page that imports the
 * function of its SDK and nothing else.
 *
 * @param {string} folder where the built package is
 * @param {string} entry as in `exports` of package.json
 * @param {string} sdk which of Klarna's the page uses
 */
export async function measurePage(folder, entry, sdk) {
  const isCompat = entry.endsWith("/compat");
  const isWhole = entry === ".";
  const name = isWhole ? "index.js" : isCompat ? `${sdk}/${CRATE}_compat.js` : `${entry}.js`;
  // The entry of one SDK has its module within.
  const wasm = isWhole
    ? measure(readFileSync(join(folder, sdk, `${CRATE}_text.js`)))
    : { raw: 0, gzip: 0, brotli: 0 };
  const js = measure(await bundle(join(folder, name)));
  // The fallback exports nothing but itself.
  const used = isCompat ? js : measure(await bundle(join(folder, name), USED[sdk]));
  return { wasm, js, total: sum(wasm, js), used: sum(wasm, used) };
}

/** What a page imports that uses an SDK; bundlers leave out the rest of an entry. @type {Record<string, string>} */
const USED = { payments: "loadKlarnaPayments", "web-sdk": "loadKlarnaWebSdk" };

/** @param {Size} one @param {Size} other @returns {Size} */
const sum = (one, other) => ({
  raw: one.raw + other.raw,
  gzip: one.gzip + other.gzip,
  brotli: one.brotli + other.brotli,
});

/** @typedef {Awaited<ReturnType<typeof measurePage>>} PageSizes */

/**
 * One row of a table: a name and figures below each other.
 *
 * @param {string} name
 * @param {(string | number | undefined)[]} cells
 */
const row = (name, cells) =>
  (
    name.padEnd(37) + cells.map((cell = "") => cell.toLocaleString("en").padStart(11)).join("")
  ).trimEnd();

/** What each page downloads, by part and compression. @param {[string, PageSizes][]} pages */
const partsTable = (pages) => [
  row("bytes", ["raw", "gzip 9", "brotli 11"]),
  ...pages.flatMap(([page, parts]) =>
    Object.entries(parts).map(([part, { raw, gzip, brotli }]) =>
      row(`${page.padEnd(31)} ${part}`, [raw, gzip, brotli]),
    ),
  ),
];

/** What each page downloads beside what it may. @param {[string, PageSizes][]} pages */
const limitsTable = (pages) => [
  row("total, brotli 11", ["measured", "ceiling", "budget", "wanted"]),
  ...pages.map(([page, { total }]) => {
    const { ceiling, budget, wanted } = limitsOf(page);
    return row(page, [total.brotli, ceiling, budget, wanted]);
  }),
];

/** @param {string} page */
const limitsOf = (page) => LIMITS[page] ?? { ceiling: 0 };

/** @param {{ why: boolean }} options */
async function report({ why: isAsked }) {
  await setUp(BUILD_STEPS);
  const folder = await build("release");
  if (isAsked) {
    for (const sdk of ["payments", "web-sdk"]) console.log(await why(folder, sdk));
    return;
  }
  /** @type {[string, PageSizes][]} */
  const pages = [];
  for (const page of Object.keys(LIMITS)) {
    const [entry = "", sdk = ""] = page.split(" for ");
    pages.push([page, await measurePage(folder, entry, sdk)]);
  }
  console.log([...partsTable(pages), "", ...limitsTable(pages)].join("\n"));
  const above = pages.filter(([page, { total }]) => total.brotli > limitsOf(page).ceiling);
  if (above.length > 0)
    throw new Error(`Above its ceiling: ${above.map(([page]) => page).join(", ")}.`);
}

if (isMain(import.meta.url)) {
  const { values } = parseArgs({ options: { why: { type: "boolean", default: false } } });
  await script(() => report(values));
}
