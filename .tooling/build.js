// Builds the npm package's files: `src/` and `www/sandbox/` → `pkg/`. Does nothing when nothing has changed.
//
//   node .tooling/build.js           as published
//   node .tooling/build.js --plain   with a stable compiler's means only, into target/pkg-plain

import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { CRATE, isMain, ROOT, rustEnvironment, rustToolchain, VERSIONS } from "./environment.js";
import { withLock } from "./lock.js";
import { assertSameWasmBindgen } from "./pins.js";
import { ask, run, script } from "./process.js";
import { show } from "./progress.js";
import { bundleSandbox } from "./sandbox.js";
import { setUpForBuild } from "./setup.js";
import { shrink } from "./shrink.js";
import { fingerprint, makeWhenStale } from "./stamp.js";

/** Hand-written JavaScript and types that are published as they are. */
const ENTRY_FOLDER = join(ROOT, "src/export");

/** Everything that decides what the build makes, apart from the compiler. */
const INPUTS = [
  "Cargo.toml",
  "Cargo.lock",
  "src",
  ".cargo",
  ".tooling/build.js",
  ".tooling/shrink.js",
  ".tooling/versions.json",
  "node_modules/binaryen/package.json",
];

/**
 * How the crate is compiled.
 *
 * @typedef {object} Recipe
 * @property {string} folder where the files go, from the repository's root
 * @property {string[]} rustFlags
 * @property {string[]} cargoArguments
 * @property {NodeJS.ProcessEnv} env
 */

/**
 * The published build rebuilds the standard library for size where its source is there and the
 * compiler can; the plain one works with any compiler and is only larger.
 *
 * @param {{ plain: boolean }} options
 * @returns {Recipe}
 */
function recipe({ plain }) {
  const env = rustEnvironment();
  const flags = pathFlags();
  const small = [
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    "-Zfmt-debug=none",
    "-Zlocation-detail=none",
  ];
  const unstable = { ...env, RUSTC_BOOTSTRAP: "1" };
  const isSmall =
    !plain &&
    rustToolchain()?.hasSource === true &&
    ask("rustc", [...small, "--print", "cfg"], unstable) !== null;
  const folder = plain ? "target/pkg-plain" : "pkg";
  if (!isSmall) return { folder, rustFlags: flags, cargoArguments: [], env };
  return {
    folder,
    rustFlags: [...flags, ...small],
    cargoArguments: [
      "-Z",
      "build-std=std,panic_abort",
      "-Z",
      "build-std-features=optimize_for_size",
    ],
    env: unstable,
  };
}

/** Keeps the folders of the building machine out of the module. */
function pathFlags() {
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  const sources = join(rustToolchain()?.sysroot ?? "", "lib/rustlib/src/rust");
  return [
    `--remap-path-prefix=${cargoHome}=/cargo`,
    `--remap-path-prefix=${sources}=/rust`,
    `--remap-path-prefix=${ROOT}=/${CRATE}`,
  ];
}

/**
 * Bring the package's files up to date.
 *
 * @param {object} [options]
 * @param {boolean} [options.plain]
 * @param {(text: string) => void} [options.onOutput] sees what the tools print, instead of a display of our own
 * @returns {Promise<string>} the folder they are in
 * @throws {Error} when a step fails
 */
export async function build({ plain = false, onOutput } = {}) {
  const lock = readFileSync(join(ROOT, "Cargo.lock"), "utf8");
  assertSameWasmBindgen(lock, VERSIONS["wasm-bindgen"]);
  const plan = recipe({ plain });
  const folder = join(ROOT, plan.folder);
  return withLock(join(ROOT, "target", `${plain ? "plain" : "build"}.lock`), async () => {
    await makeWhenStale({
      stamp: join(ROOT, "target", `${plain ? "plain" : "build"}.stamp`),
      inputs: fingerprint(
        INPUTS.map((path) => join(ROOT, path)),
        JSON.stringify([plan.rustFlags, plan.cargoArguments, ask("rustc", ["-vV"], plan.env)]),
      ),
      outputs: () => moduleFiles(folder),
      make: () =>
        onOutput
          ? make(plan, folder, onOutput)
          : show(plain ? "build (plain)" : "build", (take) => make(plan, folder, take)),
    });
    if (!plain) await bundleSandbox(folder);
    return folder;
  });
}

/**
 * What the crate's build makes in the package's folder; the sandbox beside it has a stamp of its own.
 *
 * @param {string} folder
 */
function moduleFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name !== "sandbox")
    .sort()
    .map((name) => join(folder, name));
}

/**
 * @param {Recipe} plan
 * @param {string} folder
 * @param {(text: string) => void} onOutput
 */
async function make({ rustFlags, cargoArguments, env }, folder, onOutput) {
  const fresh = join(ROOT, "target/pkg-next", basename(folder));
  rmSync(fresh, { recursive: true, force: true });
  await run(
    "wasm-pack",
    [
      ...["build", ".", "--release", "--target", "web", "--mode", "no-install"],
      ...["--no-pack", "--no-gitignore", "--no-opt", "--out-dir", fresh],
      ...(cargoArguments.length > 0 ? ["--", ...cargoArguments] : []),
    ],
    { cwd: ROOT, env: { ...env, CARGO_ENCODED_RUSTFLAGS: rustFlags.join("\x1f") }, onOutput },
  );
  await shrink(join(fresh, `${CRATE}_bg.wasm`), join(fresh, `${CRATE}.js`));
  for (const file of readdirSync(ENTRY_FOLDER).filter((name) => /\.(js|d\.ts)$/.test(name))) {
    copyFileSync(join(ENTRY_FOLDER, file), join(fresh, file));
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
}

if (isMain(import.meta.url)) {
  const { values } = parseArgs({ options: { plain: { type: "boolean", default: false } } });
  await script(async () => {
    await setUpForBuild();
    await build(values);
  });
}
