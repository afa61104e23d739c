// Replaces the loader that wasm-bindgen writes, which fetches, compiles and warns: `src/export/wasm-module.js` does that, and
// hands over a compiled module.

/** From the first function of wasm-bindgen's loader to what it exports. */
const LOADER =
  /^async function __wbg_load\([\s\S]*^export \{ initSync, __wbg_init as default \};$/m;

const OWN = `let initializing;
export default function initialize({ module_or_path: module }) {
    initializing = initializing ?? WebAssembly.instantiate(module, __wbg_get_imports()).then(
        (instance) => __wbg_finalize_init(instance, module),
        (failure) => {
            initializing = undefined;
            throw failure;
        },
    );
    return initializing;
}`;

/**
 * @param {string} glue the JavaScript that wasm-bindgen wrote
 * @param {string} [loader]
 * @returns {string}
 * @throws {Error} when it does not look as expected
 */
export function withOwnLoader(glue, loader = OWN) {
  if (!LOADER.test(glue)) throw new Error("the JavaScript has no loader to replace");
  return glue.replace(LOADER, () => loader);
}
