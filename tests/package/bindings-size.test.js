// How much the bindings add to what a page downloads: all files of a page that draws a checkout, for one of Klarna's SDKs and in
// the language with the longest texts, less all files of a page that only loads that SDK, in the same way. Both without the text
// that the WebAssembly is within the JavaScript: chance has it compress a hundred bytes better or worse beside other code.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { brotli } from "./bundle.js";
import { ROOT } from "./outside-project.js";

const CEILINGS = JSON.parse(readFileSync(join(ROOT, "tests/package/budget.json"), "utf8")).bindings;

/** What a page has of a binding. */
const NAMES = /** @type {Record<string, string>} */ ({
  "./react for payments": "useKlarnaPayments, KlarnaWidget",
  "./react for web-sdk": "useKlarnaWebSdk, KlarnaButton",
  "./vue for payments": "useKlarnaPayments, KlarnaWidget",
  "./vue for web-sdk": "useKlarnaWebSdk, KlarnaButton",
  "./element/payments for payments": "KlarnaPaymentsElement",
  "./element/web-sdk for web-sdk": "KlarnaButtonElement",
  "./element for payments": "KlarnaPaymentsElement",
  "./element for web-sdk": "KlarnaButtonElement",
});

/** A page that loads an SDK: the one that it has in its own file, or either, when it is wanted. @type {Record<string, string>} */
const CORES = {
  payments: `export { loadKlarnaPayments } from "../payments.js"`,
  "web-sdk": `export { loadKlarnaWebSdk } from "../web-sdk.js"`,
  either: `
    export const payments = async () => (await import("../payments.js")).loadKlarnaPayments;
    export const webSdk = async () => (await import("../web-sdk.js")).loadKlarnaWebSdk;`,
};

/** @type {import("esbuild").Plugin} */
const withoutModules = {
  name: "without modules",
  setup: ({ onLoad }) =>
    onLoad({ filter: /_text\.js$/ }, () => ({ contents: 'export default ""' })),
};

/**
 * Bytes of all files of a page, but for what it does not fetch: other languages, the other SDK.
 *
 * @param {string} contents
 * @param {string} sdk
 */
async function downloaded(contents, sdk) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: join(ROOT, "pkg/bindings") },
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    outdir: "unused",
    external: ["react", "vue"],
    plugins: [withoutModules],
    write: false,
    logLevel: "error",
  });
  const isElsewhere = (/** @type {string} */ name) =>
    /^(?!pl)..-/.test(name) || (/^(payments|web-sdk)-/.test(name) && !name.startsWith(`${sdk}-`));
  return outputFiles
    .filter(({ path }) => !isElsewhere(basename(path)))
    .reduce((sum, { contents }) => sum + brotli(contents).length, 0);
}

for (const [page, ceiling] of Object.entries(CEILINGS))
  test(`${page} adds no more than ${ceiling} bytes`, async () => {
    const [entry = "", sdk = ""] = page.split(" for ");
    const core = CORES[entry.startsWith("./element/") ? sdk : "either"] ?? "";
    const file = entry.replace("./element/", "./element-");
    const whole = await downloaded(`export { ${NAMES[page]} } from "${file}.js"`, sdk);
    const bytes = whole - (await downloaded(core, sdk));
    assert.ok(bytes > 1500 && bytes <= ceiling, `${bytes} bytes`);
    console.log(`${page}: ${bytes} bytes`);
  });
