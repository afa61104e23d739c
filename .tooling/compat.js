// The crate as plain JavaScript, for pages where WebAssembly cannot run: what the compiler has made for the module, turned
// into JavaScript by binaryen. No second build: only what JavaScript has no means for is taken out.

import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bindgenProgram, CRATE } from "./environment.js";
import { customSection } from "./link.js";
import { withOwnLoader } from "./loader.js";
import { run } from "./process.js";
import { binaryen, shrink } from "./shrink.js";

/** Conversions of numbers that keep within bounds, which JavaScript has none of, by those that do not. */
export const CONVERSIONS = `
(func $i32.trunc_sat_f64_u (param f64) (result i32)
  (if (result i32) (f64.gt (local.get 0) (f64.const -1))
    (then (if (result i32) (f64.lt (local.get 0) (f64.const 4294967296))
      (then (i32.trunc_f64_u (local.get 0))) (else (i32.const -1))))
    (else (i32.const 0))))
(func $i64.trunc_sat_f64_s (param f64) (result i64)
  (if (result i64) (f64.lt (f64.abs (local.get 0)) (f64.const 9223372036854775808))
    (then (i64.trunc_f64_s (local.get 0)))
    (else (if (result i64) (f64.gt (local.get 0) (f64.const 0))
      (then (i64.const 9223372036854775807))
      (else (if (result i64) (f64.lt (local.get 0) (f64.const 0))
        (then (i64.const -9223372036854775808)) (else (i64.const 0))))))))`;

/** How many of the page's objects are always there; wasm-bindgen writes it where it has references, and else leaves this. */
const COUNT =
  /\(import "__wbindgen_externref_xform__" "__wbindgen_externref_statics_end" \(func (\$"[^"]*"|\$\S+).*\n/;

/**
 * @param {string} compiled path of what the compiler made
 * @param {string} folder for what comes between
 * @returns {Promise<string>} a module whose default export calls what the WebAssembly exports, by its name
 * @throws {Error} when something does not look as expected
 */
export async function asJavaScript(compiled, folder) {
  const wasm = join(folder, `${CRATE}_bg.wasm`);
  const glue = join(folder, `${CRATE}.js`);
  mkdirSync(folder, { recursive: true });
  // Without references wasm-bindgen keeps the page's objects in a list of its own.
  await binaryen("wasm-opt", "-g", "--strip-target-features", compiled, "-o", wasm);
  appendFileSync(wasm, customSection("target_features", "\0"));
  const into = ["--target", "web", "--no-typescript", "--out-dir", folder, "--out-name", CRATE];
  await run(bindgenProgram(), [wasm, ...into]);
  await binaryen("wasm-opt", "-g", "-S", wasm, "-o", wasm);
  const count = /if \(idx < (\d+)\) return;/.exec(readFileSync(glue, "utf8"))?.[1];
  let names = CONVERSIONS;
  const text = readFileSync(wasm, "utf8")
    .replaceAll(/\((i\d\d\.trunc_sat_f\d\d_[su])/g, "(call $$$1")
    .replace(COUNT, (_, name) => {
      names += `(func ${name} (result i32) (i32.const ${count}))`;
      return "";
    });
  writeFileSync(wasm, text.replace(/\)\s*$/, `${names})`));
  // What is not aligned, JavaScript reads byte by byte.
  await shrink(wasm, glue, []);
  await binaryen("wasm2js", "-Oz", wasm, "-o", `${wasm}.js`);
  // A module of its own, which runs on import, becomes a function that takes what it needs.
  const code = readFileSync(`${wasm}.js`, "utf8").replace(
    /^import .*$|^var retasmFunc = [\s\S]*/gm,
    "",
  );
  const { build } = await import("esbuild");
  // All in one file, so that a bundler puts none of it into what every page gets.
  const made = await build({
    stdin: { contents: inJavaScript(readFileSync(glue, "utf8")) + code, resolveDir: folder },
    ...{ bundle: true, minify: true, format: "esm", target: "es2020", write: false },
  });
  // esbuild has dropped what tells a shop's bundler to leave the address of Klarna's module alone.
  const ignored = "import(/* webpackIgnore: true */ /* @vite-ignore */ ";
  return String(made.outputFiles?.[0]?.text).replaceAll("import(", ignored);
}

/**
 * wasm-bindgen's JavaScript for a memory that grows by becoming another one: a view goes on showing the old one. The instance is
 * made on the first call.
 *
 * @param {string} glue
 */
function inJavaScript(glue) {
  const memory = /wasm\.\w+\.buffer/.exec(glue)?.[0];
  const acts = Array.from(glue.matchAll(/^export function (\w+)\(options\b/gm), ([, name]) => name);
  const stale = /(cached\w+)(\.byteLength === 0|\.buffer\.detached === true \|\| \(.*\))(?=\))/g;
  const views = glue.match(/^let cached\w+Memory0 /gm);
  if (!memory || !acts[0] || glue.match(stale)?.length !== views?.length)
    throw new Error("the JavaScript lacks the functions, the memory or the views");
  const loader = `let instance;
export default (guard, act, ...given) => {
    const { leave, enter } = guard(() => (instance = undefined));
    wasm = instance ??= enter(asmFunc(leave(__wbg_get_imports())));
    return wasm.over({ ${acts} }[act](...given));
};
`;
  return withOwnLoader(glue, loader)
    .replace(/^import .* from "__wbindgen_externref_xform__".*$/m, "")
    .replaceAll(/^export function/gm, "function")
    .replaceAll(stale, `$1.buffer !== ${memory}`);
}
