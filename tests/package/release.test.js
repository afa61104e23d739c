// A release up to its last step, and the workflows that make it.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { SUITES } from "../suites.js";
import { ROOT, run } from "./outside-project.js";

const WORKFLOWS = join(ROOT, ".github/workflows");
/** @param {string} path */
const manifest = (path) => JSON.parse(readFileSync(join(ROOT, path, "package.json"), "utf8"));

describe("a release", () => {
  it("makes every package, those first that others name, with nothing for developers in them", async () => {
    const { stdout } = await run(process.execPath, [".github/release.js"], { cwd: ROOT });
    const { version } = manifest(".");
    assert.deepEqual(stdout.match(/^\+ \S+$/gm), [
      `+ klarna-sandbox@${version}`,
      `+ klarna-payments-server@${version}`,
      `+ klarna-payments-wasm@${version}`,
    ]);
    for (const name of ["klarna-sandbox", "klarna-payments-server", "klarna-payments-wasm"]) {
      const made = manifest(`.cache/release/${name}`);
      for (const key of ["scripts", "devDependencies", "workspaces"])
        assert.ok(!(key in made), key);
      assert.ok(made.keywords.includes("klarna") && made.author && made.license, name);
    }
  });
});

describe("the workflows", () => {
  const texts = readdirSync(WORKFLOWS).map((name) => readFileSync(join(WORKFLOWS, name), "utf8"));
  const guide = readFileSync(join(ROOT, ".github/CONTRIBUTING.md"), "utf8");

  it("run what there is", () => {
    const { scripts } = manifest(".");
    for (const [, name] of [...texts, guide].join("\n").matchAll(/npm run ([\w:]+)/g))
      assert.ok(name && name in scripts, `npm run ${name}`);
  });

  it("leave no suite of `npm test` out", () => {
    const words = [...(texts[0]?.matchAll(/run\.js (.+)$/gm) ?? [])].flatMap(([, all = ""]) =>
      all.split(" "),
    );
    const missed = SUITES.filter(
      ({ id, tier }) =>
        tier !== "full" && !words.some((word) => id === word || id.startsWith(`${word}:`)),
    );
    assert.deepEqual(
      missed.map(({ id }) => id),
      [],
    );
  });
});
