// Makes the packages of a release, in their order, up to the last step; see `.github/RELEASING.md`.
//
//   node .github/release.js                    checks, packs, and `npm publish --dry-run`
//   node .github/release.js --next             writes the version that the noted changes ask for wherever it stands, and
//                                              turns the notes into a section of CHANGELOG.md
//   node .github/release.js --version 1.2.3    the same with this version
//   node .github/release.js --publish          publishes, with provenance where the release workflow runs it

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "../.tooling/environment.js";
import { ask, run, script } from "../.tooling/process.js";
import { nextVersion, readChange, withSection } from "./changes.js";

/** Where each package is, in the order of publication: what another one names comes before it. */
const PACKAGES = ["www/sandbox", "www/server", "."];
/** Is not published, and takes the others in their version. */
const DEMO = "www/backend";
/** Whoever copies one gets packages that it was tried with. */
const EXAMPLES = "www/examples";
/** The description of what the server package answers. */
const OPENAPI = "www/server/openapi.json";
const FOLDER = join(ROOT, ".cache/release");
const NOTES = ".github/changes";

const { values } = parseArgs({
  options: {
    next: { type: "boolean", default: false },
    version: { type: "string" },
    publish: { type: "boolean", default: false },
  },
});

/** @param {string} path */
const read = (path) => readFileSync(join(ROOT, path), "utf8");
/** @param {string} folder @returns {Record<string, any>} */
const manifest = (folder) => JSON.parse(read(join(folder, "package.json")));

/** @param {string} path @param {(text: string) => string} change */
function rewrite(path, change) {
  const text = change(read(path));
  writeFileSync(join(ROOT, path), text);
}

/** @returns what has changed since the last release */
function changes() {
  return readdirSync(join(ROOT, NOTES))
    .filter((name) => name !== "README.md")
    .map((name) => readChange(join(NOTES, name), read(join(NOTES, name))));
}

/** @param {string} [wanted] */
function prepare(wanted) {
  const noted = changes();
  const asked = nextVersion(manifest(".").version, noted);
  const version = wanted ?? asked;
  if (version !== asked) console.log(`The noted changes ask for ${asked}.`);
  writeVersion(version);
  const day = new Date().toISOString().slice(0, 10);
  rewrite("CHANGELOG.md", (text) => withSection(text, version, day, noted));
  for (const { file } of noted) rmSync(join(ROOT, file));
  console.log(`${version}: read its section in CHANGELOG.md as a shop's developer would`);
}

/** @param {string} version */
function writeVersion(version) {
  if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) throw new Error(`${version} is no version.`);
  for (const folder of [...PACKAGES, DEMO])
    rewrite(join(folder, "package.json"), (text) =>
      text
        .replace(/^( {2}"version": ")[^"]+/m, `$1${version}`)
        .replace(/^( {4}"klarna-(sandbox|payments-server)": ")\d[^"]+/gm, `$1${version}`),
    );
  for (const name of readdirSync(join(ROOT, EXAMPLES))) {
    const example = join(EXAMPLES, name, "package.json");
    if (!existsSync(join(ROOT, example))) continue;
    rewrite(example, (text) =>
      text.replace(
        /^( +"klarna-(sandbox|payments-server|payments-wasm)": "\^)\d[^"]+/gm,
        `$1${version}`,
      ),
    );
  }
  rewrite(OPENAPI, (text) => text.replace(/^( {4}"version": ")[^"]+/m, `$1${version}`));
  rewrite("Cargo.toml", (text) => text.replace(/^(version = ")[^"]+/m, `$1${version}`));
  rewrite("Cargo.lock", (text) =>
    text.replace(/(name = "klarna-payments-wasm"\nversion = ")[^"]+/, `$1${version}`),
  );
  const lock = JSON.parse(read("package-lock.json"));
  lock.version = version;
  for (const folder of [...PACKAGES, DEMO])
    lock.packages[folder === "." ? "" : folder].version = version;
  for (const { peerDependencies, dependencies } of [lock.packages[""], lock.packages[DEMO]])
    for (const needs of [peerDependencies ?? {}, dependencies ?? {}])
      for (const name of ["klarna-sandbox", "klarna-payments-server"])
        if (name in needs) needs[name] = version;
  rewrite("package-lock.json", () => `${JSON.stringify(lock, null, 2)}\n`);
}

