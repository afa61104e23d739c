// What a shop's customers download: the module for the SDK that their page uses, and the bundled, minified JavaScript of the
// entry that the shop imports.
//
//   npm run size             a table; fails above the budgets of tests/package/budget.json, which are the default entry's
//   npm run size -- --json   the same for programs
//   npm run size -- --why    what makes the modules as large as they are
//   … --ceiling              fails above the ceilings instead: the default entry does not meet its budgets yet, and until
//                            it does, `npm test` keeps it from growing

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
 * Bytes, by entry and SDK: what the default entry may cost, what is aimed at, and what each has reached.
 *
 * @type {{ budgets: Record<string, { budget: number, wanted: number }>, ceilings: Record<string, number> }}
 */
const BUDGET = JSON.parse(readFileSync(join(ROOT, "tests/package/budget.json"), "utf8")).size;

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

/** @param {Record<string, PageSizes>} pages */
function table(pages) {
  /** @param {(string | number)[]} cells */
  const row = ([name, ...cells]) =>
    String(name).padEnd(30) + cells.map((cell) => cell.toLocaleString("en").padStart(12)).join("");
  const rows = Object.entries(pages).flatMap(([page, sizes]) =>
    Object.entries(sizes).map(([name, { raw, gzip, brotli }]) =>
      row([`${page.padEnd(23)} ${name}`, raw, gzip, brotli]),
    ),
  );
  return [row(["bytes", "raw", "gzip 9", "brotli 11"]), ...rows].join("\n");
}

/** @param {{ json: boolean, ceiling: boolean, why: boolean }} options */
async function report({ json, ceiling, why: isAsked }) {
  await setUp(BUILD_STEPS);
  const folder = await build("release");
  if (isAsked) {
    for (const sdk of ["payments", "web-sdk"]) console.log(await why(folder, sdk));
    return;
  }
  /** @type {Record<string, PageSizes>} */
  const pages = {};
  for (const page of Object.keys(BUDGET.ceilings)) {
    const [entry = "", sdk = ""] = page.split(" for ");
    pages[page] = await measurePage(folder, entry, sdk);
  }
  const sizeOf = (/** @type {string} */ page) => pages[page]?.total.brotli ?? Number.NaN;
  const budgets = Object.entries(BUDGET.budgets);
  const isWithin = budgets.every(([page, { budget }]) => sizeOf(page) <= budget);
  if (json) {
    console.log(JSON.stringify({ pages, budget: BUDGET, isWithin }, null, 2));
  } else {
    console.log(table(pages));
    for (const [page, { budget, wanted }] of budgets) {
      const [most, aim] = [budget, wanted].map((bytes) => bytes.toLocaleString("en"));
      const verdict = sizeOf(page) <= budget ? "within" : "ABOVE";
      console.log(`${page}: ${verdict} the budget of ${most} brotli (${aim} wanted)`);
    }
  }
  const limits = ceiling
    ? Object.entries(BUDGET.ceilings)
    : budgets.map(([page, { budget }]) => /** @type {const} */ ([page, budget]));
  for (const [page, limit] of limits) {
    if (sizeOf(page) <= limit) continue;
    throw new Error(`${page} is larger than ${limit.toLocaleString("en")} bytes.`);
  }
}

if (isMain(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      json: { type: "boolean", default: false },
      ceiling: { type: "boolean", default: false },
      why: { type: "boolean", default: false },
    },
  });
  await script(() => report(values));
}
