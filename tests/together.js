// Runs test files in one process, one after the other: they share its browsers, and what Node has loaded for them.
//
//   node --test-reporter=spec tests/together.js FILE…

import { resolve } from "node:path";
import { describe } from "node:test";
import { pathToFileURL } from "node:url";

// What a module does after all tests, it does after those of all files.
describe("Together:", async () => {
  for (const file of process.argv.slice(2)) await import(pathToFileURL(resolve(file)).href);
});
