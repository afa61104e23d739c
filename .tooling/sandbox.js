// Bundles the sandbox for Node: `www/sandbox/` → `pkg/sandbox/`. With its server in one file, a shop that installs the
// package gets none of the packages that the server is made of, whether it uses the sandbox or not.
//
//   node .tooling/sandbox.js

import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { isMain, ROOT } from "./environment.js";
import { script } from "./process.js";
import { fingerprint, makeWhenStale } from "./stamp.js";

const SOURCE = join(ROOT, "www/sandbox");
/** What is read as it is, by Node, browsers and people; on the right its published name. */
const COPIED = {
  "cli.js": "cli.js",
  "public.d.ts": "index.d.ts",
  "README.md": "README.md",
  browser: "browser",
};
const INPUTS = ["www/sandbox", "package-lock.json", ".tooling/sandbox.js"];

/** Bundled CommonJS modules call `require` for what Node brings along. */
const REQUIRE = `import { createRequire as createBundleRequire } from "node:module";
const require = createBundleRequire(import.meta.url);`;

/**
 * Bring the published sandbox up to date.
 *
 * @param {string} folder where the built package is
 */
export function bundleSandbox(folder) {
  const target = join(folder, "sandbox");
  return makeWhenStale({
    stamp: join(ROOT, "target/sandbox.stamp"),
    inputs: fingerprint(INPUTS.map((path) => join(ROOT, path))),
    outputs: () => [target],
    make: () => make(target),
  });
}

/** @param {string} target */
async function make(target) {
  const fresh = join(ROOT, "target/pkg-next/sandbox");
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const { code, notices, packages } = await bundle();
  writeFileSync(join(fresh, "index.js"), code);
  writeFileSync(
    join(fresh, "THIRD-PARTY.txt"),
    [...packages.map(licenceOf), notices].join(`\n${"-".repeat(80)}\n\n`),
  );
  for (const [from, to] of Object.entries(COPIED)) {
    cpSync(join(SOURCE, from), join(fresh, to), { recursive: true });
  }
  rmSync(target, { recursive: true, force: true });
  mkdirSync(join(target, ".."), { recursive: true });
  renameSync(fresh, target);
}

/** The server and the packages it needs, as one module; `notices` are the legal comments in their code. */
async function bundle() {
  const { build } = await import("esbuild");
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [join(SOURCE, "index.js")],
    outfile: "index.js",
    write: false,
    metafile: true,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    banner: { js: REQUIRE },
    // Names stay, and lines are of a length that one can look at: errors show both.
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 200,
    legalComments: "external",
    logLevel: "error",
  });
  /** @param {string} ending */
  const text = (ending) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? "";
  const folders = Object.keys(metafile.inputs).flatMap((path) => {
    const [folder] = path.match(/^(.*\/)?node_modules\/(@[^/]+\/)?[^/]+/) ?? [];
    return folder === undefined ? [] : [folder];
  });
  return {
    code: text("index.js"),
    notices: text(".LEGAL.txt"),
    packages: withDependencies(folders),
  };
}

/**
 * Packages and those they need: some come with theirs bundled already, where a look at the files does not find them.
 *
 * @param {string[]} folders
 */
function withDependencies(folders) {
  /** @type {{ packages: Record<string, { dependencies?: Record<string, string> }> }} */
  const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
  const found = new Set(folders);
  // A set's loop also comes to what is added on the way.
  for (const folder of found) {
    for (const name of Object.keys(packages[folder]?.dependencies ?? {})) {
      const own = `${folder}/node_modules/${name}`;
      found.add(own in packages ? own : `node_modules/${name}`);
    }
  }
  return [...found].sort();
}

/**
 * What a bundled package asks to be passed on.
 *
 * @param {string} folder
 */
function licenceOf(folder) {
  const { name, version, license } = JSON.parse(
    readFileSync(join(ROOT, folder, "package.json"), "utf8"),
  );
  const texts = readdirSync(join(ROOT, folder))
    .filter((file) => /^(licen[cs]e|copying|notice)([.-]|$)/i.test(file))
    .map((file) => readFileSync(join(ROOT, folder, file), "utf8").trim());
  return [`${name} ${version} (${license})`, ...texts, ""].join("\n\n");
}

if (isMain(import.meta.url)) await script(() => bundleSandbox(join(ROOT, "pkg")));
