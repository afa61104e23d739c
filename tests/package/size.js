// What a shop's customers download: the module of an entry and the bundled, minified JavaScript that loads it.
//
//   npm run size             a table; fails above the budget of tests/package/budget.json, which is the default entry's
//   npm run size -- --json   the same for programs
//   … --ceiling              fails above the ceilings instead: the default entry does not meet its budget yet, and until
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

/** @typedef {{ raw: number, gzip: number, brotli: number }} Size in bytes */

/**
 * Bytes: `brotli` is the budget of the default entry, `wanted` the aim, `ceilings` what each entry has reached.
 *
 * @type {{ brotli: number, wanted: number, ceilings: Record<string, number> }}
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
 * An entry of the package as a bundler delivers it: two files, compressed one by one.
 *
 * @param {string} folder where the built package is
 * @param {string} entry as in `exports` of package.json
 */
export async function measureEntry(folder, entry) {
  const isDefault = entry === ".";
  const wasm = measure(readFileSync(join(folder, isDefault ? "" : entry, `${CRATE}_bg.wasm`)));
  const js = measure(await bundle(join(folder, isDefault ? "index.js" : `${entry}.js`)));
  const total = {
    raw: wasm.raw + js.raw,
    gzip: wasm.gzip + js.gzip,
    brotli: wasm.brotli + js.brotli,
  };
  return { wasm, js, total };
}

/** @typedef {Awaited<ReturnType<typeof measureEntry>>} EntrySizes */

/** @param {Record<string, EntrySizes>} entries */
function table(entries) {
  /** @param {(string | number)[]} cells */
  const row = ([name, ...cells]) =>
    String(name).padEnd(18) + cells.map((cell) => cell.toLocaleString("en").padStart(12)).join("");
  const rows = Object.entries(entries).flatMap(([entry, sizes]) =>
    Object.entries(sizes).map(([name, { raw, gzip, brotli }]) =>
      row([`${entry.padEnd(11)} ${name}`, raw, gzip, brotli]),
    ),
  );
  return [row(["bytes", "raw", "gzip 9", "brotli 11"]), ...rows].join("\n");
}

/** @param {{ json: boolean, ceiling: boolean }} options */
async function report({ json, ceiling }) {
  await setUp(BUILD_STEPS);
  const folder = await build("release");
  /** @type {Record<string, EntrySizes>} */
  const entries = {};
  for (const entry of Object.keys(BUDGET.ceilings)) {
    entries[entry] = await measureEntry(folder, entry);
  }
  const { ".": whole, ...parts } = entries;
  if (!whole) throw new Error("the default entry has no ceiling");
  const { brotli: size } = whole.total;
  const isWithin = size <= BUDGET.brotli;
  if (json) {
    console.log(JSON.stringify({ ...whole, parts, budget: BUDGET, isWithin }, null, 2));
  } else {
    console.log(table(entries));
    const [budget, wanted] = [BUDGET.brotli, BUDGET.wanted].map((bytes) =>
      bytes.toLocaleString("en"),
    );
    console.log(
      `${isWithin ? "within" : "ABOVE"} the budget of ${budget} brotli for both SDKs (${wanted} wanted)`,
    );
  }
  const limits = ceiling ? BUDGET.ceilings : { ...BUDGET.ceilings, ".": BUDGET.brotli };
  for (const [entry, limit] of Object.entries(limits)) {
    if ((entries[entry]?.total.brotli ?? Number.NaN) <= limit) continue;
    throw new Error(`The entry ${entry} is larger than ${limit.toLocaleString("en")} bytes.`);
  }
}

if (isMain(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      json: { type: "boolean", default: false },
      ceiling: { type: "boolean", default: false },
    },
  });
  await script(() => report(values));
}
