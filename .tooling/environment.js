// What this machine has: the Rust toolchain in use, the pinned tools, browsers and their drivers.
// Every other script asks here instead of looking for itself.

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
  "wasm-bindgen": wasmBindgenVersion(readFileSync(join(ROOT, "Cargo.lock"), "utf8")),
  "wasm-pack": "0.15.1",
  geckodriver: "0.37.1",
};

/** @param {string} lock the text of Cargo.lock */
export function wasmBindgenVersion(lock) {
  const version = /^name = "wasm-bindgen"\nversion = "([^"]+)"$/m.exec(lock)?.[1];
  if (version === undefined) throw new Error("Cargo.lock does not name wasm-bindgen");
  return version;
}

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

const WASM = "wasm32-unknown-unknown";

/**
 * A Rust toolchain that compiles for the web.
 *
 * @typedef {object} RustToolchain
 * @property {"rustup" | "debian"} kind
 * @property {string} bin the folder that must come first on `PATH` (`""`: as it is)
 * @property {string} sysroot
 * @property {boolean} hasSource the standard library's source is there and can be built for size
 */

/** Where Debian's `rustc-web` keeps its libraries. */
export const DEBIAN_SYSROOT = "/usr";

/** @param {string} sysroot */
export const targetLibraries = (sysroot) => join(sysroot, "lib/rustlib", WASM, "lib");

/** Names the compiler that Debian's copy of the target was built with; another one refuses it. */
export const debianStamp = () => join(targetLibraries(DEBIAN_SYSROOT), ".rustc");

/** What Debian's compiler calls itself. */
export const debianRustc = () => ask("/usr/bin/rustc", ["--version"]);

/** @param {string} sysroot */
function hasWasmTarget(sysroot) {
  const folder = targetLibraries(sysroot);
  return existsSync(folder) && readdirSync(folder).some((file) => file.startsWith("libstd-"));
}

/** @param {string} sysroot */
const hasSource = (sysroot) => existsSync(join(sysroot, "lib/rustlib/src/rust/library/Cargo.lock"));

/** @returns {RustToolchain | null} the first that can compile for wasm32 */
export function rustToolchain() {
  const sysroot = rustupSysroot();
  if (sysroot && hasWasmTarget(sysroot)) {
    return { kind: "rustup", bin: "", sysroot, hasSource: hasSource(sysroot) };
  }
  const isDebianReady =
    existsSync("/usr/bin/cargo") &&
    existsSync(debianStamp()) &&
    readFileSync(debianStamp(), "utf8") === debianRustc();
  if (isDebianReady) {
    return {
      kind: "debian",
      bin: "/usr/bin",
      sysroot: DEBIAN_SYSROOT,
      hasSource: hasSource(DEBIAN_SYSROOT),
    };
  }
  return null;
}

/** The sysroot of the `rustc` on `PATH`, when rustup manages it. */
export function rustupSysroot() {
  if (!which("rustup")) return null;
  const sysroot = ask("rustc", ["--print", "sysroot"], {
    ...process.env,
    RUSTUP_AUTO_INSTALL: "0",
  });
  return sysroot?.includes("toolchains") ? sysroot : null;
}

/** @typedef {keyof typeof VERSIONS} CargoTool */

/**
 * Where a pinned tool lives. The version is part of the path, so that two checkouts may differ.
 *
 * @param {CargoTool} tool
 */
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
  const path = [
    ...tools.map((tool) => dirname(toolProgram(tool))),
    rustToolchain()?.bin,
    process.env.PATH,
  ];
  return { ...process.env, PATH: path.filter(Boolean).join(delimiter) };
}

/**
 * Whether a module is the script that Node was started with.
 *
 * @param {string} url its `import.meta.url`
 */
export const isMain = (url) =>
  process.argv[1] !== undefined && fileURLToPath(url) === realpathSync(process.argv[1]);
