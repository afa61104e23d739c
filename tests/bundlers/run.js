// Builds a shop's page with every tool that shops use, from the packed package, and buys with it in a browser.
//
//   npm run test:bundlers [-- vite next]   all tools, or those with one of these words in their names

import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { findEngine } from "../../.tooling/engines.js";
import { fingerprint, makeWhenStale } from "../../.tooling/stamp.js";
import { startSandbox } from "../../www/sandbox/index.js";
import { createProject, ROOT, run } from "../package/outside-project.js";
import { FRAMEWORKS, FrameworkShop, nameOf } from "./frameworks.js";
import { age, modulesIn, OLD } from "./package-state.js";
import { SDKS, script } from "./page.js";
import { Shop } from "./shop.js";
import { TOOLS } from "./tools.js";
import { judge, tryTool, WITH_FILES } from "./try.js";

/** @typedef {import("./page.js").Entry} Entry */
/** @typedef {import("./tools.js").Tool} Tool */

const ENTRIES = /** @type {Entry[]} */ (Object.keys(SDKS));
const FOLDER = join(ROOT, ".cache/bundlers");
/** A page that makes no purchase may bundle so many bytes of the package. */
const LEAN = 1_000;
const words = process.argv.slice(2);
const isWanted = (/** @type {{ name: string }} */ { name }) =>
  words.length === 0 || words.some((word) => name.toLowerCase().includes(word.toLowerCase()));

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

/**
 * One build of a framework, with a page for each entry.
 *
 * @param {import("./frameworks.js").Framework} framework
 * @returns {Promise<[string, string[]][]>} what is wrong, by entry
 */
async function tryFramework({ name, make, at = (page) => `/${page}/` }) {
  const { clientId } = sandbox.credentials;
  const scripts = Object.fromEntries(
    ENTRIES.map((entry) => [entry, script(entry, clientId, false)]),
  );
  const folder = join(FOLDER, "shops", name.toLowerCase().replace(/\W+/g, "-"));
  const shop = await Shop.open(sandbox);
  /** @type {import("./tools.js").Served | undefined} */
  let served;
  try {
    const files = new FrameworkShop(folder, project.installed, scripts);
    const help = { tools: FOLDER, shopUrl: shop.url };
    // As in a shop that is upgraded: what the framework keeps is of an older version.
    const upgrade = age(files);
    const before = await make(files, help).finally(upgrade);
    await before.close?.();
    served = await make(files, help);
    if ("pages" in served) shop.pages = served.pages;
    const origin = "url" in served ? served.url : shop.url;
    /** @type {[string, string[]][]} */
    const results = [];
    for (const entry of ENTRIES)
      results.push([entry, await judge(origin + at(nameOf(entry)), entry, world, OLD)]);
    const { output } = served;
    if (output) results[0]?.[1].push(...modulesIn(output, project.installed, ENTRIES));
    return results;
  } catch (error) {
    const { stderr = "", stdout = "" } = /** @type {{ stderr?: string, stdout?: string }} */ (
      error
    );
    const text = [stderr, stdout, String(error)].find((words) => words.trim() !== "") ?? "";
    return ENTRIES.map((entry) => [entry, [`not built: ${text.trim().slice(-600)}`]]);
  } finally {
    shop.close();
    await served?.close?.();
  }
}

const load = await install();
const project = await createProject();
const sandbox = await startSandbox({ seed: 1 });
const browser = await chromium.launch({
  executablePath: String(findEngine("chromium")?.browser),
  args: ["--no-sandbox"],
});
const world = { load, project, browser, sandbox };
/** @type {string[]} */
const problems = [];
const column = (/** @type {string} */ text) => text.padEnd(22);
/** @param {{ name: string, mode: string }} tool @param {string[]} results */
const row = ({ name, mode }, results) =>
  console.log(`${`${name}, ${mode}`.padEnd(30)}${results.map(column).join("")}`);
console.log(`${"".padEnd(30)}${ENTRIES.map(column).join("")}`);
for (const tool of TOOLS.filter(isWanted)) {
  const results = [];
  for (const entry of ENTRIES) {
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
  row(tool, results);
}
for (const framework of FRAMEWORKS.filter(isWanted)) {
  const results = await tryFramework(framework);
  const bought = (/** @type {string} */ entry) =>
    framework.recipe && WITH_FILES.includes(/** @type {Entry} */ (entry))
      ? `by: ${framework.recipe}`
      : "bought";
  row(
    framework,
    results.map(([entry, wrong]) => (wrong.length === 0 ? bought(entry) : "✗")),
  );
  for (const [entry, wrong] of results)
    for (const one of wrong)
      problems.push(`${framework.name}, ${framework.mode}, "${entry}": ${one}`);
}
if (isWanted({ name: "tree shaking" })) {
  const size = await withoutModule();
  console.log(`isKlarnaError alone: ${size} bytes`);
  if (size > LEAN) problems.push("isKlarnaError alone brings more of the package along");
}
for (const problem of problems) console.log(problem);
await browser.close();
await sandbox.close();
project.remove();
process.exit(problems.length === 0 ? 0 : 1);
