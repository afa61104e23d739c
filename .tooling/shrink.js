// Makes the compiled module smaller: optimises it, then shortens the names that it and its JavaScript share.

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "./environment.js";
import { run } from "./process.js";

/** One of binaryen's programs, with what follows it. @param {string} name @param {string[]} args */
export const binaryen = (name, ...args) =>
  run(process.execPath, [join(ROOT, "node_modules/binaryen/bin", name), ...FEATURES, ...args]);

/** What the Rust compiler uses. Named one by one: "all features" writes modules that no browser takes. */
const FEATURES = [
  "bulk-memory",
  "bulk-memory-opt",
  "multivalue",
  "mutable-globals",
  "nontrapping-float-to-int",
  "reference-types",
  "sign-ext",
].map((feature) => `--enable-${feature}`);

/**
 * The names that wasm-opt gave: `[module, name, short]` for an import, `[name, short]` for an export.
 *
 * @typedef {{ imports: [string, string, string][], exports: [string, string][] }} Names
 */

/**
 * Shrink a module and its JavaScript, in place.
 *
 * @param {string} wasm path of the module
 * @param {string} glue path of the JavaScript that wasm-bindgen wrote for it
 * @param {string[]} [last] what only WebAssembly gains from
 */
export async function shrink(wasm, glue, last = ["--dealign", "--reorder-locals"]) {
  const optimize = [
    // Control flow made anew comes out more alike than the compiler's, and compresses better.
    ...["--flatten", "--rereloop", "-Os", "-Oz", "-Oz"],
    // Large functions stay apart even when they have one caller, for the same reason.
    "--one-caller-inline-max-function-size=100",
    "--always-inline-max-function-size=5",
    // The far end of the stack lies there; whatever came so far down would be about to overflow.
    "--low-memory-unused",
    ...[...last, `--symbolmap=${dirname(wasm)}.symbols`],
  ];
  const strip = ["--strip-debug", "--strip-producers", "--strip-target-features"];
  await binaryen("wasm-opt", ...optimize, ...strip, wasm, "-o", wasm);
  // On its own: together with other passes it may run twice, and its map be wrong.
  const rename = "--minify-imports-and-exports-and-modules";
  const names = await binaryen("wasm-opt", rename, wasm, "-o", wasm);
  writeFileSync(glue, renameInGlue(readFileSync(glue, "utf8"), JSON.parse(names)));
}

/**
 * Let wasm-bindgen's JavaScript use the short names.
 *
 * The module then imports everything from one object, also what comes from snippets.
 *
 * @param {string} source
 * @param {Names} names
 * @returns {string}
 * @throws {Error} when the JavaScript does not look as expected
 */
export function renameInGlue(source, { imports, exports }) {
  const short = new Map(exports);
  let renamed = source.replace(/\bwasm\.([\w$]+)/g, (_, name) => {
    const found = short.get(name);
    if (found === undefined) throw new Error(`the module does not export ${name}`);
    return `wasm.${found}`;
  });
  const objects = new Map(
    [...source.matchAll(/^ {8}"([^"]+)": (import\d+),$/gm)].map(([, module, name]) => [
      module,
      name,
    ]),
  );
  const [own] = objects.values();
  const foreign = [];
  for (const [module, name, to] of imports) {
    const object = objects.get(module);
    if (object === undefined)
      throw new Error(`the JavaScript has nothing for the module ${module}`);
    if (object !== own) {
      foreign.push(`${to}: ${object}.${name}`);
      continue;
    }
    const key = new RegExp(`^( {8})${pattern(name)}: `, "m");
    if (!key.test(renamed)) throw new Error(`the JavaScript does not define ${name}`);
    renamed = renamed.replace(key, `$1${to}: `);
  }
  const together = foreign.length > 0 ? `Object.assign(${own}, { ${foreign.join(", ")} })` : own;
  const table = /^( {8})"[^"]+": import\d+,\n(?: {8}"[^"]+": import\d+,\n)*/m;
  return renamed.replace(table, `$1a: ${together},\n`);
}

/** @param {string} text */
const pattern = (text) => text.replace(/[$.*+?^()[\]{}|\\]/g, "\\$&");
