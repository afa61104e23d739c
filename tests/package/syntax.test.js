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
const names = filesIn(FOLDER).filter((name) => /\.c?js$/.test(name) && !OF_SERVERS.includes(name));

test("bundlers leave alone what is imported from an address that the page alone knows", () => {
  let found = 0;
  for (const name of names) {
    const source = readFileSync(join(FOLDER, name), "utf8");
    for (const [call] of source.matchAll(/\bimport\((?!["'`])[^)]+\)/g)) {
      found += 1;
      assert.match(call, /webpackIgnore: true.*@vite-ignore/s, name);
    }
  }
  assert.ok(found >= 2, `${found} such imports`);
});

/** Custom elements have fields and private names, of ES2022; every browser that does has them. */
const OF_ELEMENTS = /^bindings\/(drawn-)?element/;

test("every file of JavaScript that a page may get is written in ES2020", () => {
  assert.ok(names.includes("payments.js") && existsSync(join(FOLDER, "bindings/react.cjs")));
  const newer = names.flatMap((name) => {
    try {
      parse(readFileSync(join(FOLDER, name), "utf8"), {
        ecmaVersion: OF_ELEMENTS.test(name) ? 2022 : 2020,
        sourceType: "module",
      });
      return [];
    } catch (error) {
      return [`${name}: ${/** @type {Error} */ (error).message}`];
    }
  });
  assert.deepEqual(newer, []);
});
