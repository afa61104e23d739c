import assert from "node:assert/strict";
import { test } from "node:test";
import { withOwnLoader } from "../../.tooling/loader.js";

const glue = `let wasm;
function makeClosure(arg0, arg1, f) {
    const state = { a: arg0, b: arg1, cnt: 1 };
    return (...args) => {
        return f(state.a, state.b, ...args);
    };
}
export const closure = (f) => makeClosure("a", "b", f);
function __wbg_get_imports() {
    return { a: { f: () => 7 } };
}
function __wbg_finalize_init(instance, module) {
    wasm = instance.exports;
    return wasm;
}
async function __wbg_load(module, imports) {
    return fetch(module);
}
function initSync(module) {}
async function __wbg_init(module_or_path) {}

export { initSync, __wbg_init as default };
`;

/** It imports the function `f` of `a`, and does no more. */
const MODULE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 2, 7, 1, 1, 97, 1, 102, 0, 0],
  ...[7, 5, 1, 1, 103, 0, 0],
);

/** Lets everything pass, and keeps what makes the loader forget an instance. */
const guards = () => {
  const guard = (/** @type {() => void} */ forget) => {
    guard.forget = forget;
    const enter = (/** @type {object} */ exports) => ({
      ...exports,
      over: (/** @type {unknown} */ answer) => answer || "over",
    });
    return { leave: (/** @type {object} */ imports) => imports, enter };
  };
  guard.forget = () => {};
  return guard;
};

/** @param {string} source */
const imported = (source) => import(`data:text/javascript,${encodeURIComponent(source)}`);

test("the JavaScript instantiates a compiled module once, and fetches nothing", async () => {
  const source = withOwnLoader(glue);
  assert.doesNotMatch(source, /fetch|initSync/);
  const { default: initialize } = await imported(source);
  const module_or_path = await WebAssembly.compile(MODULE);
  const exports = await initialize({ module_or_path }, guards());
  assert.equal(exports.g(), 7);
  assert.equal(await initialize({ module_or_path }, guards()), exports);
});

test("a function belongs to the instance that made it, and is not called with another", async () => {
  const source = `${withOwnLoader(glue)}\n// one more instance`;
  const { default: initialize, closure } = await imported(source);
  const module_or_path = await WebAssembly.compile(MODULE);
  const guard = guards();
  const first = await initialize({ module_or_path }, guard);
  const called = closure((/** @type {unknown[]} */ ...args) => args);
  assert.deepEqual(called(1), ["a", "b", 1]);
  guard.forget();
  assert.notEqual(await initialize({ module_or_path }, guard), first);
  assert.equal(called(1), "over");
});

test("after a failure it instantiates anew", async () => {
  const { default: initialize } = await imported(`${withOwnLoader(glue)}\n// another instance`);
  await assert.rejects(initialize({ module_or_path: 7 }, guards()), TypeError);
  assert.ok(await initialize({ module_or_path: await WebAssembly.compile(MODULE) }, guards()));
});

test("a JavaScript of another form is refused", () => {
  assert.throws(() => withOwnLoader("export default 7;"), /no loader/);
});
