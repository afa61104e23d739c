#!/usr/bin/env node
// Takes a promise out of the module and looks whether a test notices. Slow (each is two builds), so not part of `npm test`:
//
//   node tests/e2e/mutations.js            all of them
//   node tests/e2e/mutations.js finalize   those with that word in their name

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMain, ROOT } from "../../.tooling/environment.js";

/**
 * @typedef {object} Mutation
 * @property {string} name what the module does no longer
 * @property {string} file
 * @property {string} from a text that is there once
 * @property {string} to
 * @property {string} test file of the test that has to fail
 * @property {string} pattern of the test's name
 */

/** @type {Mutation[]} */
export const MUTATIONS = [
  {
    name: "finalize reaches Klarna",
    file: "src/flow/payments/asking.rs",
    from: "    returned(object, number, object.sdk.ask(",
    to: "    if request.call == Call::Finalize {\n        return;\n    }\n    returned(object, number, object.sdk.ask(",
    test: "tests/e2e/two-steps.browser.test.js",
    pattern: "the token that finalize gave",
  },
  {
    name: "an older session's object authorizes nothing",
    file: "src/domain/payments/permit.rs",
    from: "        is_owner(purchase, facts)?;",
    to: "",
    test: "tests/e2e/two-copies.browser.test.js",
    pattern: "the newer session is the one that is authorized",
  },
  {
    name: "deliver() repeats the idempotency key",
    file: "src/flow/delivery/send.rs",
    from: "body(endpoint, delivery)?, idempotency_key: delivery.idempotency_key.clone() },",
    to: "body(endpoint, delivery)?, idempotency_key: crate::interop::random::uuid() },",
    test: "tests/e2e/delivery.browser.test.js",
    pattern: "goes on later",
  },
  {
    name: "a token goes nowhere but to the endpoint",
    file: "src/sys/http.js",
    from: 'redirect: "manual"',
    to: 'redirect: "follow"',
    test: "tests/e2e/delivery.browser.test.js",
    pattern: "such as a login page",
  },
  {
    name: "Klarna's script has one tag",
    file: "src/flow/loading/script.rs",
    from: "let mut adopted = existing_tag(&source.url);",
    to: "let mut adopted = existing_tag(&source.url).filter(|_| false);",
    test: "tests/e2e/loading.browser.test.js",
    pattern: "by the tag that the page has already",
  },
];

/** A copy of the working tree, as far as git knows it, with a build folder of its own. */
function copyOfTheTree() {
  const folder = mkdtempSync(join(tmpdir(), "mutations-"));
  const files = execFileSync("git", ["ls-files", "-z"], { cwd: ROOT, encoding: "utf8" }).split(
    "\0",
  );
  for (const file of files.filter(Boolean)) cpSync(join(ROOT, file), join(folder, file));
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/**
 * @param {string} folder
 * @param {string[]} args
 */
function node(folder, ...args) {
  const env = { ...process.env, PACKAGE_FOLDER: join(folder, "target/pkg-development") };
  const { status } = spawnSync(process.execPath, args, { cwd: folder, env, stdio: "ignore" });
  return status === 0;
}

/** @param {string} folder */
const builds = (folder) => node(folder, ".tooling/build.js", "--development");

/** @param {string} folder @param {Mutation} mutation */
const passes = (folder, { test, pattern }) =>
  node(folder, "--test", `--test-name-pattern=${pattern}`, test);

/**
 * @param {string} folder
 * @param {Mutation} mutation
 * @returns {string} what came of it
 */
function judge(folder, mutation) {
  const path = join(folder, mutation.file);
  const source = readFileSync(path, "utf8");
  if (source.split(mutation.from).length !== 2) return "cannot be made: the source has changed";
  if (!builds(folder) || !passes(folder, mutation))
    return "cannot be judged: its test fails anyway";
  writeFileSync(
    path,
    source.replace(mutation.from, () => mutation.to),
  );
  try {
    if (!builds(folder)) return "cannot be made: it does not build";
    return passes(folder, mutation) ? "SURVIVES" : "noticed";
  } finally {
    writeFileSync(path, source);
  }
}

if (isMain(import.meta.url)) {
  const [word = ""] = process.argv.slice(2);
  const folder = copyOfTheTree();
  try {
    for (const mutation of MUTATIONS.filter(({ name }) => name.includes(word))) {
      const verdict = judge(folder, mutation);
      console.log(`without "${mutation.name}": ${verdict} (${mutation.test}: ${mutation.pattern})`);
      if (verdict !== "noticed") process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
