// Sorts the JavaScript tests by what they need.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./environment.js";

/** What a test that opens a browser imports, directly or through its own modules. */
const BROWSERS = ".tooling/browsers.js";

/**
 * The `*.test.js` files under `tests` of one kind: those of the packed package, those that open browsers, and the rest.
 *
 * @param {"package" | "browser" | "plain"} kind
 * @returns {Promise<string[]>} paths from the repository's root
 */
export async function testFiles(kind) {
  const files = readdirSync(join(ROOT, "tests"), { recursive: true })
    .map((file) => join("tests", String(file)))
    .filter((file) => file.endsWith(".test.js"))
    .sort();
  const ofThePackage = files.filter((file) => file.startsWith(join("tests", "package")));
  if (kind === "package") return ofThePackage;
  const others = files.filter((file) => !ofThePackage.includes(file));
  const opens = await Promise.all(others.map(opensBrowsers));
  return others.filter((_, index) => opens[index] === (kind === "browser"));
}

/** @param {string} file */
async function opensBrowsers(file) {
  const { build } = await import("esbuild");
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [file],
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  return BROWSERS in metafile.inputs;
}
