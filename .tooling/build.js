// Builds the package's files from `src/`. Does nothing when nothing has changed.
//
//   node .tooling/build.js                 release: as published, into pkg
//   node .tooling/build.js --development   made in seconds, large and slow: for the inner loop, into target/pkg-development
//   node .tooling/build.js --plain         release with a stable compiler's means only, into target/pkg-plain

import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeCommonJs } from "./common-js.js";
import { asJavaScript } from "./compat.js";
import { textOf } from "./embed.js";
import {
  bindgenProgram,
  CRATE,
  isMain,
  ROOT,
  rustEnvironment,
  rustToolchain,
} from "./environment.js";
import { nameBuild } from "./link.js";
import { withOwnLoader } from "./loader.js";
import { withLock } from "./lock.js";
import { ask, run, script } from "./process.js";
import { show } from "./progress.js";
import { BUILD_STEPS, START_STEPS, setUp } from "./setup.js";
import { shrink } from "./shrink.js";
import { fingerprint, makeWhenStale } from "./stamp.js";

/**
 * A WebAssembly module of the package.
 *
 * @typedef {object} Module
 * @property {string} folder where it lies within the package
 * @property {string} features which of Klarna's SDKs it drives, as a feature of Cargo's
 */

/**
 * The modules of the package, one for each of Klarna's SDKs: a page downloads that of the SDK that it uses.
 *
 * @type {readonly Module[]}
 */
const MODULES = ["payments", "web-sdk"].map((sdk) => ({ folder: sdk, features: sdk }));

/** Hand-written JavaScript and types that are published as they are. */
const ENTRY_FOLDER = join(ROOT, "src/export");
const isEntry = (/** @type {string} */ name) => /\.(js|d\.ts)$|^(bindings|testing)$/.test(name);

/** Everything that decides what a module comes out like, apart from the compiler. */
const MODULE_INPUTS = [
  ...["Cargo.toml", "Cargo.lock", ".cargo", ".tooling/build.js", ".tooling/link.js"],
  ...[
    ".tooling/compat.js",
    ".tooling/embed.js",
    ".tooling/loader.js",
    ".tooling/shrink.js",
    "node_modules/binaryen/package.json",
  ],
  ...["src/lib.rs", "src/domain", "src/flow", "src/interop", "src/options", "src/sys"],
  ...readdirSync(ENTRY_FOLDER)
    .filter((name) => !isEntry(name))
    .map((name) => `src/export/${name}`),
].map((path) => join(ROOT, path));

/** The same of the entries. */
const ENTRY_INPUTS = ["src/export", ".tooling/build.js", ".tooling/common-js.js"].map((path) =>
  join(ROOT, path),
);

/** @typedef {"release" | "plain" | "development"} Kind */

/**
 * How the crate is compiled.
 *
 * @typedef {object} Recipe
 * @property {string} folder where the files go, from the repository's root
 * @property {string[]} [rustFlags]
 * @property {string[]} [cargoArguments]
 * @property {NodeJS.ProcessEnv} env
 */

/** Flags of a compiler that may do what a stable one may not. */
const SMALL = [
  "-Zunstable-options",
  "-Cpanic=immediate-abort",
  "-Zfmt-debug=none",
  "-Zlocation-detail=none",
  // A little more than what the compiler inlines for size. Measured: 12 and 25 come out larger.
  "-Cllvm-args=--inline-threshold=16",
  // Half of what is usual, and far more than is needed: addresses of data have one byte less.
  "-Clink-arg=-zstack-size=524288",
];

/**
 * The published build rebuilds the standard library for size where its source is there and the
 * compiler can; the plain one works with any compiler and is only larger.
 *
 * @param {Kind} kind
 * @returns {Recipe}
 */
function recipe(kind) {
  const env = rustEnvironment();
  // With the flags of the tests, whose dependencies are then compiled already.
  if (kind === "development") return { folder: "target/pkg-development", env };
  const rustFlags = pathFlags();
  if (kind === "plain") return { folder: "target/pkg-plain", rustFlags, env };
  const release = { folder: "pkg" };
  const unstable = { ...env, RUSTC_BOOTSTRAP: "1" };
  const isSmall =
    rustToolchain()?.hasSource && ask("rustc", [...SMALL, "--print", "cfg"], unstable) !== null;
  if (!isSmall) return { ...release, rustFlags, env };
  const std = ["build-std=std,panic_abort", "build-std-features=optimize_for_size"];
  const cargoArguments = std.flatMap((option) => ["-Z", option]);
  return { ...release, rustFlags: [...rustFlags, ...SMALL], cargoArguments, env: unstable };
}

/** Keeps the folders of the building machine out of the module. */
function pathFlags() {
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  const sources = join(rustToolchain()?.sysroot ?? "", "lib/rustlib/src/rust");
  const names = { [cargoHome]: "/cargo", [sources]: "/rust", [ROOT]: `/${CRATE}` };
  return Object.entries(names).map(([path, name]) => `--remap-path-prefix=${path}=${name}`);
}

/**
 * Bring the package's files up to date.
 *
 * @param {Kind} kind
 * @param {(text: string) => void} [onOutput] sees what the tools print, instead of a display of our own
 * @returns {Promise<string>} the folder they are in
 * @throws {Error} when a step fails
 */
