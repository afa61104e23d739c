// Builds a shop's page with every tool that shops use, from the packed package, and buys with it in a browser.
//
//   npm run test:bundlers [-- vite]        all tools, or those with that word in their names

import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { findEngine } from "../../.tooling/engines.js";
import { fingerprint, makeWhenStale } from "../../.tooling/stamp.js";
import { startSandbox } from "../../www/sandbox/index.js";
import { klarnaIn } from "../../www/sandbox/playwright/index.js";
import { createProject, ROOT, run } from "../package/outside-project.js";
import { FILES, SDKS, script } from "./page.js";
import { Shop } from "./shop.js";
import { TOOLS } from "./tools.js";

/** @typedef {import("./page.js").Entry} Entry */
/** @typedef {import("./tools.js").Tool} Tool */

const ENTRIES = /** @type {Entry[]} */ (Object.keys(SDKS));
/** Those whose WebAssembly is a file beside the JavaScript: some tools need the line that the docs have for them. @type {Entry[]} */
const WITH_FILES = [".", "./payments/external", "./web-sdk/external"];
const FOLDER = join(ROOT, ".cache/bundlers");
const WITHIN_MS = 20_000;
/** A page that makes no purchase may bundle so many bytes of the package. */
const LEAN = 1_000;
const [, , word = ""] = process.argv;

/** The tools, at the versions of a lock file of their own; installed out of the way of those that read all of `tests`. */
async function install() {
  mkdirSync(FOLDER, { recursive: true });
  for (const name of ["package.json", "package-lock.json"])
    cpSync(join(import.meta.dirname, name), join(FOLDER, name));
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  await makeWhenStale({
    stamp: join(FOLDER, "node_modules/.installed"),
    inputs: fingerprint([join(FOLDER, "package-lock.json")]),
    outputs: () => [],
    make: () => run("npm", args, { cwd: FOLDER }),
  });
  const loader = join(FOLDER, "load.mjs");
  writeFileSync(loader, "export const load = (name) => import(name);\n");
  const { load } = await import(pathToFileURL(loader).href);
  const into = (/** @type {string} */ project, /** @type {string[]} */ ...names) => {
    for (const name of names) {
      const link = join(project, "node_modules", name);
      if (!existsSync(link)) symlinkSync(join(FOLDER, "node_modules", name), link);
    }
  };
  return Object.assign(load, { path: createRequire(loader).resolve, into });
}

/**
 * Buys on a page with each SDK of the entry.
 *
 * @param {string} url of the page
 * @param {Entry} entry
 * @param {{ browser: import("playwright-core").Browser, sandbox: import("klarna-sandbox").Sandbox }} world
 * @returns {Promise<string[]>} what is wrong
 */
async function buy(url, entry, { browser, sandbox }) {
  sandbox.reset();
  const context = await browser.newContext();
  await klarnaIn(context, sandbox);
  sandbox.configure({ journey: "instant" });
  const page = await context.newPage();
  /** @type {string[]} */
  const wrong = [];
  /** @type {string[]} */
  const modules = [];
  page.on("console", (message) => message.type() !== "debug" && wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("response", (response) => {
    if (/\.wasm\b/.test(response.url())) modules.push(`${response.url()}: ${response.status()}`);
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

/**
 * @param {Tool} tool
 * @param {Entry} entry
 * @param {{ load: import("./tools.js").Load, project: Awaited<ReturnType<typeof createProject>>,
 *   browser: import("playwright-core").Browser, sandbox: import("klarna-sandbox").Sandbox }} world
 * @param {boolean} asDocumented with what `www/docs/bundlers.md` says of the tool
 * @returns {Promise<string[]>} what is wrong
 */
async function tryTool(tool, entry, world, asDocumented) {
  const { project, load, sandbox } = world;
  const { recipe } = tool;
  const { clientId } = sandbox.credentials;
  for (const name of ["dist", "index.html", ".vite"])
    rmSync(join(project.folder, name), { recursive: true, force: true });
  project.write("main.js", script(entry, clientId, asDocumented && recipe === "name"));
  /** @type {import("./tools.js").Served | undefined} */
  let served;
  const shop = await Shop.open(sandbox);
  try {
    served = await tool.make(project.folder, { load, asDocumented, shopUrl: shop.url });
    if (asDocumented && (recipe === "copy" || recipe === "name"))
      for (const sdk of SDKS[entry])
        cpSync(
          join(project.installed, "pkg", FILES[sdk]),
          join(project.folder, "dist", FILES[sdk]),
        );
    if ("pages" in served) shop.pages = served.pages;
    return await buy("url" in served ? served.url : shop.url, entry, world);
  } catch (error) {
    const { stderr = "" } = /** @type {{ stderr?: string }} */ (error);
    const [first] = (stderr.trim() || String(error)).split("\n");
    return [`not built: ${first}`];
  } finally {
    shop.close();
    await served?.close?.();
  }
}

/** How much is bundled of a page that asks of an error whether it is the package's, and nothing else. In bytes. */
async function withoutModule() {
  project.write("main.js", 'export { isKlarnaError } from "klarna-payments-wasm";');
  const { build } = await load("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: project.folder,
    entryPoints: ["main.js"],
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
  });
  return outputFiles[0].contents.length;
}

const load = await install();
const project = await createProject();
const sandbox = await startSandbox({ seed: 1 });
const browser = await chromium.launch({
  executablePath: String(findEngine("chromium")?.browser),
  args: ["--no-sandbox"],
});
/** @type {string[]} */
const problems = [];
const column = (/** @type {string} */ text) => text.padEnd(22);
console.log(`${"".padEnd(30)}${ENTRIES.map(column).join("")}`);
for (const tool of TOOLS.filter(({ name }) => name.toLowerCase().includes(word.toLowerCase()))) {
  const results = [];
  for (const entry of ENTRIES) {
    const world = { load, project, browser, sandbox };
    let wrong = await tryTool(tool, entry, world, false);
    let result = "bought";
    if (
      wrong.length > 0 &&
      tool.recipe &&
      (tool.recipe === "exports" || WITH_FILES.includes(entry))
    ) {
      wrong = await tryTool(tool, entry, world, true);
      result = `by: ${tool.recipe}`;
    }
    results.push(wrong.length === 0 ? result : "✗");
    for (const one of wrong) problems.push(`${tool.name}, ${tool.mode}, "${entry}": ${one}`);
  }
  console.log(`${`${tool.name}, ${tool.mode}`.padEnd(30)}${results.map(column).join("")}`);
}
if (word === "" || "tree shaking".includes(word)) {
  const size = await withoutModule();
  console.log(`isKlarnaError alone: ${size} bytes`);
  if (size > LEAN) problems.push("isKlarnaError alone brings more of the package along");
}
for (const problem of problems) console.log(problem);
await browser.close();
await sandbox.close();
project.remove();
process.exit(problems.length === 0 ? 0 : 1);