/** @param {string} version which each build names @returns {boolean} */
function isBuiltAs(version) {
  const module = `pkg/payments/${manifest(".").name.replaceAll("-", "_")}.js`;
  return existsSync(join(ROOT, module)) && read(module).includes(`build = "${version} `);
}

/** What is wrong with the versions and papers, in sentences. @returns {string[]} */
function problems() {
  const { version, peerDependencies } = manifest(".");
  const cargo = /^version = "(.+)"$/m.exec(read("Cargo.toml"))?.[1];
  const tag = process.env.GITHUB_REF?.match(/^refs\/tags\/(.+)$/)?.[1];
  const others = [
    ...PACKAGES.map((folder) => [manifest(folder).name, manifest(folder).version]),
    ["Cargo.toml", cargo],
    [OPENAPI, JSON.parse(read(OPENAPI)).info.version],
    ["the peer klarna-sandbox", peerDependencies["klarna-sandbox"]],
  ].filter(([, other]) => other !== version);
  return [
    ...others.map(([name, other]) => `${name} has version ${other}, and not ${version}.`),
    ...(read("CHANGELOG.md").includes(`\n## ${version}`)
      ? []
      : [`CHANGELOG.md has no section ${version}.`]),
    // Every day's rehearsal has some.
    ...(values.publish && changes().length > 0
      ? [`${NOTES} has changes that are in no version yet.`]
      : []),
    ...(isBuiltAs(version) ? [] : [`There is no build of ${version}: npm run build.`]),
    ...(tag !== undefined && tag !== `v${version}` ? [`The tag is ${tag}, not v${version}.`] : []),
  ];
}

/** Where the project is, by its remote; nothing where there is none on the web. @returns {string | undefined} */
function address() {
  const remote = ask("git", ["-C", ROOT, "remote", "get-url", "origin"])?.trim() ?? "";
  const web = remote.replace(/^(ssh:\/\/)?git@([^:/]+)[:/]/, "https://$2/").replace(/\.git$/, "");
  return web.startsWith("https://") ? web.replace(/\/\/[^@/]+@/, "//") : undefined;
}

/**
 * A package as it is published: what npm packs of it, with the addresses of the repository, and without what only its
 * developers need.
 *
 * @param {string} folder
 * @param {string | undefined} home
 * @returns {Promise<string>} where it is
 */
async function make(folder, home) {
  const packed = await run("npm", ["pack", "--json", "--pack-destination", FOLDER], {
    cwd: join(ROOT, folder),
  });
  const [{ filename, name }] = JSON.parse(packed);
  const into = join(FOLDER, name);
  mkdirSync(into, { recursive: true });
  await run("tar", ["-xzf", join(FOLDER, filename), "--strip-components=1", "-C", into]);
  const {
    scripts: _,
    devDependencies: __,
    workspaces: ___,
    overrides: ____,
    ...kept
  } = manifest(folder);
  const addresses = home && {
    repository: {
      type: "git",
      url: `git+${home}.git`,
      ...(folder !== "." && { directory: folder }),
    },
    homepage: `${home}#readme`,
    bugs: { url: `${home}/issues` },
  };
  writeFileSync(
    join(into, "package.json"),
    `${JSON.stringify({ ...kept, ...addresses }, null, 2)}\n`,
  );
  return into;
}

await script(async () => {
  if (values.version || values.next) return prepare(values.version);
  const found = problems();
  if (found.length > 0) throw new Error(found.join("\n"));
  const home = address();
  if (!home && values.publish) throw new Error("The remote `origin` is no address on the web.");
  if (!home) console.log("No remote on the web: repository, homepage and bugs stay empty.");
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const provenance = process.env.ACTIONS_ID_TOKEN_REQUEST_URL ? ["--provenance"] : [];
  for (const folder of PACKAGES) {
    const made = await make(folder, home);
    // A rehearsal needs no network, and does not wait for it.
    const how = values.publish ? provenance : ["--dry-run", "--fetch-retries=0"];
    await run("npm", ["publish", made, "--access", "public", ...how], {
      onOutput: (text) => process.stdout.write(text),
    });
  }
});
