import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "../../.tooling/environment.js";
import { MUTATIONS } from "../e2e/mutations.js";

/** @param {string} path */
const read = (path) => readFileSync(join(ROOT, path), "utf8");

test("each mutation can still be made, and the test that has to notice it is there", () => {
  for (const { name, file, from, test: path, pattern } of MUTATIONS) {
    assert.equal(read(file).split(from).length, 2, `${name}: ${file} has changed`);
    assert.ok(read(path).includes(pattern), `${name}: ${path} has changed`);
  }
});
