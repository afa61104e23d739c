import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { ROOT } from "../../.tooling/environment.js";
import { read } from "./printed.js";

/** A table of `src/README.md`: the folder whose files it is about, and its rows. */
const TABLE = /^\| file of `(domain[\w/]*)` \| subject \|\n\|---\|---\|\n((?:\|.+\|\n)+)/gm;

/** The files that each folder of the domain has in its table. @type {Map<string, string[]>} */
const named = new Map(
  [...read("src/README.md").matchAll(TABLE)].map(([, folder = "", rows = ""]) => [
    folder,
    [...rows.matchAll(/^\| (.+?) \|/gm)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name),
    ),
  ]),
);

/** Every file of the domain but its tests, by folder. @type {Map<string, string[]>} */
const there = new Map();
for (const path of readdirSync(join(ROOT, "src/domain"), { recursive: true, encoding: "utf8" })) {
  const parts = `domain/${path}`.split("/");
  const name = parts.pop() ?? "";
  const folder = parts.join("/");
  if (!name.endsWith(".rs") || name === "tests.rs" || parts.includes("tests")) continue;
  there.set(folder, [...(there.get(folder) ?? []), name.slice(0, -".rs".length)]);
}

for (const [folder, files] of there)
  it(`src/README.md has each file of ${folder} in a table, and no other`, () => {
    const rows = named.get(folder) ?? [];
    // That of a folder is named where it does more than name the others.
    const wanted = files.filter((file) => file !== "mod" || rows.includes(file));
    assert.deepEqual(rows.sort(), wanted.sort());
  });
