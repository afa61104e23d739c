import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "../../.tooling/environment.js";
import { SUITES, testFiles } from "../suites.js";

const EVERYTHING = { words: [], pattern: undefined };
const files = ["tests", "www/sandbox", "www/server"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true })
    .map((file) => join(folder, String(file)))
    .filter((file) => file.endsWith(".test.js")),
);
/** @param {string[]} words */
const jobs = (...words) =>
  SUITES.flatMap((suite) => suite.jobs({ ...EVERYTHING, words })).map(({ title }) => title);
/** @param {string[]} words */
const found = (...words) => testFiles(["e2e", "shop"], { words, pattern: undefined });

test("no test file is left out, and each runs in one suite", () => {
  for (const file of files)
    assert.equal(jobs(file).filter((title) => title === file).length, 1, file);
});

test("files that share a process are all dealt out, each to one", () => {
  const dealt = jobs().flatMap((title) => /^tests\/e2e: (.*)/.exec(title)?.[1]?.split(", ") ?? []);
  const all = files.flatMap((file) => /^tests\/e2e\/(.*)\.browser\.test\.js/.exec(file)?.[1] ?? []);
  assert.ok(all.length > 10);
  assert.deepEqual(dealt.sort(), all.sort());
});

test("nothing runs twice", () => {
  const all = jobs();
  assert.deepEqual(
    all.filter((title, index) => all.indexOf(title) !== index),
    [],
  );
});

test("one file is found by its path, whether the kind of test is said or not", () => {
  const click = ["tests/e2e/click.browser.test.js"];
  assert.deepEqual(found("tests/e2e/click.test.js"), click);
  assert.deepEqual(found("tests/e2e/click.browser.test.js"), click);
  assert.deepEqual(found("e2e/click"), click);
  assert.deepEqual(found("no-such-file"), []);
});

test("every suite has a ceiling and comes after one that is there", () => {
  const ids = SUITES.map(({ id }) => id);
  for (const { id, ceiling, after } of SUITES) {
    assert.ok(ceiling > 0, id);
    assert.ok(after === undefined || ids.indexOf(after) < ids.indexOf(id), id);
  }
});
