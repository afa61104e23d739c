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

/** Where a binding asks for the package. */
const PACKAGE = /^\.\.\/(payments|web-sdk)\.js$/;

/** The page has it. @type {import("esbuild").Plugin} */
const served = {
  name: "served",
  setup: ({ onResolve }) =>
    onResolve({ filter: PACKAGE }, ({ path }) => ({
      path: path.replace("..", "/pkg"),
      external: true,
    })),
};

/** Nobody has it: in a unit test there are stand-ins. @type {import("esbuild").Plugin} */
const absent = {
  name: "absent",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: PACKAGE }, ({ path }) => ({ path, namespace: "absent" }));
    onLoad({ filter: /./, namespace: "absent" }, () => ({
      contents: "export let loadKlarnaPayments, loadKlarnaWebSdk;",
    }));
  },
};

/** @type {import("esbuild").BuildOptions} */
const OPTIONS = {
  absWorkingDir: import.meta.dirname,
  bundle: true,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  conditions: ["browser"],
  mainFields: ["browser", "module", "main"],
  define: { "process.env.NODE_ENV": '"development"', __VUE_OPTIONS_API__: "true" },
  write: false,
  logLevel: "error",
};

/** @param {import("esbuild").BuildOptions} options @param {import("esbuild").Plugin} [core] */
async function bundle(options, core = served) {
  const { outputFiles } = await build({ ...OPTIONS, ...options, plugins: [svelte, core] });
  return outputFiles?.[0]?.text ?? "";
}

/**
 * @param {string} script a file of the folder `page`
 * @param {{ alias?: Record<string, string>, isUnitTest?: boolean }} [options] packages in place of others; whether it is to do
 *   without this one
 * @returns {Promise<string>} an ES module
 */
export const bundlePage = (script, { alias = {}, isUnitTest = false } = {}) =>
  bundle({ entryPoints: [join(PAGES, script)], alias }, isUnitTest ? absent : served);

/**
 * @param {string} contents TypeScript with JSX
 * @returns {Promise<string>} an ES module
 */
export const bundleSource = (contents) =>
  bundle({ stdin: { contents, loader: "tsx", resolveDir: PAGES } });
