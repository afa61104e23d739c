// The npm package as a shop gets it: packed, installed into a fresh project, imported and bundled there.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build as esbuild } from "esbuild";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { build as vite } from "vite";
import { createProject, NAME, ROOT, run } from "./outside-project.js";
import { measurePage } from "./size.js";

const MODULE = "klarna_payments_wasm_bg.wasm";
const TEXT = "klarna_payments_wasm_text.js";

/**
 * What a browser imports: each entry with the SDKs that it drives, the functions that load them, and the files that lie beside it:
 * modules of WebAssembly, or chunks that have them within. (The entries of one SDK have them within themselves.)
 */
const ENTRIES = [
  "",
  "/external",
  "/payments",
  "/payments/external",
  "/web-sdk",
  "/web-sdk/external",
].map((entry) => {
  const sdks = ["payments", "web-sdk"].filter(
    (sdk) => !/payments|web-sdk/.test(entry) || entry.includes(sdk),
  );
  const loads = sdks.map((sdk) => (sdk === "payments" ? "loadKlarnaPayments" : "loadKlarnaWebSdk"));
  const file = entry.endsWith("/external") ? MODULE : entry === "" ? TEXT : undefined;
  const beside = file ? sdks.map((sdk) => `${sdk}/${file}`) : [];
  return { entry: NAME + entry, sdks, beside, loads };
});

/** @type {Awaited<ReturnType<typeof createProject>>} */
let project;

before(async () => {
  project = await createProject();
});
after(() => project.remove());

/**
 * Every file that a JavaScript module of the package needs, itself included.
 *
 * @param {string} module
 */
async function needed(module) {
  const { metafile } = await esbuild({
    absWorkingDir: project.installed,
    entryPoints: [module],
    bundle: true,
    platform: "node",
    format: "esm",
    write: false,
    metafile: true,
    outdir: "unused",
    external: ["klarna-sandbox", "react", "vue"],
    logLevel: "silent",
  });
  return Object.keys(metafile.inputs);
}

/**
 * The paths that an entry of `exports` names.
 *
 * @param {unknown} target
 * @returns {string[]}
 */