export async function build(kind, onOutput) {
  const plan = recipe(kind);
  const { rustFlags, cargoArguments, env } = plan;
  const how = JSON.stringify([rustFlags, cargoArguments, ask("rustc", ["-vV"], env)]);
  /** @param {string} name @param {string} folder @param {string} inputs @param {(onOutput: (text: string) => void) => Promise<void>} act */
  const bring = (name, folder, inputs, act) =>
    makeWhenStale({
      stamp: join(ROOT, "target", `${kind}-${name}.stamp`),
      inputs,
      outputs: () => filesOf(folder),
      make: () => (onOutput ? act(onOutput) : show(`${kind} build of ${name}`, act)),
    });
  const folder = join(ROOT, plan.folder);
  return withLock(join(ROOT, "target", `${kind}.lock`), async () => {
    for (const module of MODULES) {
      const inputs = fingerprint(MODULE_INPUTS, how);
      const into = join(folder, module.folder);
      await bring(module.folder, into, inputs, (take) => makeModule(kind, plan, module, take));
    }
    await bring("entries", folder, fingerprint(ENTRY_INPUTS), () => makeEntries(folder));
    return folder;
  });
}

/** What one step makes in its folder; a module that lies in it is made by another. @param {string} folder */
function filesOf(folder) {
  const others = MODULES.map((module) => module.folder);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .filter((name) => !others.includes(name))
    .sort()
    .map((name) => join(folder, name));
}

/**
 * @param {Kind} kind
 * @param {Recipe} plan
 * @param {Module} module
 * @param {(text: string) => void} onOutput
 */
async function makeModule(kind, plan, module, onOutput) {
  const fresh = join(ROOT, "target/pkg-next", plan.folder, module.folder);
  rmSync(fresh, { recursive: true, force: true });
  const glue = join(fresh, `${CRATE}.js`);
  const wasm = join(fresh, `${CRATE}_bg.wasm`);
  const features = ["--no-default-features", "--features", module.features];
  const compiled = (/** @type {string} */ profile) =>
    join(ROOT, "target/wasm32-unknown-unknown", profile, `${CRATE}.wasm`);
  let compat = "";
  if (kind === "development") {
    const compile = ["build", "--lib", "--target", "wasm32-unknown-unknown", ...features];
    await run("cargo", compile, { cwd: ROOT, env: plan.env, onOutput });
    const into = ["--target", "web", "--out-dir", fresh, "--out-name", CRATE];
    await run(bindgenProgram(), [compiled("debug"), ...into], { onOutput });
  } else {
    const options = [
      ...["--release", "--target", "web", "--mode", "no-install"],
      ...["--no-pack", "--no-gitignore", "--no-opt", "--out-dir", fresh],
    ];
    const flags = (plan.rustFlags ?? []).join("\x1f");
    await run(
      "wasm-pack",
      ["build", ".", ...options, "--", ...features, ...(plan.cargoArguments ?? [])],
      { cwd: ROOT, env: { ...plan.env, CARGO_ENCODED_RUSTFLAGS: flags }, onOutput },
    );
    const isWhole = kind === "release";
    const converting = isWhole ? asJavaScript(compiled("release"), `${fresh}-compat`) : "";
    [compat] = await Promise.all([converting, shrink(wasm, glue)]);
  }
  writeFileSync(glue, withOwnLoader(readFileSync(glue, "utf8")));
  const version = /^version = "(.*)"$/m.exec(readFileSync(join(ROOT, "Cargo.toml"), "utf8"))?.[1];
  const line = nameBuild(wasm, glue, `${version} ${module.folder}`);
  if (compat) writeFileSync(join(fresh, `${CRATE}_compat.js`), compat + line);
  const text = JSON.stringify(textOf(readFileSync(wasm)));
  writeFileSync(join(fresh, `${CRATE}_text.js`), `export default ${text};\n`);
  const type = "declare const text: string;\nexport default text;\n";
  writeFileSync(join(fresh, `${CRATE}_text.d.ts`), type);
  replace(join(ROOT, plan.folder, module.folder), fresh);
}

/** The entries of the package, beside its modules. @param {string} folder */
async function makeEntries(folder) {
  const fresh = `${folder.replace(ROOT, join(ROOT, "target/pkg-next"))}-entries`;
  rmSync(fresh, { recursive: true, force: true });
  for (const name of readdirSync(ENTRY_FOLDER).filter(isEntry))
    cpSync(join(ENTRY_FOLDER, name), join(fresh, name), { recursive: true });
  await writeCommonJs(fresh);
  replace(folder, fresh);
}

/** Puts what was made in place of what was made before. @param {string} folder @param {string} fresh */
function replace(folder, fresh) {
  mkdirSync(folder, { recursive: true });
  for (const file of filesOf(folder)) rmSync(file, { recursive: true });
  for (const name of readdirSync(fresh)) renameSync(join(fresh, name), join(folder, name));
}

if (isMain(import.meta.url)) {
  const option = { type: /** @type {const} */ ("boolean"), default: false };
  const { values } = parseArgs({ options: { plain: option, development: option } });
  const kind = values.plain ? "plain" : values.development ? "development" : "release";
  await script(async () => {
    await setUp(kind === "development" ? START_STEPS : BUILD_STEPS);
    console.log(await build(kind));
  });
}
