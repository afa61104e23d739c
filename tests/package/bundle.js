// What a shop's bundler and web server make of a file: minified, then compressed as well as can be.

import { dirname } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

/**
 * A module and what it imports, as one minified module. Assets that it names, and chunks with WebAssembly that it imports when they
 * are wanted, stay files beside it.
 *
 * @param {string} entry its path
 * @param {string} [names] what a page imports of it; without, all that it exports
 * @returns {Promise<Uint8Array>}
 */
export async function bundle(entry, names) {
  if (names === undefined) return bundled({ entryPoints: [entry] });
  const contents = `export { ${names} } from ${JSON.stringify(entry)};`;
  return bundleText(contents, dirname(entry));
}

/**
 * The same of a module that is in no file.
 *
 * @param {string} contents
 * @param {string} resolveDir the folder that what it imports is relative to
 */
export const bundleText = (contents, resolveDir) => bundled({ stdin: { contents, resolveDir } });

/** @param {import("esbuild").BuildOptions} entry */
async function bundled(entry) {
  // Imported late: the set-up may have to install it first.
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    ...entry,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
    logLevel: "error",
    plugins: [{ name: "chunks", setup: keepChunks }],
  });
  return /** @type {import("esbuild").OutputFile} */ (outputFiles[0]).contents;
}

/** @param {import("esbuild").PluginBuild} build */
function keepChunks({ onResolve }) {
  onResolve({ filter: /_text\.js$/ }, ({ kind, path }) =>
    kind === "dynamic-import" ? { path, external: true } : undefined,
  );
}

/** @param {Uint8Array} content */
export function brotli(content) {
  return brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
}
