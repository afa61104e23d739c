// Sorts the JavaScript tests by what they need, which their names say.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./environment.js";

/**
 * The tests under `tests` of one kind: `*.browser.test.js` open browsers, `package/*.test.js` look at the packed package,
 * and the rest is plain.
 *
 * @param {"package" | "browser" | "plain"} kind
 * @returns {string[]} paths from the repository's root
 */
export function testFiles(kind) {
  return readdirSync(join(ROOT, "tests"), { recursive: true })
    .map((file) => join("tests", String(file)))
    .filter((file) => file.endsWith(".test.js") && kindOf(file) === kind)
    .sort();
}

/** @param {string} file */
function kindOf(file) {
  if (file.endsWith(".browser.test.js")) return "browser";
  return file.startsWith(join("tests", "package")) ? "package" : "plain";
}
