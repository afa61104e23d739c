// Bundles a script for a test page, as a shop's bundler does: the package itself is imported from where the page's server has
// it, and is no part of the bundle.

import { join } from "node:path";
import { build } from "esbuild";
import { compileModule } from "svelte/compiler";

const PAGES = join(import.meta.dirname, "page");

/** Svelte's runes are words of its compiler's. @type {import("esbuild").Plugin} */
const svelte = {
  name: "svelte",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.svelte\.js$/ }, async ({ path: filename }) => {
      const { readFile } = await import("node:fs/promises");
      const source = await readFile(filename, "utf8");
      return { contents: compileModule(source, { filename, generate: "client" }).js.code };
    }),
};

/**
 * @param {string} script a file of the folder `page`
 * @param {{ alias?: Record<string, string> }} [options] packages in place of others
 * @returns {Promise<string>} an ES module
 */
export async function bundlePage(script, { alias = {} } = {}) {
  const { outputFiles } = await build({
    entryPoints: [join(PAGES, script)],
    bundle: true,
    format: "esm",
    target: "es2022",
    conditions: ["browser"],
    mainFields: ["browser", "module", "main"],
    define: { "process.env.NODE_ENV": '"development"', __VUE_OPTIONS_API__: "true" },
    alias,
    external: ["/pkg/*"],
    plugins: [svelte],
    write: false,
    logLevel: "error",
  });
  return /** @type {import("esbuild").OutputFile} */ (outputFiles[0]).text;
}
