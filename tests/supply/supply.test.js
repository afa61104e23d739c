import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "../../.tooling/environment.js";
import { ask } from "../../.tooling/process.js";
import { bill } from "./bill.js";
import { crates, isAllowed, npmPackages } from "./supply.js";

/** What may be in a shop's page or on its server: no word of what has to be published in turn. */
const SHIPPED = new Set([
  ...["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0"],
  ...["BlueOak-1.0.0", "CC0-1.0", "Unicode-3.0", "Unlicense", "Zlib"],
]);
/** Of tools as well: nothing of theirs is in what we publish. */
const TOOLS = new Set([...SHIPPED, "MPL-2.0", "CC-BY-4.0", "Python-2.0"]);

/** Tools whose `package.json` is silent: what lies beside it says MIT. */
const SILENT = ["@vue/compiler-sfc 2.7.16", "css-value 0.0.1"];

const KINDS = { crates: crates(), "npm packages": npmPackages() };

/** @param {import("./supply.js").Part[]} parts */
const names = (parts) => parts.map(({ name, version, licence }) => `${name} ${version} ${licence}`);

for (const [kind, parts] of Object.entries(KINDS)) {
  test(`all ${kind} are known by their hash and come from the public registry`, () => {
    assert.ok(parts.length > 40, `${parts.length}`);
    assert.deepEqual(names(parts.filter(({ hash, isPublic }) => !hash || !isPublic)), []);
  });

  test(`all ${kind} have terms that a shop can live with`, () => {
    const shipped = parts.filter(({ isShipped }) => isShipped);
    assert.ok(shipped.length > 5, `${shipped.length} are shipped`);
    assert.deepEqual(names(shipped.filter(({ licence }) => !isAllowed(licence, SHIPPED))), []);
    const others = parts.filter(({ licence }) => !isAllowed(licence, TOOLS));
    const silent = SILENT.map((name) => `${name} undefined`);
    assert.deepEqual(names(others).sort(), kind === "crates" ? [] : silent);
  });
}

test("nothing is in the module twice, in two versions", () => {
  const shipped = KINDS.crates.filter(({ isShipped }) => isShipped).map(({ name }) => name);
  assert.deepEqual(shipped, [...new Set(shipped)]);
});

test("the bill of the module names each crate with its version, terms and hash", () => {
  const { components } = bill();
  assert.ok(components.some(({ purl }) => purl === "pkg:cargo/wasm-bindgen@0.2.130"));
  for (const { hashes, licenses } of components) {
    assert.match(hashes[0]?.content ?? "", /^[0-9a-f]{64}$/);
    assert.ok(licenses[0]?.expression);
  }
});

test("nothing that npm brings runs a script when it is installed", () => {
  // Whatever the person or the machine has set.
  const alone = ["--prefix", ROOT, "--userconfig", join(ROOT, "none")];
  assert.equal(ask("npm", ["config", "get", "ignore-scripts", ...alone]), "true");
});

test("of a choice of licences one has to be allowed, of several all", () => {
  const may = (/** @type {string | undefined} */ text) => isAllowed(text, SHIPPED);
  assert.deepEqual(
    [undefined, "", "GPL-3.0-only", "MIT AND GPL-3.0-only", "(MIT OR", "MIT MIT"].map(may),
    Array(6).fill(false),
  );
  assert.deepEqual(
    ["MIT", "GPL-3.0-only OR MIT", "(MIT OR GPL-2.0-only) AND (Zlib OR GPL-2.0-only)"].map(may),
    Array(3).fill(true),
  );
});
