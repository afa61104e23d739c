// Remembers what files were made from, so that nothing is made twice.

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { ROOT } from "./environment.js";

/**
 * Make files, unless they and what they are made from are as they were the last time.
 *
 * @param {object} work
 * @param {string} work.stamp the file that remembers
 * @param {string} work.inputs a {@link fingerprint} of everything that decides what is made
 * @param {() => string[]} work.outputs what is made: files and folders
 * @param {() => Promise<unknown>} work.make
 */
export async function makeWhenStale({ stamp, inputs, outputs, make }) {
  const current = () => `${inputs} ${fingerprint(outputs())}`;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === current()) return;
  await make();
  writeFileSync(stamp, current());
}

/**
 * A hash over files' names and contents.
 *
 * @param {string[]} paths files and folders; missing ones count as empty
 * @param {string} [more]
 */
export function fingerprint(paths, more = "") {
  const hash = createHash("sha256").update(more);
  /** @param {string} path */
  const add = (path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) {
      for (const name of readdirSync(path).sort()) add(join(path, name));
    } else if (stat) {
      hash.update(`\0${relative(ROOT, path)}\0`).update(readFileSync(path));
    }
  };
  paths.forEach(add);
  return hash.digest("hex");
}

/** What git does not keep, and what it keeps itself in. */
const NO_SOURCES = [".git", ".cache", "node_modules", "pkg", "target"];

/**
 * Everything that a checkout is made of.
 *
 * @param {string} root
 */
export const sources = (root) =>
  readdirSync(root)
    .filter((name) => !NO_SOURCES.includes(name))
    .sort()
    .map((name) => join(root, name));
