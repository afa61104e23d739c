// Two clean clones in two places give the same files, byte for byte; prints the hash of each for `integrity` attributes.
//
//   node tests/supply/reproducible.js     about two release builds long

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../.tooling/environment.js";
import { run } from "../../.tooling/process.js";

/**
 * The hash of each file that a clean clone builds.
 *
 * @param {string} folder where to put the clone; its name must not matter
 * @returns {Promise<Record<string, string>>}
 */
async function built(folder) {
  await run("git", ["clone", "--quiet", ROOT, folder]);
  await run(process.execPath, [".tooling/build.js"], { cwd: folder });
  const pkg = join(folder, "pkg");
  const files = readdirSync(pkg, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item) => join(item.parentPath ?? item.path, item.name))
    .sort();
  return Object.fromEntries(
    files.map((file) => {
      const hash = createHash("sha384").update(readFileSync(file)).digest("base64");
      return [file.slice(pkg.length + 1), `sha384-${hash}`];
    }),
  );
}

const folder = mkdtempSync(join(tmpdir(), "reproducible-"));
try {
  const first = await built(join(folder, "one"));
  const second = await built(join(folder, "another-name/of-another-length"));
  assert.ok(Object.keys(first).length > 20, "the package has its files");
  assert.deepEqual(second, first);
  for (const [file, hash] of Object.entries(first)) console.log(`${hash}  ${file}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
