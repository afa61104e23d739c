// Every suite of the project: what it runs, when, after what, and how long it may take.
//
// Tiers: `quick` while one works, `test` before anything is kept (what guards a purchase), `full` before a release.
// Each holds those before it. The order is that in which suites begin: what gives others work, and what is quick to fail.

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.js";
import { nodeCounts, rustCounts } from "./counts.js";
import { ROOT, rustEnvironment } from "./environment.js";
import { run } from "./process.js";
import { runWasmTests, wasmCounts } from "./wasm-tests.js";

/** @typedef {(text: string) => void} OnOutput sees what a job prints */

/**
 * What a person wants to see alone.
 *
 * @typedef {object} Narrowing
 * @property {string[]} words parts of files' paths, or of the names of tests in Rust
 * @property {string | undefined} pattern of the names of tests in JavaScript
 */

/**
 * @typedef {object} Job
 * @property {string} title
 * @property {(onOutput: OnOutput) => Promise<unknown>} run rejects when it fails
 * @property {"cargo"} [alone] of jobs with the same word one runs at a time
 */

/**
 * @typedef {object} Suite
 * @property {string} id the npm script that runs it alone
 * @property {"quick" | "test" | "full"} tier the first in which it runs
 * @property {number} ceiling how many seconds its jobs may take together, on two cores
 * @property {(narrowing: Narrowing) => Job[]} jobs
 * @property {"build"} [after] the suite that has to have passed before
 * @property {import("./engines.js").Engine} [engine] without which it cannot run
 * @property {(output: string) => import("./counts.js").Counts} [count] how many tests a job ran; without it, it is one
 * @property {string[]} [inputs] what decides how it ends, if that is not everything; a quick run leaves it out while that
 *   is as it was when it passed
 * @property {boolean} [isStable] every run leaves it out then
 * @property {boolean} [isReport] what it prints is worth reading also when it passes
 */

export const TIERS = /** @type {const} */ (["quick", "test", "full"]);

const RUST = ["Cargo.toml", "Cargo.lock", "src"];
const WASM = ["--target", "wasm32-unknown-unknown"];

/** Folders of tests that have no suite of their own. */
const OTHERS = readdirSync(join(ROOT, "tests"), { withFileTypes: true })
  .filter(
    (item) =>
      item.isDirectory() &&
      !["shop", "sandbox", "server", "package", "release"].includes(item.name),
  )
  .map(({ name }) => name);

/** Tests that are with what they test. @type {Record<string, string>} */
const ELSEWHERE = { sandbox: "www/sandbox/tests" };

/** @type {readonly Suite[]} */
export const SUITES = [
  { id: "check:format", tier: "quick", ceiling: 15, jobs: cargo(["fmt", "--check"]) },
  {
    id: "check:js",
    tier: "quick",
    ceiling: 20,
    jobs: tool(["@biomejs/biome/bin/biome", "ci", "--error-on-warnings", "--colors=off"]),
  },
  { id: "build", tier: "test", ceiling: 240, jobs: buildJob("release") },
  {
    id: "test:native",
    tier: "quick",
    ceiling: 120,
    inputs: [...RUST, "tests", "README.md"],
    jobs: (narrowing) => cargo(["test", ...narrowing.words])(narrowing),
    count: rustCounts,
  },
  {
    id: "check:types",
    tier: "quick",
    ceiling: 30,
    after: "build",
    jobs: tool(["typescript/bin/tsc", "-p", ".tooling"]),
  },
  {
    id: "check:types:package",
    tier: "test",
    ceiling: 15,
    after: "build",
    jobs: tool(
      ["typescript/bin/tsc", "-p", "tests/types"],
      ["typescript/bin/tsc", "-p", "tests/server/types"],
    ),
  },
  {
    id: "check:clippy",
    tier: "quick",
    ceiling: 120,
    inputs: [...RUST, "tests/browser", ".clippy.toml"],
    jobs: cargo(
      ["clippy", "--all-targets", "--", "-D", "warnings"],
      ["clippy", "--all-targets", ...WASM, "--", "-D", "warnings"],
    ),
  },
  {
    id: "test:browser:chromium",
    tier: "test",
    ceiling: 180,
    ...wasmTests("chromium"),
  },
  { id: "test:browser:firefox", tier: "test", ceiling: 180, ...wasmTests("firefox") },
  { id: "test:browser:webkit", tier: "test", ceiling: 180, ...wasmTests("webkit") },
  {
    id: "check:doc",
    tier: "test",
    ceiling: 60,
    jobs: cargo(["doc", "--no-deps", "--document-private-items"]),
  },
  {
    id: "test:node:shop",
    tier: "quick",
    ceiling: 120,
    inputs: ["tests/shop", "www", "package-lock.json"],
    ...plainTests("shop"),
  },
  {
    id: "test:node:sandbox",
    tier: "quick",
    ceiling: 60,
    inputs: ["www/sandbox", "package-lock.json"],
    ...plainTests("sandbox"),
  },
  {
    id: "test:node:server",
    tier: "test",
    ceiling: 240,
    inputs: ["tests/server", "www/server", "www/sandbox", "package-lock.json"],
    ...plainTests("server"),
  },
  {
    id: "test:node:other",
    tier: "quick",
    ceiling: 30,
    inputs: [".tooling", "tests", "src", "www", "package-lock.json"],
    ...plainTests(...OTHERS),
  },
  {
    id: "size",
    tier: "test",
    ceiling: 30,
    after: "build",
    jobs: node([".tooling/size.js", "--ceiling"]),
    isReport: true,
  },
  { id: "test:package", tier: "test", ceiling: 180, after: "build", ...plainTests("package") },
  { id: "test:e2e:shop", tier: "test", ceiling: 600, ...browserTests("shop") },
  { id: "test:e2e:package", tier: "test", ceiling: 600, ...browserTests(...OTHERS) },
  { id: "test:e2e:sandbox", tier: "test", ceiling: 600, ...browserTests("sandbox") },
  { id: "test:e2e:release", tier: "full", ceiling: 1800, ...browserTests("release") },
  { id: "test:server:platforms", tier: "full", ceiling: 300, ...plainTests("server/long") },
  {
    id: "test:server:campaign",
    tier: "full",
    ceiling: 3600,
    jobs: node(
      ...["postgres", "sqlite"].map((store) => [
        ...["tests/server/campaign/run.js", "--store", store, "--purchases", "500"],
      ]),
      ["tests/server/campaign/find-defects.js"],
    ),
    isReport: true,
  },
  {
    id: "check:plain-build",
    tier: "test",
    ceiling: 120,
    inputs: ["Cargo.toml", "Cargo.lock", ".tooling"],
    isStable: true,
    jobs: buildJob("plain"),
  },
];

