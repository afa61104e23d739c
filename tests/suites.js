// Every suite of the project: what it runs, when, after what, and how long it may take.
//
// Tiers: `quick` while one works, `test` before anything is kept (what guards a purchase), `full` before a release.
// Each holds those before it. The order is that in which suites begin: what gives others work, and what is quick to fail.

import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "../.tooling/build.js";
import { ROOT, rustEnvironment } from "../.tooling/environment.js";
import { run } from "../.tooling/process.js";
import { WITH_CLIPPY } from "./clippy.js";
import { nodeCounts, rustCounts } from "./counts.js";
import { runWasmTests, wasmCounts } from "./webdriver/wasm-tests.js";

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
 * @property {number} [ceilingInFull] the same in a full run, where it does more: all engines, longer walks
 * @property {(narrowing: Narrowing) => Job[]} jobs
 * @property {"build"} [after] the suite that has to have passed before
 * @property {import("../.tooling/engines.js").Engine} [engine] without which it cannot run
 * @property {(output: string) => import("./counts.js").Counts} [count] how many tests a job ran; without it, it is one
 * @property {string[]} [inputs] what decides how it ends, if that is not everything; a quick run leaves it out while that
 *   is as it was when it passed
 * @property {boolean} [isSuperseded] larger tiers do not run it: a suite of theirs sees the same
 * @property {boolean} [isReport] what it prints is worth reading also when it passes
 */

export const TIERS = /** @type {const} */ (["quick", "test", "full"]);

const RUST = ["Cargo.toml", "Cargo.lock", "src"];
const LINTED = [...RUST, "tests/browser", ".clippy.toml"];
const WASM = ["--target", "wasm32-unknown-unknown"];
const STRICT = ["--", "-D", "warnings"];
const BIOME = [
  "node_modules/@biomejs/biome/bin/biome",
  "ci",
  "--error-on-warnings",
  "--colors=off",
];
const TSC = ["node_modules/typescript/bin/tsc", "-p"];

const CAMPAIGN = "tests/server/campaign/run.js";

/** @param {string} folder of `tests` */
function filesIn(folder) {
  return readdirSync(join(ROOT, "tests", folder)).length;
}

/** Folders of tests that have suites of their own, and the others. */
const OWN = ["shop", "server", "package", "release"];
const OTHERS = readdirSync(join(ROOT, "tests"), { withFileTypes: true })
  .filter((item) => item.isDirectory() && !OWN.includes(item.name))
  .map(({ name }) => name)
  // The longest jobs begin first, so that nothing runs alone in the end.
  .sort((one, other) => filesIn(other) - filesIn(one));

/** Tests that are with what they test. @type {Record<string, string>} */
const ELSEWHERE = {
  sandbox: "www/sandbox/tests",
  // How like Klarna's the look-alikes are, their products beside payments, and the tools that they are used with: no
  // purchase is the worse for it.
  "sandbox/release": "www/sandbox/tests/release",
};

/** @type {(id: string, tier: Suite["tier"], ceiling: number, rest: Omit<Suite, "id" | "tier" | "ceiling">) => Suite} */
const suite = (id, tier, ceiling, rest) => ({ id, tier, ceiling, ...rest });
const after = /** @type {const} */ ("build");

export const SUITES = [
  suite("check:format", "quick", 15, { jobs: cargo(["fmt", "--check"]) }),
  suite("check:js", "quick", 20, { jobs: node(BIOME) }),
  suite("build", "test", 320, { jobs: buildJob("release") }),
  suite("test:native", "quick", 120, {
    jobs: ({ words }) =>
      jobsOf("cargo", [["test", ...words]], {
        ...(words.length === 0 && WITH_CLIPPY),
        ...(process.env.TEST_TIER === "full" && { PROPTEST_CASES: "10000" }),
      }),
    count: rustCounts,
    inputs: [...RUST, "tests", "www/docs", ".clippy.toml"],
  }),
  suite("check:types", "quick", 30, { after, jobs: node([...TSC, ".tooling"]) }),
  suite("check:types:package", "test", 15, {
    after,
    jobs: node([...TSC, "tests/types"], [...TSC, "tests/server/types"]),
  }),
  suite("check:clippy", "quick", 90, {
    // By the tests in Chromium.
    isSuperseded: true,
    jobs: cargo(["clippy", "--all-targets", ...WASM, ...STRICT]),
    inputs: LINTED,
  }),
  suite("test:browser:chromium", "test", 180, wasmTests("chromium")),
  suite("test:browser:firefox", "test", 180, wasmTests("firefox")),
  suite("test:browser:webkit", "test", 180, wasmTests("webkit")),
  suite("test:node:shop", "quick", 150, {
    ceilingInFull: 240,
    ...plainTests(["shop"], ["tests/shop", "www"]),
  }),
  suite("test:node:sandbox", "quick", 90, {
    ceilingInFull: 360,
    ...plainTests(["sandbox"], ["www/sandbox"]),
  }),
  suite("test:node:server", "test", 240, plainTests(["server"], ["tests/server", "www"])),
  suite("test:node:other", "quick", 60, plainTests(OTHERS)),
  suite("size", "test", 30, {
    after,
    jobs: node(["tests/package/size.js"]),
    isReport: true,
  }),
  suite("test:package", "test", 180, { after, ...plainTests(["package"]) }),
  suite("test:e2e:shop", "test", 600, browserTests(["shop"])),
  suite("test:e2e:sandbox", "test", 150, browserTests(["sandbox"])),
  suite("test:e2e:package", "test", 920, { ceilingInFull: 1300, ...browserTests(OTHERS) }),
  // As they are published.
  suite("check:clippy:one-sdk", "full", 90, {
    jobs: cargo(
      ["clippy", "--lib", ...WASM, "--no-default-features", "--features=payments", ...STRICT],
      ["clippy", "--lib", ...WASM, "--no-default-features", "--features=web-sdk", ...STRICT],
    ),
    inputs: LINTED,
  }),
  suite("check:doc", "full", 60, {
    jobs: cargo(["doc", "--no-deps", "--document-private-items", ...WASM]),
  }),
  suite("check:plain-build", "full", 200, { jobs: buildJob("plain") }),
  suite("test:e2e:release", "full", 2500, browserTests(["release", "sandbox/release"])),
  suite("check:supply", "full", 1000, {
    jobs: node(["tests/supply/deny.js"], ["tests/supply/reproducible.js"]),
    isReport: true,
  }),
  suite("test:bundlers", "full", 1600, {
    after,
    engine: "chromium",
    jobs: node(["tests/bundlers/run.js"]),
    isReport: true,
  }),
  suite("test:server:platforms", "full", 300, plainTests(["server/long"])),
  suite("test:server:campaign", "full", 3600, {
    jobs: node(
      [CAMPAIGN, "--store", "postgres", "--purchases", "500"],
      [CAMPAIGN, "--store", "sqlite", "--purchases", "500"],
      ["tests/server/campaign/find-defects.js"],
    ),
    isReport: true,
  }),
  suite("test:campaign", "full", 3600, {
    after,
    engine: "chromium",
    jobs: node(
      ["tests/campaign/run.js", "--purchases", "600"],
      ["tests/campaign/run.js", "--purchases", "60", "--engine", "firefox"],
      ["tests/campaign/run.js", "--purchases", "60", "--engine", "webkit"],
      ["tests/campaign/find-defects.js"],
      ["tests/fuzz/run.js", "--cases", "100000"],
      ["tests/cycles/run.js", "--cycles", "2000"],
    ),
    isReport: true,
  }),
  suite("test:e2e:mutations", "full", 1200, { jobs: node(["tests/e2e/mutations.js"]), after }),
];

