// The npm package as a shop gets it: packed, installed into a fresh project, imported and bundled there.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { build as esbuild } from "esbuild";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { build as vite } from "vite";

const NAME = "klarna-payments-wasm";
const ROOT = join(import.meta.dirname, "../..");
const run = promisify(execFile);

/** A fresh project that has nothing but the package. */
const project = mkdtempSync(join(tmpdir(), "shop-"));
const installed = join(project, "node_modules", NAME);
const entry = join(project, "shop.js");
let tarball = "";

before(async () => {
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", project], {
    cwd: ROOT,
  });
  tarball = join(project, JSON.parse(stdout)[0].filename);
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "shop", type: "module" }));
  await run("npm", ["install", "--no-audit", "--no-fund", "--offline", tarball], { cwd: project });
  writeFileSync(entry, `import * as klarna from "${NAME}";\nglobalThis.klarna = klarna;\n`);
});
after(() => rmSync(project, { recursive: true }));

/** @returns {string[]} the package's files, from its root */
function files() {
  return readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item) => relative(installed, join(item.parentPath, item.name)))
    .sort();
}

/** @param {string} name */
const read = (name) => readFileSync(join(installed, name));

/**
 * Every file that a JavaScript module of the package needs, itself included.
 *
 * @param {string} module
 */
async function needed(module) {
  const { metafile } = await esbuild({
    absWorkingDir: installed,
    entryPoints: [module],
    bundle: true,
    format: "esm",
    write: false,
    metafile: true,
    outdir: "unused",
    logLevel: "silent",
  });
  return Object.keys(metafile.inputs);
}

test("the package holds what its exports name and need, its licences and its papers, and nothing else", async () => {
  const { exports } = JSON.parse(read("package.json").toString());
  const named = Object.values(exports)
    .flatMap((target) => (typeof target === "string" ? target : Object.values(target)))
    .map((/** @type {string} */ path) => path.replace(/^\.\//, ""));
  const modules = await Promise.all(named.filter((path) => path.endsWith(".js")).map(needed));
  const papers = ["README.md", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "package.json"];
  assert.deepEqual(files(), [...new Set([...named, ...modules.flat(), ...papers])].sort());
});

test("nothing in the package tells where it was built", () => {
  const folders = [ROOT, homedir(), ".cargo/registry", "rustlib/src"].filter(
    (path) => path !== "/",
  );
  for (const name of files()) {
    const text = read(name).toString("latin1");
    for (const folder of folders) assert.ok(!text.includes(folder), `${name} contains ${folder}`);
  }
});

test("importing it on a server does nothing", async () => {
  const script = `
    const before = Object.getOwnPropertyNames(globalThis).join();
    const touched = [];
    globalThis.fetch = () => touched.push("fetch");
    for (const name of ["instantiate", "instantiateStreaming", "compile"]) WebAssembly[name] = () => touched.push(name);
    const { loadKlarnaPayments } = await import("${NAME}");
    if (typeof loadKlarnaPayments !== "function") throw new Error("no loadKlarnaPayments");
    process.on("exit", () => {
      const added = Object.getOwnPropertyNames(globalThis).join() === before ? [] : ["a global"];
      console.log(JSON.stringify([...touched, ...added]));
    });`;
  const { stdout, stderr } = await run(process.execPath, ["--input-type=module", "-e", script], {
    cwd: project,
  });
  assert.deepEqual(JSON.parse(stdout), []);
  assert.equal(stderr, "");
});

test("esbuild bundles it without a warning", async () => {
  const { warnings, outputFiles } = await esbuild({
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    write: false,
    logLevel: "silent",
  });
  assert.deepEqual(warnings, []);
  assert.match(String(outputFiles[0]?.text), /klarna_payments_wasm_bg\.wasm/);
});

test("Vite bundles it and delivers the module beside the JavaScript", async () => {
  writeFileSync(
    join(project, "index.html"),
    '<!doctype html><script type="module" src="/shop.js"></script>',
  );
  await vite({ root: project, logLevel: "silent", configFile: false });
  const assets = readdirSync(join(project, "dist/assets"));
  assert.equal(assets.filter((name) => /^klarna_payments_wasm_bg-.+\.wasm$/.test(name)).length, 1);
  const [script] = assets.filter((name) => name.endsWith(".js"));
  const [wasm] = assets.filter((name) => name.endsWith(".wasm"));
  assert.ok(
    readFileSync(join(project, "dist/assets", String(script)), "utf8").includes(String(wasm)),
  );
});

test("publint has nothing to say about it", async () => {
  const { messages, pkg } = await publint({ pkgDir: installed, strict: true });
  assert.deepEqual(
    messages.map((message) => formatMessage(message, pkg, { color: false })),
    [],
  );
});

test("its types are found by every TypeScript project that can import it", async () => {
  const attw = join(ROOT, "node_modules/@arethetypeswrong/cli/dist/index.js");
  const options = ["--profile", "esm-only", "--format", "json", "--entrypoints", "."];
  const { stdout } = await run(process.execPath, [attw, tarball, ...options]);
  const { problems = {} } = JSON.parse(stdout);
  // The profile decides how the program ends, not what it reports.
  const beyond = ["node10", "node16-cjs"];
  /** @type {{ resolutionKind: string }[]} */
  const relevant = Object.values(problems).flat();
  assert.deepEqual(
    relevant.filter(({ resolutionKind }) => !beyond.includes(resolutionKind)),
    [],
  );
});
