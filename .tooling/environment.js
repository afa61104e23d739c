// What this machine has: the Rust toolchain in use and the pinned tools. Every other script asks here.

import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ask, which } from "./process.js";

/** The repository's root. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** The crate, as wasm-bindgen names its files. */
export const CRATE = "klarna_payments_wasm";

/**
 * Tools that are compiled from the crates registry, with their pinned versions. The program that finishes what the
 * wasm-bindgen crate began has to be of the crate's own version.
 */
export const VERSIONS = {
  "wasm-bindgen": String(
    /^name = "wasm-bindgen"\nversion = "(.+)"$/m.exec(
      readFileSync(join(ROOT, "Cargo.lock"), "utf8"),
    )?.[1],
  ),
  "wasm-pack": "0.15.1",
  geckodriver: "0.37.1",
};

/** Per user, so that a second clone finds what the first one built. */
export const CACHE = join(
  process.env.XDG_CACHE_HOME || join(homedir(), ".cache"),
  "klarna-payments-wasm",
);

/** Continuous integration: a missing browser is a failure there, not a skipped test. */
export const IS_CI = Boolean(process.env.CI) && process.env.CI !== "false";

/** Whether the set-up may install Debian packages. */
export const HAS_APT =
  process.platform === "linux" && process.getuid?.() === 0 && which("apt-get") !== null;

/**
 * A Rust toolchain that compiles for the web.
 *
 * @typedef {object} RustToolchain
 * @property {"rustup" | "debian"} kind
 * @property {string} bin the folder that must come first on `PATH` (`""`: as it is)
 * @property {string} sysroot
 * @property {boolean} hasSource the standard library's source is there and can be built for size
 */

/** @returns {RustToolchain | null} the first that can compile for wasm32 */
export function rustToolchain() {
  const sysroot = rustupSysroot();
  if (sysroot && targetLibraries(sysroot).some((file) => file.startsWith("libstd-")))
    return { kind: "rustup", bin: "", sysroot, hasSource: hasSource(sysroot) };
  // Debian's, with a library for wasm32 that `.ci/debian` has built with this very compiler; another one refuses it.
  const stamp = join(librariesFolder("/usr"), ".rustc");
  if (!existsSync("/usr/bin/cargo") || !existsSync(stamp)) return null;
  if (readFileSync(stamp, "utf8") !== ask("/usr/bin/rustc", ["--version"])) return null;
  return { kind: "debian", bin: "/usr/bin", sysroot: "/usr", hasSource: hasSource("/usr") };
}

/** @param {string} sysroot */
const librariesFolder = (sysroot) => join(sysroot, "lib/rustlib/wasm32-unknown-unknown/lib");

/** @param {string} sysroot */
const targetLibraries = (sysroot) =>
  existsSync(librariesFolder(sysroot)) ? readdirSync(librariesFolder(sysroot)) : [];

/** @param {string} sysroot */
const hasSource = (sysroot) => existsSync(join(sysroot, "lib/rustlib/src/rust/library/Cargo.lock"));

/** The sysroot of the `rustc` on `PATH`, when rustup manages it. */
export function rustupSysroot() {
  if (!which("rustup")) return null;
  const env = { ...process.env, RUSTUP_AUTO_INSTALL: "0" };
  const sysroot = ask("rustc", ["--print", "sysroot"], env);
  return sysroot?.includes("toolchains") ? sysroot : null;
}

/** @typedef {keyof typeof VERSIONS} CargoTool */

/** Where a pinned tool lives; with its version, so that two checkouts may differ. @param {CargoTool} tool */
export const toolRoot = (tool) => join(CACHE, `${tool}-${VERSIONS[tool]}`);

/** @param {CargoTool} tool */
export const toolProgram = (tool) => join(toolRoot(tool), "bin", tool);

/** The part of wasm-bindgen's program that a development build needs: compiled in a third of the time. */
export const SMALL_BINDGEN = join(CACHE, `bindgen-${VERSIONS["wasm-bindgen"]}`, "bin/bindgen");

/** The program for a development build: the whole one where it is there already. */
export const bindgenProgram = () =>
  [toolProgram("wasm-bindgen"), SMALL_BINDGEN].find(existsSync) ?? SMALL_BINDGEN;

/**
 * The environment in which Rust is compiled and the pinned tools are found.
 *
 * @returns {NodeJS.ProcessEnv}
 */
export function rustEnvironment() {
  const tools = /** @type {CargoTool[]} */ (Object.keys(VERSIONS));
  const folders = [...tools.map((tool) => dirname(toolProgram(tool))), rustToolchain()?.bin];
  const path = [...folders, process.env.PATH].filter(Boolean).join(delimiter);
  // Incremental compilation writes down what would make the next one of the same tree quicker. In CI there is no next one, and
  // writing it costs time.
  return { ...process.env, PATH: path, ...(IS_CI && { CARGO_INCREMENTAL: "0" }) };
}

/** Whether a module is the script that Node was started with. @param {string} url its `import.meta.url` */
export const isMain = (url) =>
  process.argv[1] !== undefined && fileURLToPath(url) === realpathSync(process.argv[1]);
