import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { ROOT } from "../../.tooling/environment.js";

/** Anywhere within backticks, from a folder of ours: what a reader opens or runs next. */
const CODE = /`[^`\n]+`/g;
const NAMED =
  /(?<![\w./@-])(?:src|domain|flow|interop|sys|export|tests|www|findings|\.tooling|\.github)\/[\w./-]+\.(?:rs|js|ts|md|json|yml|sh)\b/g;

it("files that comments and papers name are there", () => {
  const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], {
    cwd: ROOT,
    encoding: "utf8",
  })
    .trim()
    .split("\n");
  const readers = files.filter(
    (file) =>
      /\.(rs|js|ts|md)$/.test(file) && !file.startsWith("findings/") && file !== "CHANGELOG.md",
  );
  const gone = readers.flatMap((file) => {
    const text = readFileSync(join(ROOT, file), "utf8");
    return [...text.matchAll(CODE)]
      .flatMap(([code]) => [...code.matchAll(NAMED)].map(([named]) => named))
      .filter((named) => !files.some((other) => other === named || other.endsWith(`/${named}`)))
      .map((named) => `${file}: ${named}`);
  });
  assert.deepEqual(gone, []);
});
