import assert from "node:assert/strict";
import { it } from "node:test";
import { inEnginesOfTier } from "./visit.js";

/** What older browsers have not, by which the oldest that will do are known, and where it is. */
const MISSING = /** @type {const} */ ([
  ["references in WebAssembly, as Chromium before 96", "WebAssembly", "compile", "instantiate"],
  ["Object.hasOwn, as Firefox before 92 and Safari before 15.4", "Object", "hasOwn"],
]);

inEnginesOfTier("A page in a browser without", (visit) => {
  for (const [feature, owner, ...names] of MISSING)
    it(`${feature}, is told so by each call, and is whole`, async () => {
      for (const entry of /** @type {const} */ (["index", "payments"])) {
        await visit().open();
        const told = await visit().run(
          async (entry, owner, names) => {
            const { preload } = await window.klarnaModule("pkg", entry);
            const object = /** @type {any} */ (window)[owner];
            const real = names.map((/** @type {string} */ name) => object[name]);
            const refuse = async () => {
              throw new WebAssembly.CompileError("invalid value type 'externref'");
            };
            // The driver's own scripts need it back.
            for (const name of names) object[name] = owner === "Object" ? undefined : refuse;
            if (owner === "WebAssembly") delete object.compileStreaming;
            const told = [
              await window.told(() => window.purchase({ entry })),
              await window.told(() => preload({ for: "payments" })),
            ];
            for (const [place, name] of names.entries()) object[name] = real[place];
            return told;
          },
          entry,
          owner,
          names,
        );
        for (const { failed } of told) {
          assert.deepEqual([failed?.code, failed?.retryable], ["WASM_LOAD_FAILED", false]);
          assert.match(failed?.message ?? "", /browser is too old/);
        }
        const { errors, rejections } = await visit().run(() => window.seen);
        assert.deepEqual([errors, rejections], [[], []]);
      }
    });
});
