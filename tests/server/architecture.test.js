import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { DEFECTS as OF_THE_CHECKOUTS } from "../campaign/defects.js";
import { DEFECTS } from "./campaign/defects.js";

const SOURCE = fileURLToPath(new URL("../../www/server/src/", import.meta.url));

/**
 * Each folder, and each file beside them, with what it may use of the others; types count. The public types are everybody's.
 *
 * @type {Record<string, string[]>}
 */
const USES = {
  "encoding.js": [],
  ledger: [],
  stores: [],
  adapters: [],
  klarna: ["encoding.js"],
  "problem.js": ["ledger"],
  "settings.js": ["klarna"],
  "purchase.js": ["ledger", "settings.js"],
  flow: ["ledger", "klarna", "encoding.js", "problem.js", "purchase.js", "settings.js"],
  http: ["flow", "ledger", "klarna", "encoding.js", "problem.js", "purchase.js", "settings.js"],
  "server.js": ["http", "flow", "ledger", "problem.js", "purchase.js", "settings.js"],
  "commerce-layer.js": ["problem.js"],
  "index.js": ["server.js", "problem.js", "stores"],
};

/** Each file with the files that it names in imports and types. @type {Map<string, string[]>} */
const uses = new Map();
for (const name of await readdir(SOURCE, { recursive: true })) {
  if (!/\.(js|d\.ts)$/.test(name) || name === "public.d.ts") continue;
  const text = await readFile(join(SOURCE, name), "utf8");
  const named = [...text.matchAll(/(?:from |import\(|import )"(\.[^"]+)"/g)].map(([, path = ""]) =>
    relative(SOURCE, join(SOURCE, dirname(name), path)),
  );
  uses.set(
    name,
    named.map(asStored).filter((path) => path !== "public.d.ts"),
  );
}

/** Types are imported from `.js`, and are in `.d.ts`. @param {string} path */
function asStored(path) {
  return /(^|\/)(types|public)\.js$/.test(path) ? path.replace(/js$/, "d.ts") : path;
}

/** @param {string} path */
const partOf = (path) => path.split("/")[0] ?? "";

describe("the library's files", () => {
  it("use the folders below them, and none above", () => {
    const wrong = [...uses].flatMap(([file, named]) => {
      const part = partOf(file);
      const allowed = [part, ...(USES[part] ?? [])];
      return named.filter((path) => !allowed.includes(partOf(path))).map((path) => [file, path]);
    });
    assert.deepEqual(wrong, []);
    const parts = new Set([...uses.keys()].map(partOf));
    assert.deepEqual(Object.keys(USES).sort(), [...parts].sort(), "each part is in the list");
  });

  it("lead back to none of themselves", () => {
    /** @param {string} file @param {string[]} way @returns {string[] | undefined} */
    const circle = (file, way) => {
      if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
      for (const next of uses.get(file) ?? []) {
        const found = circle(next, [...way, file]);
        if (found) return found;
      }
      return undefined;
    };
    for (const file of uses.keys()) assert.equal(circle(file, []), undefined);
  });

  it("make the attempt of a token in one place: another one could give it another key", async () => {
    const files = [];
    for (const file of uses.keys()) {
      const text = await readFile(join(SOURCE, file), "utf8");
      if (/\bkind: "authorization",/.test(text)) files.push(file);
    }
    assert.deepEqual(files, ["flow/authorization.js"]);
  });

  it("have the places that defects are planted in", async () => {
    const all = [
      ...Object.values(DEFECTS),
      ...Object.values(OF_THE_CHECKOUTS).map(({ changes }) => changes),
    ];
    for (const [file, from] of all.flat()) {
      const text = await readFile(join(SOURCE, file), "utf8");
      assert.ok(text.includes(from), `${file} has no longer: ${from}`);
    }
  });
});