/** @param {"release" | "plain"} kind @returns {Suite["jobs"]} */
function buildJob(kind) {
  return () => [{ title: `build (${kind})`, alone: "cargo", run: (take) => build(kind, take) }];
}

/** A job for each command. @param {string} program @param {string[][]} commands @param {NodeJS.ProcessEnv} [more] @returns {Job[]} */
function jobsOf(program, commands, more = {}) {
  const env = () => ({ ...rustEnvironment(), RUSTDOCFLAGS: "-D warnings", ...more });
  return commands.map((args) => ({
    title: [basename(program), ...args].join(" ").replace(/ -- -D warnings|node_modules\//, ""),
    ...(program === "cargo" && { alone: "cargo" }),
    run: (onOutput) => run(program, args, { cwd: ROOT, env: env(), onOutput }),
  }));
}

/** @param {string[][]} commands @returns {Suite["jobs"]} */
function cargo(...commands) {
  return () => jobsOf("cargo", commands);
}

/** @param {string[][]} commands @returns {Suite["jobs"]} */
function node(...commands) {
  return () => jobsOf(process.execPath, commands);
}

/** @param {import("../.tooling/engines.js").Engine} engine */
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

/**
 * The tests of some folders that open no browser, one file after the other.
 *
 * @param {string[]} folders
 * @param {string[]} [inputs] what decides how they end, beside the packages that they use
 */
function plainTests(folders, inputs) {
  return {
    ...(inputs && { inputs: [...inputs, "package-lock.json"] }),
    count: nodeCounts,
    jobs: (/** @type {Narrowing} */ narrowing) => {
      const files = testFiles(folders, narrowing).filter((file) => !opensBrowsers(file));
      const title = files.length === 1 ? String(files[0]) : `plain tests: ${folders}`;
      return files.length === 0 ? [] : [nodeJob(title, files, narrowing)];
    },
  };
}

/** The tests of some folders that open browsers, each file a job or several, large ones first. @param {string[]} folders */
function browserTests(folders) {
  return {
    after: /** @type {const} */ ("build"),
    engine: /** @type {const} */ ("chromium"),
    count: nodeCounts,
    jobs: (/** @type {Narrowing} */ narrowing) =>
      folders.flatMap((folder) => {
        const files = testFiles([folder], narrowing).filter(opensBrowsers);
        const processes = Math.min(PROCESSES[folder] ?? files.length, files.length);
        return Array.from({ length: processes }, (_, turn) => {
          const dealt = files.filter((_, index) => index % processes === turn);
          const names = dealt.map((file) => stem(basename(file))).join(", ");
          const title = dealt.length === 1 ? String(dealt[0]) : `tests/${folder}: ${names}`;
          return nodeJob(title, dealt, narrowing);
        });
      }),
  };
}

/**
 * Folders whose files share their browsers, and by how many processes: a start of the three engines costs 6 s of a core,
 * which is as much as many a file.
 *
 * @type {Record<string, number>}
 */
const PROCESSES = { e2e: 3, shop: 3, sandbox: 2, "sandbox/release": 4 };

/** @param {string} file */
const opensBrowsers = (file) => file.endsWith(".browser.test.js");

/**
 * Test files in one process.
 *
 * @param {string} title
 * @param {string[]} files
 * @param {Narrowing} narrowing
 * @returns {Job}
 */
function nodeJob(title, files, { pattern }) {
  const chosen = pattern === undefined ? [] : [`--test-name-pattern=${pattern}`];
  const args = ["--test-reporter=spec", ...chosen, "tests/together.js", ...files];
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
