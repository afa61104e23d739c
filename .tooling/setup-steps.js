// What the set-up installs, in the order in which things are needed.

import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { ENGINE_NAMES, ENGINES, hasPackages, installAdvice } from "./engines.js";
import {
  bindgenProgram,
  HAS_APT,
  ROOT,
  rustEnvironment,
  rustToolchain,
  rustupSysroot,
  SMALL_BINDGEN,
  toolProgram,
  toolRoot,
  VERSIONS,
} from "./environment.js";
import { run } from "./process.js";

/** @typedef {(text: string) => void} OnOutput sees what the commands print */

/**
 * @typedef {object} Step
 * @property {string} id
 * @property {string} title
 * @property {() => boolean} isDone quick: looks, never runs anything long
 * @property {(onOutput: OnOutput) => Promise<unknown>} run
 * @property {() => string} advice what a person can do when `run` fails
 * @property {boolean} [isOptional] the project builds without it; in CI nothing is optional
 */

const WASM = "wasm32-unknown-unknown";
const COMPONENTS = ["rustfmt", "clippy", "rust-src"];
const NPM = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];

/** @type {readonly Step[]} */
export const STEPS = [
  {
    id: "rust",
    title: "Rust for the web (wasm32 target)",
    isDone: () => rustToolchain() !== null,
    run: installRust,
    advice: () =>
      `run \`rustup target add ${WASM}\` (rustup: https://rustup.rs), or on Debian run this once as root`,
  },
  {
    id: "rust-components",
    title: "Rust's formatter, linter and standard-library source",
    isDone: hasComponents,
    run: (onOutput) => run("rustup", ["component", "add", ...COMPONENTS], { onOutput }),
    advice: () =>
      `run \`rustup component add ${COMPONENTS.join(" ")}\`; without the source the build is only larger`,
    isOptional: true,
  },
  {
    id: "npm",
    title: "npm packages",
    isDone: isNpmUpToDate,
    run: (onOutput) => run("npm", NPM, { cwd: ROOT, onOutput }),
    advice: () => `check the connection to the npm registry, then run \`npm ${NPM.join(" ")}\``,
  },
  // Without `--locked`: wasm-bindgen-cli's own lock file may name a dependency that was withdrawn.
  // Without TLS: its test runner only talks to drivers on this machine.
  cargoTool("wasm-bindgen", "wasm-bindgen-cli", "--no-default-features"),
  cargoTool("wasm-pack", "wasm-pack"),
  {
    id: "bindgen",
    title: `wasm-bindgen ${VERSIONS["wasm-bindgen"]} (its library)`,
    isDone: () => existsSync(bindgenProgram()),
    run: installSmallBindgen,
    advice: () => "look at what it printed; if the crates registry failed, try again later",
  },
  ...ENGINE_NAMES.map(browser),
  { ...cargoTool("geckodriver", "geckodriver"), isOptional: true },
];

/** @param {OnOutput} onOutput */
async function installRust(onOutput) {
  if (rustupSysroot()) {
    try {
      return await run("rustup", ["target", "add", WASM], { onOutput });
    } catch (error) {
      if (!HAS_APT) throw error;
      onOutput("rustup cannot download the target; taking Debian's Rust");
    }
  } else if (!HAS_APT) {
    throw new Error("rustup is not installed");
  }
  return debian(["rust"], onOutput);
}

/** What only root can install, on Debian. @param {string[]} args @param {OnOutput} onOutput */
const debian = (args, onOutput) => run("sh", [join(ROOT, ".ci/debian"), ...args], { onOutput });

function hasComponents() {
  const toolchain = rustToolchain();
  if (toolchain?.kind !== "rustup") return toolchain !== null;
  const programs = ["cargo-fmt", "cargo-clippy"].map((name) =>
    join(toolchain.sysroot, "bin", name),
  );
  return toolchain.hasSource && programs.every(existsSync);
}

/** Whether `node_modules` holds exactly the versions that the lock file names. */
function isNpmUpToDate() {
  const installed = join(ROOT, "node_modules/.package-lock.json");
  if (!existsSync(installed)) return false;
  /** @param {string} file @returns {Record<string, { version?: string, optional?: boolean }>} */
  const packages = (file) => JSON.parse(readFileSync(file, "utf8")).packages;
  const present = packages(installed);
  return Object.entries(packages(join(ROOT, "package-lock.json"))).every(
    ([path, { version, optional }]) =>
      path === "" || (present[path] ? present[path].version === version : optional === true),
  );
}

/** These tools mostly wait for others: compiling them quickly is worth more than their speed. */
const QUICK_COMPILE = { CARGO_PROFILE_RELEASE_OPT_LEVEL: "1", CARGO_PROFILE_RELEASE_LTO: "false" };

/**
 * A program from the crates registry.
 *
 * @param {import("./environment.js").CargoTool} tool
 * @param {string} crate
 * @param {string[]} options
 * @returns {Step}
 */
function cargoTool(tool, crate, ...options) {
  const version = VERSIONS[tool];
  const place = ["--root", toolRoot(tool), "--no-track", "--force"];
  const args = ["install", crate, "--version", version, ...options, ...place];
  return {
    id: tool,
    title: `${tool} ${version}`,
    isDone: () => existsSync(toolProgram(tool)),
    run: (onOutput) =>
      run("cargo", args, { env: { ...rustEnvironment(), ...QUICK_COMPILE }, onOutput }),
    advice: () => `look at what it printed; to repeat it by hand: cargo ${args.join(" ")}`,
  };
}

/** Compiles `bindgen.rs` with the library that wasm-bindgen's own program is made of. @param {OnOutput} onOutput */
async function installSmallBindgen(onOutput) {
  const root = join(SMALL_BINDGEN, "../..");
  mkdirSync(join(root, "bin"), { recursive: true });
  copyFileSync(join(ROOT, ".tooling/bindgen.rs"), join(root, "main.rs"));
  writeFileSync(
    join(root, "Cargo.toml"),
    `package = { name = "bindgen", edition = "2024" }
bin = [{ name = "bindgen", path = "main.rs" }]
dependencies = { wasm-bindgen-cli-support = "=${VERSIONS["wasm-bindgen"]}" }
profile.dev = { debug = false, incremental = false }
workspace = {}
`,
  );
  await run("cargo", ["build"], { cwd: root, env: rustEnvironment(), onOutput });
  renameSync(join(root, "target/debug/bindgen"), SMALL_BINDGEN);
  rmSync(join(root, "target"), { recursive: true });
}

/** @param {import("./engines.js").Engine} engine @returns {Step} */
function browser(engine) {
  return {
    id: engine,
    title: `${ENGINES[engine].title} for the tests`,
    isDone: () => hasPackages(engine),
    run: async (onOutput) => {
      if (!HAS_APT) throw new Error("only an administrator can install it");
      await debian(["packages", ...ENGINES[engine].packages.split(" ")], onOutput);
    },
    advice: () => installAdvice(engine),
    isOptional: true,
  };
}
