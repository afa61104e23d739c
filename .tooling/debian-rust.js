// Rust for the web from Debian's packages, for machines where rustup cannot download the wasm32 target.
// Debian ships the compiler and the standard library's source, but not the library built for wasm32: it is built here.

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { aptInstall } from "./apt.js";
import { DEBIAN_SYSROOT, debianRustc, debianStamp, targetLibraries } from "./environment.js";
import { run } from "./process.js";

const LLD = "lld-22";
const PACKAGES = [
  "rustc-web",
  "cargo-web",
  "rust-web-src",
  "rust-web-clippy",
  "rustfmt-web",
  LLD,
  "gcc",
  "libc6-dev",
];
const WASM = "wasm32-unknown-unknown";

/** @param {(text: string) => void} onOutput */
export async function installDebianRust(onOutput) {
  await aptInstall(PACKAGES, onOutput);
  linkLinker();
  await installStandardLibrary(onOutput);
}

/** rustc looks for `rust-lld` among its own programs; Debian's is a package of its own. */
function linkLinker() {
  const folder = join(DEBIAN_SYSROOT, "lib/rustlib/x86_64-unknown-linux-gnu/bin");
  const link = join(folder, "rust-lld");
  if (existsSync(link)) return;
  mkdirSync(folder, { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(`/usr/bin/${LLD}`, link);
}

/** @param {(text: string) => void} onOutput */
async function installStandardLibrary(onOutput) {
  const crate = mkdtempSync(join(tmpdir(), "wasm32-std-"));
  try {
    mkdirSync(join(crate, "src"));
    writeFileSync(
      join(crate, "Cargo.toml"),
      '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2024"\n',
    );
    writeFileSync(join(crate, "src/lib.rs"), "#![no_std]\n");
    await run(
      "/usr/bin/cargo",
      ["build", "--release", "--target", WASM, "-Z", "build-std=std,panic_abort,test,proc_macro"],
      {
        cwd: crate,
        onOutput,
        env: {
          ...process.env,
          PATH: `/usr/bin:${process.env.PATH}`,
          RUSTC: "/usr/bin/rustc",
          RUSTC_BOOTSTRAP: "1",
          // Crates that link with it may ask for link-time optimisation.
          RUSTFLAGS: "-C embed-bitcode=yes",
        },
      },
    );
    const built = join(crate, "target", WASM, "release/deps");
    const libraries = readdirSync(built).filter(
      (file) => file.endsWith(".rlib") && !file.startsWith("libempty-"),
    );
    replaceFolder(targetLibraries(DEBIAN_SYSROOT), (folder) => {
      for (const library of libraries) cpSync(join(built, library), join(folder, library));
      writeFileSync(join(folder, basename(debianStamp())), debianRustc() ?? "");
    });
  } finally {
    rmSync(crate, { recursive: true, force: true });
  }
}

/**
 * Fill a folder and put it in place in one step, so that a half-filled one is never seen.
 *
 * @param {string} folder
 * @param {(folder: string) => void} fill
 */
function replaceFolder(folder, fill) {
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  fill(fresh);
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
}
