// The syntax of what pages get: tools and browsers that know no newer one can read it.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "acorn";
import { filesIn, ROOT } from "./outside-project.js";

const FOLDER = process.env.PACKAGE_FOLDER ?? join(ROOT, "pkg");
/** For Node alone. */
const OF_SERVERS = ["sandbox.js"];

test("every file of JavaScript that a page may get is written in ES2020", () => {
  const names = filesIn(FOLDER).filter(
    (name) => /\.c?js$/.test(name) && !OF_SERVERS.includes(name),
  );
  assert.ok(names.includes("payments.js") && existsSync(join(FOLDER, "bindings/react.cjs")));
  const newer = names.flatMap((name) => {
    try {
      parse(readFileSync(join(FOLDER, name), "utf8"), { ecmaVersion: 2020, sourceType: "module" });
      return [];
    } catch (error) {
      return [`${name}: ${/** @type {Error} */ (error).message}`];
    }
  });
  assert.deepEqual(newer, []);
});
