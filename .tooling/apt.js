// Debian packages.

import { CommandError, run } from "./process.js";

/**
 * Install Debian packages; the package lists are fetched only when they turn out to be too old.
 *
 * @param {readonly string[]} packages
 * @param {(text: string) => void} onOutput
 */
export async function aptInstall(packages, onOutput) {
  /** @param {string[]} args */
  const apt = (...args) =>
    run("apt-get", ["-y", "-o", "DPkg::Lock::Timeout=600", ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      onOutput,
    });
  try {
    await apt("install", "--no-install-recommends", ...packages);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    await apt("update");
    await apt("install", "--no-install-recommends", ...packages);
  }
}
