// Replaces the loader that wasm-bindgen writes, which fetches, compiles and warns: `src/export/wasm-module.js` does that, and
// hands over a compiled module, and what guards its borders: a function belongs to the instance that made it.

/** From the first function of wasm-bindgen's loader to what it exports. */
const LOADER =
  /^async function __wbg_load\([\s\S]*^export \{ initSync, __wbg_init as default \};$/m;

const OWN = `let initializing;
export default function initialize({ module_or_path: module }, guard) {
    const { leave, enter } = guard(() => (initializing = undefined));
    return (initializing = initializing ?? WebAssembly.instantiate(module, leave(__wbg_get_imports()))
        .then(({ exports }) => __wbg_finalize_init({ exports: enter(exports) }, module))
        .catch((failure) => { initializing = undefined; throw failure; }));
}`;

/**
 * @param {string} glue the JavaScript that wasm-bindgen wrote
 * @param {string} [loader]
 * @returns {string}
 * @throws {Error} when it does not look as expected
 */
export function withOwnLoader(glue, loader = OWN) {
  if (!LOADER.test(glue)) throw new Error("the JavaScript has no loader to replace");
  return glue
    .replace(LOADER, () => loader)
    .replaceAll("cnt: 1 }", "cnt: 1, wasm }")
    .replaceAll(/wasm\.[\w$]+\(state\.a/g, "state.$&")
    .replaceAll(/return (f\(.*\));/g, "return state.wasm.over(state.wasm === wasm && $1);");
}
