// A project outside of this repository that has nothing but the packed package.

import { execFile } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";

export const NAME = "klarna-payments-wasm";
export const ROOT = join(import.meta.dirname, "../..");
/** Runs a program to its end; rejects when it fails. */
export const run = promisify(execFile);

/** What this test run tells its own processes; a test runner started by a test would take itself for one of them. */
const { NODE_TEST_CONTEXT: _, ...environment } = process.env;

/** A fresh project, made with {@link createProject}. */
class Project {
  /**
   * @param {string} folder
   * @param {string} tarball the packed package
   */
  constructor(folder, tarball) {
    this.folder = folder;
    this.tarball = tarball;
    this.installed = join(folder, "node_modules", NAME);
  }

  /**
   * @param {string} name
   * @param {string} content
   * @returns {string} the file's path
   */
  write(name, content) {
    const file = join(this.folder, name);
    writeFileSync(file, content);
    return file;
  }

  /**
   * Runs Node in the project, to its end; rejects when it fails or does not end.
   *
   * @param {string[]} args
   */
  node(...args) {
    return run(process.execPath, args, { cwd: this.folder, env: environment, timeout: 60_000 });
  }

  /** @returns {string[]} the package's files, from its root */
  files() {
    return filesIn(this.installed);
  }

  /** @param {string} name one of {@link files} */
  read(name) {
    return readFileSync(join(this.installed, name));
  }

  remove() {
    rmSync(this.folder, { recursive: true });
  }
}

/**
 * Packs a workspace and puts it beside what a project has, with the packages that it declares and no others. (Without the
 * network npm does not: it asks the registry which versions there are.)
 *
 * @param {Project} project
 * @param {"sandbox" | "server"} workspace
 * @returns {Promise<string>} where it is
 */
export async function addWorkspace(project, workspace) {
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", project.folder], {
    cwd: join(ROOT, "www", workspace),
  });
  const [{ name, filename }] = JSON.parse(stdout);
  const installed = join(project.folder, "node_modules", name);
  mkdirSync(installed);
  const tarball = join(project.folder, filename);
  await run("tar", ["-xzf", tarball, "--strip-components=1", "-C", installed]);
  const { bin, dependencies } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  linkPackages(installed, Object.keys(dependencies));
  mkdirSync(join(project.folder, "node_modules/.bin"), { recursive: true });
  for (const [command, path] of Object.entries(bin ?? {})) {
    chmodSync(join(installed, path), 0o755);
    symlinkSync(join(installed, path), join(project.folder, "node_modules/.bin", command));
  }
  return installed;
}

/**
 * Installs other people's packages as this repository has them.
 *
 * @param {string} folder
 * @param {string[]} names
 */
export function linkPackages(folder, names) {
  for (const name of names) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), link);
  }
}

/** Packs the package and installs it into a fresh project, without the network. */
export async function createProject() {
  const folder = mkdtempSync(join(tmpdir(), "shop-"));
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder], {
    cwd: ROOT,
  });
  const project = new Project(folder, join(folder, JSON.parse(stdout)[0].filename));
  project.write("package.json", JSON.stringify({ name: "shop", type: "module" }));
  const { tarball } = project;
  await run("npm", ["install", "--no-audit", "--no-fund", "--offline", tarball], { cwd: folder });
  return project;
}

/**
 * @param {string} folder
 * @returns {string[]} all files in it, from there
 */
export function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item) => relative(folder, join(item.parentPath, item.name)))
    .sort();
}