const paths = (target) =>
  typeof target === "string"
    ? [target.replace(/^\.\//, "")]
    : Object.values(/** @type {object} */ (target)).flatMap(paths);

test("the package holds what it names and needs, its licences and its papers, and nothing else", async () => {
  const { exports } = JSON.parse(project.read("package.json").toString());
  const named = Object.values(exports).flatMap(paths);
  const modules = await Promise.all(named.filter((path) => /\.c?js$/.test(path)).map(needed));
  const papers = ["README.md", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "package.json"];
  // What the types of the bindings have in common.
  const ofBindings = ["pkg/bindings/checkout.d.ts", "pkg/bindings/checkout.d.cts"];
  assert.deepEqual(
    project.files(),
    [...new Set([...named, ...modules.flat(), ...papers, ...ofBindings])].sort(),
  );
});

test("nothing in the package tells where it was built", () => {
  const folders = [ROOT, homedir(), ".cargo/registry", "rustlib/src"].filter(
    (path) => path !== "/",
  );
  for (const name of project.files()) {
    const text = project.read(name).toString("latin1");
    for (const folder of folders) assert.ok(!text.includes(folder), `${name} contains ${folder}`);
  }
});

test("installing it installs nothing else", () => {
  const packages = readdirSync(join(project.folder, "node_modules"));
  assert.deepEqual(
    packages.filter((name) => !name.startsWith(".")),
    [NAME],
  );
});

test("importing what needs no browser does nothing, on a server that has none", async () => {
  for (const entry of ["element", "element/payments", "element/web-sdk", "testing"]) {
    const script = `
      const before = Object.getOwnPropertyNames(globalThis).join();
      await import("${NAME}/${entry}");
      console.log(Object.getOwnPropertyNames(globalThis).join() === before);`;
    const { stdout, stderr } = await project.node("--input-type=module", "-e", script);
    assert.deepEqual([stdout.trim(), stderr], ["true", ""]);
  }
});

test("require gives the same functions where ES modules cannot be required", async () => {
  const script = `
    const assert = require("node:assert/strict");
    void (async () => {
      for (const entry of ["", "/external", "/payments", "/payments/external", "/web-sdk", "/web-sdk/external", "/testing", "/element"]) {
        const required = require("${NAME}" + entry);
        const imported = await import("${NAME}" + entry);
        assert.deepEqual(Object.keys(required).sort(), Object.keys(imported).sort());
      }
      const { isKlarnaError, loadKlarnaPayments, commerceLayer } = require("${NAME}");
      assert.equal(isKlarnaError({ name: "KlarnaError", code: "ABORTED" }), true);
      assert.throws(() => commerceLayer({}), { code: "INVALID_ARGUMENT", path: "baseUrl" });
      await assert.rejects(loadKlarnaPayments({ clientToken: "x" }), { code: "INVALID_STATE" });
    })();`;
  const { stderr } = await project.node("--no-experimental-require-module", "-e", script);
  assert.equal(stderr, "");
});

for (const { entry, beside, loads } of ENTRIES) {
  /** A shop's script that has all of the entry. */
  const shop = () =>
    project.write("shop.js", `import * as klarna from "${entry}";\nglobalThis.klarna = klarna;\n`);

  test(`importing ${entry} on a server does nothing`, async () => {
    const script = `
      const before = Object.getOwnPropertyNames(globalThis).join();
      const touched = [];
      globalThis.fetch = () => touched.push("fetch");
      for (const name of ["instantiate", "instantiateStreaming", "compile"]) WebAssembly[name] = () => touched.push(name);
      const loads = Object.keys(await import("${entry}")).filter((name) => name.startsWith("load"));
      process.on("exit", () => {
        const added = Object.getOwnPropertyNames(globalThis).join() === before ? [] : ["a global"];
        console.log(JSON.stringify({ loads, touched: [...touched, ...added] }));
      });`;
    const { stdout, stderr } = await project.node("--input-type=module", "-e", script);
    assert.deepEqual(JSON.parse(stdout), { loads, touched: [] });
    assert.equal(stderr, "");
  });

  test(`esbuild bundles ${entry} without a warning`, async () => {
    const { warnings, outputFiles } = await esbuild({
      entryPoints: [shop()],
      bundle: true,
      format: "esm",
      write: false,
      logLevel: "silent",
    });
    assert.deepEqual(warnings, []);
    const named = String(outputFiles[0]?.text).includes(MODULE);
    assert.equal(named, entry.endsWith("/external"));
  });

  test(`Vite bundles ${entry} and delivers what lies beside it, and no other module`, async () => {
    shop();
    project.write("index.html", '<!doctype html><script type="module" src="/shop.js"></script>');
    await vite({ root: project.folder, logLevel: "silent", configFile: false });
    const asset = (/** @type {string} */ name) =>
      readFileSync(join(project.folder, "dist/assets", name), "utf8");
    const assets = readdirSync(join(project.folder, "dist/assets"));
    const [script = "", ...more] = assets.filter((name) => name.startsWith("index-"));
    assert.deepEqual(more, []);
    const delivered = assets.filter((name) => name !== script);
    assert.equal(delivered.length, beside.length);
    /** What tells a file from others, whatever a bundler does to it. @param {string} path */
    const core = (path) => {
      const text = project.read(`pkg/${path}`).toString();
      return path.endsWith(".js") ? text.slice(20_000, 30_000) : text;
    };
    for (const path of beside)
      assert.equal(delivered.filter((name) => asset(name).includes(core(path))).length, 1, path);
    for (const name of delivered) assert.ok(asset(script).includes(name), name);
  });
}

test("a shop that only tells errors apart gets neither a module nor its JavaScript", async () => {
  const { outputFiles } = await esbuild({
    stdin: { contents: `export { isKlarnaError } from "${NAME}";`, resolveDir: project.folder },
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
    logLevel: "silent",
  });
  assert.doesNotMatch(String(outputFiles[0]?.text), /wasm|preload/i);
});

test("the README says how much each entry downloads", async () => {
  const readme = project.read("README.md").toString();
  for (const { entry, sdks } of ENTRIES.filter(({ entry }) => !entry.endsWith("/external"))) {
    const [, cell = ""] =
      readme.match(new RegExp(`^ *\\| \`${entry}\` \\|.*\\| ([^|]*) \\|$`, "m")) ?? [];
    const said = [...cell.matchAll(/(\d+) kB/g)].map(([, kilobytes]) => Number(kilobytes) * 1000);
    const pages = sdks.map((sdk) => measurePage(join(ROOT, "pkg"), entry.replace(NAME, "."), sdk));
    for (const [place, { total }] of (await Promise.all(pages)).entries()) {
      // Compilers differ by a little.
      const difference = Math.abs((said[place] ?? Number.NaN) - total.brotli);
      assert.ok(difference < 1500, `${entry}: ${cell}, measured are ${total.brotli} bytes`);
    }
  }
});

test("publint has nothing to say about it", async () => {
  const { messages, pkg } = await publint({ pkgDir: project.installed, strict: true });
  assert.deepEqual(
    messages.map((message) => formatMessage(message, pkg, { color: false })),
    [],
  );
});

test("its types are found by every TypeScript project that can import it", async () => {
  const attw = join(ROOT, "node_modules/@arethetypeswrong/cli/dist/index.js");
  const entries = [".", "payments", "web-sdk", "react", "vue", "element", "testing", "sandbox"];
  const options = ["--profile", "esm-only", "--format", "json", "--entrypoints", ...entries];
  const { stdout } = await run(process.execPath, [attw, project.tarball, ...options]);
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