/** @param {"release" | "plain"} kind @returns {Suite["jobs"]} */
function buildJob(kind) {
  return () => [{ title: `build (${kind})`, alone: "cargo", run: (take) => build(kind, take) }];
}

/** @param {string[][]} commands @returns {Suite["jobs"]} */
function cargo(...commands) {
  const env = () => ({ ...rustEnvironment(), RUSTDOCFLAGS: "-D warnings" });
  return () =>
    commands.map((args) => ({
      title: `cargo ${args.join(" ").replace(" -- -D warnings", "")}`,
      alone: "cargo",
      run: (onOutput) => run("cargo", args, { cwd: ROOT, env: env(), onOutput }),
    }));
}

/** @param {string[][]} commands @returns {Suite["jobs"]} */
function node(...commands) {
  return () =>
    commands.map((args) => ({
      title: args.join(" ").replace("node_modules/", ""),
      run: (onOutput) => run(process.execPath, args, { cwd: ROOT, onOutput }),
    }));
}

/** Programs of npm packages. @param {string[][]} commands */
function tool(...commands) {
  return node(
    ...commands.map(([program = "", ...args]) => [join("node_modules", program), ...args]),
  );
}

/** @param {import("./engines.js").Engine} engine */
function wasmTests(engine) {
  return {
    engine,
    count: wasmCounts,
    jobs: (/** @type {Narrowing} */ { words }) => [
      {
        title: `wasm-pack test in ${engine}`,
        alone: /** @type {const} */ ("cargo"),
        run: (/** @type {OnOutput} */ take) => runWasmTests(engine, take, words),
      },
    ],
  };
}

/** The tests of some folders that open no browser, one file after the other. @param {string[]} folders */
function plainTests(...folders) {
  return {
    count: nodeCounts,
    jobs: (/** @type {Narrowing} */ narrowing) => {
      const files = testFiles(folders, narrowing).filter((file) => !opensBrowsers(file));
      const title = files.length === 1 ? String(files[0]) : `plain tests: ${folders}`;
      return files.length === 0 ? [] : [nodeJob(title, files, narrowing)];
    },
  };
}

/** The tests of some folders that open browsers, each file a job, long ones first. @param {string[]} folders */
function browserTests(...folders) {
  return {
    after: /** @type {const} */ ("build"),
    engine: /** @type {const} */ ("chromium"),
    count: nodeCounts,
    jobs: (/** @type {Narrowing} */ narrowing) =>
      testFiles(folders, narrowing)
        .filter(opensBrowsers)
        .map((file) => nodeJob(file, [file], narrowing)),
  };
}

/** @param {string} file */
const opensBrowsers = (file) => file.endsWith(".browser.test.js");

/**
 * @param {string} title
 * @param {string[]} files
 * @param {Narrowing} narrowing
 * @returns {Job}
 */
function nodeJob(title, files, { pattern }) {
  const chosen = pattern === undefined ? [] : [`--test-name-pattern=${pattern}`];
  const args = ["--test", "--test-concurrency=1", "--test-reporter=spec", ...chosen, ...files];
  return { title, run: (onOutput) => run(process.execPath, args, { cwd: ROOT, onOutput }) };
}

/** @param {string} file */
const stem = (file) => file.replace(/(\.browser)?\.test\.js$/, "");

/**
 * The test files of some folders of `tests`, or of a package, the largest first.
 *
 * @param {string[]} folders
 * @param {Narrowing} narrowing all words have to be in a file's path; of a file's name the kind may be left out
 * @returns {string[]} paths from the repository's root
 */
export function testFiles(folders, { words }) {
  /** @param {string} file @param {string} word */
  const matches = (file, word) =>
    word.endsWith(".test.js") ? stem(file).endsWith(stem(word)) : file.includes(word);
  return folders
    .map((folder) => ELSEWHERE[folder] ?? `tests/${folder}`)
    .flatMap((path) => readdirSync(join(ROOT, path)).map((name) => `${path}/${name}`))
    .filter((file) => file.endsWith(".test.js") && words.every((word) => matches(file, word)))
    .sort((one, other) => statSync(join(ROOT, other)).size - statSync(join(ROOT, one)).size);
}
