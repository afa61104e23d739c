import assert from "node:assert/strict";
import { test } from "node:test";
import { testFiles } from "../../.tooling/test-files.js";

const ofThePackage = await testFiles("package");
const withBrowsers = await testFiles("browser");
const others = await testFiles("plain");

test("a test that opens a browser, itself or through a module of its own, is told from one that does not", () => {
  assert.ok(withBrowsers.includes("tests/tooling/browsers.test.js"));
  assert.ok(withBrowsers.includes("tests/shop/pages.test.js"));
  assert.ok(others.includes("tests/tooling/counts.test.js"));
});

test("no test is left out or run twice", () => {
  const all = [...ofThePackage, ...withBrowsers, ...others];
  assert.equal(new Set(all).size, all.length);
  for (const file of ["tests/package/package.test.js", "tests/tooling/test-files.test.js"]) {
    assert.ok(all.includes(file));
  }
});
