// Tries one tool with one entry: builds the page, looks at what was built, and buys.

import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buy } from "./buy.js";
import { age, modulesIn, OLD } from "./package-state.js";
import { COMPAT, FILES, SDKS, script } from "./page.js";
import { Shop } from "./shop.js";

/** @typedef {import("./page.js").Entry} Entry */
/** @typedef {import("./tools.js").Tool} Tool */

/**
 * @typedef {import("./buy.js").World & {
 *   load: import("./tools.js").Load,
 *   project: Awaited<ReturnType<typeof import("../package/outside-project.js").createProject>>
 * }} World
 */

/** Those whose WebAssembly is a file beside the JavaScript: some tools need the line that the docs have for them. @type {Entry[]} */
export const WITH_FILES = ["./external", "./payments/external", "./web-sdk/external"];

/**
 * Buys, and with the entries that have plain JavaScript to fall back on also where there is no WebAssembly.
 *
 * @param {string} url
 * @param {Entry} entry
 * @param {World} world
 * @param {string} [stale]
 */
export async function judge(url, entry, world, stale) {
  const wrong = await buy(url, entry, world, { ...(stale && { stale }) });
  if (wrong.length > 0 || !COMPAT[entry]) return wrong;
  const without = await buy(url, entry, world, { withoutWebAssembly: true });
  return without.map((one) => `without WebAssembly: ${one}`);
}

/**
 * With the entries for both SDKs there was an older version before, of which the tool may keep nothing.
 *
 * @param {Tool} tool
 * @param {Entry} entry
 * @param {World} world
 * @param {boolean} asDocumented with what `www/docs/bundlers.md` says of the tool
 * @returns {Promise<string[]>} what is wrong
 */
export async function tryTool(tool, entry, world, asDocumented) {
  const { project, load, sandbox } = world;
  const { recipe } = tool;
  const { clientId } = sandbox.credentials;
  for (const name of ["dist", "index.html", ".vite"])
    rmSync(join(project.folder, name), { recursive: true, force: true });
  project.write("main.js", script(entry, clientId, asDocumented && recipe === "name"));
  const shop = await Shop.open(sandbox);
  /** @param {boolean} isUpgraded @returns {Promise<string[]>} */
  const attempt = async (isUpgraded) => {
    /** @type {import("./tools.js").Served | undefined} */
    let served;
    try {
      served = await tool.make(project.folder, { load, asDocumented, shopUrl: shop.url });
      if (asDocumented && (recipe === "copy" || recipe === "name"))
        for (const sdk of SDKS[entry])
          cpSync(
            join(project.installed, "pkg", FILES[sdk]),
            join(project.folder, "dist", FILES[sdk]),
          );
      if ("pages" in served) shop.pages = served.pages;
      const url = "url" in served ? served.url : shop.url;
      if (!isUpgraded) return await buy(url, entry, world);
      const { output } = served;
      // What was copied beside the bundle is the shop's own doing, and what names the file's address may be without one.
      const isWhole = output && !(WITH_FILES.includes(entry) && /copy|name/.test(recipe ?? ""));
      const wrong = isWhole ? modulesIn(output, project.installed, [entry]) : [];
      return [...wrong, ...(await judge(url, entry, world, OLD))];
    } catch (error) {
      const { stderr = "" } = /** @type {{ stderr?: string }} */ (error);
      const [first] = (stderr.trim() || String(error)).split("\n");
      return [`not built: ${first}`];
    } finally {
      await served?.close?.();
    }
  };
  try {
    if (SDKS[entry].length > 1) {
      const upgrade = age(project);
      await attempt(false).finally(upgrade);
      // What was built is no cache.
      rmSync(join(project.folder, "dist"), { recursive: true, force: true });
    }
    return await attempt(true);
  } finally {
    shop.close();
  }
}
