// Every check of the project, in the order in which they run: what is quick to fail comes first.

import { join } from "node:path";
import { build } from "./build.js";
import { nodeCounts, rustCounts } from "./counts.js";
import { ENGINE_NAMES, ENGINES, findEngine, installAdvice } from "./engines.js";
import { ROOT, rustEnvironment } from "./environment.js";
import { run } from "./process.js";
import { testFiles } from "./test-files.js";
import { runWasmTests, wasmCounts } from "./wasm-tests.js";

/** @typedef {(text: string) => void} OnOutput sees what the check prints */

/**
 * @typedef {object} Check
 * @property {string} id the npm script that runs it alone
 * @property {(onOutput: OnOutput) => Promise<unknown>} run rejects when the check fails
 * @property {(output: string) => import("./counts.js").Counts} [count] how many tests it ran; without it, the check counts as one
 * @property {boolean} [needsBuild] it looks at the built package
 * @property {boolean} [isReport] what it prints is worth reading also when it passes
 * @property {() => string | null} [missing] why it cannot run on this machine
 */

/** @type {readonly Check[]} */
export const CHECKS = [
  { id: "check:format", run: cargo("fmt", "--check") },
  {
    id: "check:js",
    run: tool("@biomejs/biome/bin/biome", "ci", "--error-on-warnings", "--colors=off"),
  },
  {
    id: "check:clippy",
    run: inTurn(
      cargo("clippy", "--all-targets", "--", "-D", "warnings"),
      cargo(
        "clippy",
        "--all-targets",
        "--target",
        "wasm32-unknown-unknown",
        "--",
        "-D",
        "warnings",
      ),
    ),
  },
  {
    id: "check:doc",
    run: cargo("doc", "--no-deps", "--document-private-items"),
  },
  { id: "test:native", run: cargo("test"), count: rustCounts },
  { id: "build", run: (onOutput) => build({ parts: true, onOutput }) },
  {
    id: "check:types",
    needsBuild: true,
    run: inTurn(
      tool("typescript/bin/tsc", "-p", ".tooling"),
      tool("typescript/bin/tsc", "-p", "tests/types"),
    ),
  },
  { id: "size", needsBuild: true, run: node(".tooling/size.js", "--ceiling"), isReport: true },
  {
    id: "test:package",
    needsBuild: true,
    run: nodeTests("package"),
    count: nodeCounts,
  },
  {
    id: "test:node",
    run: nodeTests("plain"),
    count: nodeCounts,
  },
  ...ENGINE_NAMES.map((engine) => ({
    id: `test:browser:${engine}`,
    run: (/** @type {OnOutput} */ onOutput) => runWasmTests(engine, onOutput),
    count: wasmCounts,
    missing: () => missing(engine),
  })),
  {
    id: "test:e2e",
    needsBuild: true,
    run: nodeTests("browser"),
    count: nodeCounts,
    missing: () => missing("chromium"),
  },
  { id: "check:plain-build", run: (onOutput) => build({ plain: true, onOutput }) },
];

/**
 * Several commands as one check.
 *
 * @param {((onOutput: OnOutput) => Promise<unknown>)[]} commands
 */
function inTurn(...commands) {
  return async (/** @type {OnOutput} */ onOutput) => {
    for (const command of commands) await command(onOutput);
  };
}

/** @param {string[]} args */
function cargo(...args) {
  return (/** @type {OnOutput} */ onOutput) =>
    run("cargo", args, {
      cwd: ROOT,
      env: { ...rustEnvironment(), RUSTDOCFLAGS: "-D warnings" },
      onOutput,
    });
}

/** @param {string[]} args */
function node(...args) {
  return (/** @type {OnOutput} */ onOutput) => run(process.execPath, args, { cwd: ROOT, onOutput });
}

/**
 * A program of an npm package.
 *
 * @param {string} program
 * @param {string[]} args
 */
function tool(program, ...args) {
  return node(join("node_modules", program), ...args);
}

/**
 * The JavaScript tests of one kind, one file after the other: most of them keep a browser busy.
 *
 * @param {Parameters<typeof testFiles>[0]} kind
 */
function nodeTests(kind) {
  return async (/** @type {OnOutput} */ onOutput) => {
    const files = testFiles(kind);
    // Without a file, Node would look for tests of its own accord.
    if (files.length === 0) return;
    await node("--test", "--test-concurrency=1", "--test-reporter=spec", ...files)(onOutput);
  };
}

/** @param {import("./engines.js").Engine} engine */
function missing(engine) {
  return findEngine(engine)
    ? null
    : `${ENGINES[engine].title} is missing; ${installAdvice(engine)}`;
}
