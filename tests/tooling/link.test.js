import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { customSection, nameBuild } from "../../.tooling/link.js";

/** The smallest module. */
const EMPTY = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/** @param {Uint8Array} wasm @param {string} js */
function named(wasm, js) {
  const folder = mkdtempSync(join(tmpdir(), "link-"));
  const [module, glue] = [join(folder, "a.wasm"), join(folder, "a.js")];
  writeFileSync(module, wasm);
  writeFileSync(glue, js);
  nameBuild(module, glue, "1.2.3 both");
  const { build = "" } = /build = "(?<build>.*)"/.exec(readFileSync(glue, "utf8"))?.groups ?? {};
  const [section = new ArrayBuffer(0)] = WebAssembly.Module.customSections(
    new WebAssembly.Module(readFileSync(module)),
    "build",
  );
  rmSync(folder, { recursive: true });
  return { build, inModule: new TextDecoder().decode(section) };
}

test("a module and its JavaScript get the same name, which people can read", () => {
  const { build, inModule } = named(EMPTY, "export {};");
  assert.equal(build, inModule);
  assert.match(build, /^1\.2\.3 both [0-9a-f]{12}$/);
});

test("another module, or other JavaScript, has another name", () => {
  const other = Buffer.concat([EMPTY, customSection("x", "y")]);
  const names = [named(EMPTY, ""), named(other, ""), named(EMPTY, "1;")].map(({ build }) => build);
  assert.equal(new Set(names).size, 3);
});

test("a section may be longer than a size of one byte can say", () => {
  const long = "x".repeat(300);
  const module = new WebAssembly.Module(Buffer.concat([EMPTY, customSection("build", long)]));
  const [section] = WebAssembly.Module.customSections(module, "build");
  assert.equal(new TextDecoder().decode(section), long);
});
