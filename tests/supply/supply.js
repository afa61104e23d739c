// What others wrote of what we publish and build with: where it comes from, and on what terms.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, rustEnvironment } from "../../.tooling/environment.js";
import { ask } from "../../.tooling/process.js";

/**
 * A package of others.
 *
 * @typedef {object} Part
 * @property {string} name
 * @property {string} version
 * @property {string | undefined} licence an SPDX expression
 * @property {string | undefined} hash of what is downloaded, without which it could be anything
 * @property {boolean} isPublic whether it comes from the registry that everybody uses
 * @property {boolean} isShipped whether who installs the package, or opens a page with it, gets it
 */

/** The crates of the published module, and all that its tests are built with. @returns {Part[]} */
export function crates() {
  const lock = readFileSync(join(ROOT, "Cargo.lock"), "utf8");
  const hashes = new Map(
    [...lock.matchAll(/name = "(.*)"\nversion = "(.*)"\nsource = .*\nchecksum = "(.*)"/g)].map(
      ([, name, version, hash]) => [`${name} ${version}`, hash],
    ),
  );
  const options = ["--format-version", "1", "--locked"];
  const web = ["--filter-platform", "wasm32-unknown-unknown"];
  const metadata = JSON.parse(ask("cargo", ["metadata", ...options], rustEnvironment()) ?? "{}");
  const ofModule = JSON.parse(
    ask("cargo", ["metadata", ...options, ...web], rustEnvironment()) ?? "{}",
  );
  const shipped = reached(ofModule.resolve);
  return metadata.packages
    .filter((/** @type {any} */ { id }) => id !== metadata.resolve.root)
    .map((/** @type {any} */ { id, name, version, license, source }) => ({
      name,
      version,
      licence: license?.replaceAll("/", " OR "),
      hash: hashes.get(`${name} ${version}`),
      isPublic: source === "registry+https://github.com/rust-lang/crates.io-index",
      isShipped: shipped.has(id),
    }));
}

/** What the module itself is made of, without tests. @param {any} resolve @returns {Set<string>} */
function reached({ root, nodes }) {
  const found = new Set([root]);
  for (const id of found) {
    const node = nodes.find((/** @type {any} */ one) => one.id === id);
    for (const { pkg, dep_kinds } of node.deps)
      if (dep_kinds.some((/** @type {any} */ { kind }) => kind === null)) found.add(pkg);
  }
  return found;
}

/** The npm packages of the repository's lock file, tools included. @returns {Part[]} */
export function npmPackages() {
  const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
  return Object.entries(packages)
    .filter(([path, { link }]) => path.includes("node_modules/") && !link)
    .map(([path, { name, version, license, integrity, resolved, dev, devOptional, peer }]) => ({
      name: name ?? path.replace(/^.*node_modules\//, ""),
      version,
      licence: license,
      hash: integrity,
      // Without an address it is the registry's.
      isPublic: resolved === undefined,
      isShipped: !dev && !devOptional && !peer,
    }));
}

/**
 * Whether a licence leaves us what is needed.
 *
 * @param {string | undefined} expression SPDX
 * @param {ReadonlySet<string>} allowed
 * @returns {boolean}
 */
export function isAllowed(expression, allowed) {
  const words = expression?.match(/[()]|[\w.+-]+/g) ?? [];
  /** @returns {boolean} */
  const term = () => {
    if (words[0] !== "(") {
      const isTaken = allowed.has(words.shift() ?? "");
      // An exception gives more, and takes nothing.
      if (words[0] === "WITH") words.splice(0, 2);
      return isTaken;
    }
    words.shift();
    const result = either();
    return words.shift() === ")" && result;
  };
  /** @returns {boolean} */
  const all = () => {
    let result = term();
    while (words[0] === "AND" && words.shift()) result = term() && result;
    return result;
  };
  /** @returns {boolean} */
  const either = () => {
    let result = all();
    while (words[0] === "OR" && words.shift()) result = all() || result;
    return result;
  };
  return words.length > 0 && either() && words.length === 0;
}
