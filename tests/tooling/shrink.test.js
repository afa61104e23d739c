import assert from "node:assert/strict";
import { test } from "node:test";
import { renameInGlue } from "../../.tooling/shrink.js";

const glue = `import * as import1 from "./snippets/a/inline0.js"
function __wbg_get_imports() {
    const import0 = {
        __proto__: null,
        __wbg_new_1f: function() {
            return wasm.memory.buffer;
        },
        __wbg_new_1f2: (arg0) => wasm.run(arg0),
    };
    return {
        __proto__: null,
        "./x_bg.js": import0,
        "./snippets/a/inline0.js": import1,
    };
}
`;
const names = {
  imports: /** @type {[string, string, string][]} */ ([
    ["./x_bg.js", "__wbg_new_1f", "a"],
    ["./snippets/a/inline0.js", "importModule", "b"],
    ["./x_bg.js", "__wbg_new_1f2", "c"],
  ]),
  exports: /** @type {[string, string][]} */ ([
    ["memory", "d"],
    ["run", "e"],
  ]),
};

test("the JavaScript offers its functions to the module under the short names", () => {
  const renamed = renameInGlue(glue, names);
  assert.match(renamed, /^ {8}a: function/m);
  assert.match(renamed, /^ {8}c: \(arg0\)/m);
  assert.doesNotMatch(renamed, /__wbg_new/);
});

test("the JavaScript calls the module by the short names", () => {
  const renamed = renameInGlue(glue, names);
  assert.match(renamed, /wasm\.d\.buffer/);
  assert.match(renamed, /wasm\.e\(arg0\)/);
});

test("functions of snippets come with the others in one object", () => {
  assert.match(
    renameInGlue(glue, names),
    /return \{\n\s+__proto__: null,\n\s+a: Object\.assign\(import0, \{ b: import1\.importModule \}\),\n\s+\};/,
  );
});

test("a name that only one side has stops the build", () => {
  assert.throws(() => renameInGlue(glue, { ...names, exports: [["memory", "d"]] }), /run/);
  assert.throws(
    () => renameInGlue(glue, { ...names, imports: [["./x_bg.js", "__wbg_gone_22", "a"]] }),
    /__wbg_gone_22/,
  );
  assert.throws(
    () => renameInGlue(glue, { ...names, imports: [["./snippets/b.js", "f", "a"]] }),
    /snippets\/b\.js/,
  );
});
