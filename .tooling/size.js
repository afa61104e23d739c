// What a shop's customers download: the module and the bundled, minified JavaScript that loads it.
//
//   npm run size             a table; fails above the budget of .tooling/budget.json
//   npm run size -- --json   the same for programs
//   … --ceiling              fails above the ceiling instead: the package does not meet its budget yet, and until it
//                            does, `npm test` keeps it from growing

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "./build.js";
import { brotli, bundle } from "./bundle.js";
import { CRATE, isMain, ROOT } from "./environment.js";
import { script } from "./process.js";
import { setUpForBuild } from "./setup.js";

/** @typedef {{ raw: number, gzip: number, brotli: number }} Size in bytes */

/** Bytes: `brotli` is the budget, `wanted` the aim, `ceiling` what the package has reached on its way there. */
const BUDGET = /** @type {{ brotli: number, wanted: number, ceiling: number }} */ (
  JSON.parse(readFileSync(join(ROOT, ".tooling/budget.json"), "utf8")).size
);

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
 * The package's default entry as a bundler delivers it: two files, compressed one by one.
 *
 * @param {string} folder where the built package is
 */
async function measurePackage(folder) {
  const wasm = measure(readFileSync(join(folder, `${CRATE}_bg.wasm`)));
  const js = measure(await bundle(join(folder, "index.js")));
  const total = {
    raw: wasm.raw + js.raw,
    gzip: wasm.gzip + js.gzip,
    brotli: wasm.brotli + js.brotli,
  };
  return { wasm, js, total };
}

/** @param {Record<string, Size>} sizes */
function table(sizes) {
  /** @param {(string | number)[]} cells */
  const row = ([name, ...cells]) =>
    String(name).padEnd(8) + cells.map((cell) => cell.toLocaleString("en").padStart(12)).join("");
  return [
    row(["bytes", "raw", "gzip 9", "brotli 11"]),
    ...Object.entries(sizes).map(([name, { raw, gzip, brotli }]) => row([name, raw, gzip, brotli])),
  ].join("\n");
}

/** @param {{ json: boolean, ceiling: boolean }} options */
async function report({ json, ceiling }) {
  await setUpForBuild();
  const sizes = await measurePackage(await build());
  const isWithin = sizes.total.brotli <= BUDGET.brotli;
  if (json) {
    console.log(JSON.stringify({ ...sizes, budget: BUDGET, isWithin }, null, 2));
  } else {
    console.log(table(sizes));
    const { brotli, wanted } = BUDGET;
    console.log(
      `${isWithin ? "within" : "ABOVE"} the budget of ${brotli.toLocaleString("en")} brotli (${wanted.toLocaleString("en")} wanted)`,
    );
  }
  const limit = ceiling ? BUDGET.ceiling : BUDGET.brotli;
  if (sizes.total.brotli > limit) {
    throw new Error(`The package is larger than ${limit.toLocaleString("en")} bytes.`);
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
