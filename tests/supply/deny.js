// `cargo deny`: which crates may be used, on what terms, from where, and whether anybody has warned of one. What it lets in is
// in `.deny.toml`; where the program is missing, it is installed.
//
//   node tests/supply/deny.js     a second; some minutes where it has to be compiled

import { existsSync } from "node:fs";
import { join } from "node:path";
import { CACHE, IS_CI, ROOT, rustEnvironment } from "../../.tooling/environment.js";
import { CommandError, run, which } from "../../.tooling/process.js";

const VERSION = "0.20.2";

async function program() {
  const found = which("cargo-deny");
  if (found) return found;
  const root = join(CACHE, `cargo-deny-${VERSION}`);
  const installed = join(root, "bin/cargo-deny");
  const install = ["install", "cargo-deny", "--version", VERSION, "--locked", "--root", root];
  // It is run for a second: compiling it quickly is worth more.
  const quick = { CARGO_PROFILE_RELEASE_OPT_LEVEL: "1", CARGO_PROFILE_RELEASE_LTO: "false" };
  if (!existsSync(installed))
    await run("cargo", install, { env: { ...rustEnvironment(), ...quick } });
  return installed;
}

const deny = await program();
/** @param {string[]} what */
const check = (...what) =>
  run(deny, ["--config", ".deny.toml", "check", ...what], { cwd: ROOT, env: rustEnvironment() });

console.log(`cargo deny: ${(await check("bans", "licenses", "sources")).trim()}`);
try {
  console.log(`cargo deny: ${(await check("advisories")).trim()}`);
} catch (error) {
  const isOffline = error instanceof CommandError && /failed to fetch/.test(error.output);
  if (!isOffline || IS_CI) throw error;
  console.log("cargo deny: the database of advisories could not be fetched; not looked at");
}
