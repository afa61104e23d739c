// What shops build with. Each makes the page's script, `main.js` of a project that has the packed package, into a folder to serve,
// or serves the project itself. None is told anything about the package.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../package/outside-project.js";
import { html } from "./page.js";
import { ENDPOINTS, folder, Shop } from "./shop.js";

/** What a tool has made, as the shop's server shows it. @param {string} output */
const shown = (output) => ({ pages: folder(output), output });

/**
 * @typedef {import("./shop.js").Pages} Pages
 * @typedef {((name: string) => Promise<any>) & { path: (name: string) => string, into: (project: string, ...names: string[]) => void }} Load
 *   gives one of the tools, as it is installed; `path`: where a file of it is; `into`: puts it into a project as well
 * @typedef {{ url: string } | { pages: Pages }} Made where the tool's own server is, or what the shop's server shows
 * @typedef {Made & { close?: () => Promise<unknown> | void, output?: string }} Served `close`: what the pages need no longer;
 *   `output`: the folder that the tool has made
 * @typedef {{ load: Load, asDocumented: boolean, shopUrl: string }} Help `asDocumented`: with what the docs say of the tool;
 *   `shopUrl`: of the shop's endpoints, for a tool's own server
 * @typedef {(project: string, help: Help) => Promise<Served>} Make
 * @typedef {"copy" | "name" | "exclude" | "exports"} Recipe of the docs. For a tool that loses the file of WebAssembly: it is
 *   copied beside the bundle; copied, and its address named; or the package is left out of what the tool makes ready. For one
 *   that does not read a package's `exports`: the setting by which it does
 * @typedef {{ name: string, mode: "dev" | "build", make: Make, recipe?: Recipe }} Tool
 */

const MODULE = html('<script type="module" src="/main.js"></script>');
const CLASSIC = html('<script defer src="/main.js"></script>');

/**
 * A folder with the page, to build into.
 * @param {string} project
 * @param {string} [page]
 */
function outputOf(project, page = MODULE) {
  const out = join(project, "dist");
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, "index.html"), page);
  return out;
}

/** @param {object} options @returns {Make} */
const esbuild =
  (options) =>
  async (project, { load }) => {
    const isModule = !("format" in options && options.format === "iife");
    const outdir = outputOf(project, isModule ? MODULE : CLASSIC);
    const { build } = await load("esbuild");
    await build({
      absWorkingDir: project,
      entryPoints: ["main.js"],
      bundle: true,
      minify: true,
      format: "esm",
      outdir,
      logLevel: "error",
      ...options,
    });
    return shown(outdir);
  };

/** @param {"es" | "iife"} format @returns {Make} */
const rollup =
  (format) =>
  async (project, { load }) => {
    const dir = outputOf(project, format === "es" ? MODULE : CLASSIC);
    const { rollup } = await load("rollup");
    const { nodeResolve } = await load("@rollup/plugin-node-resolve");
    const bundle = await rollup({
      input: join(project, "main.js"),
      plugins: [nodeResolve({ browser: true, rootDir: project })],
      onwarn: () => {},
    });
    // What is imported later has no other place in a script that is no module.
    await bundle.write({ dir, format, ...(format === "iife" && { inlineDynamicImports: true }) });
    await bundle.close();
    return shown(dir);
  };

/** webpack and Rspack, which has the same interface. @param {string} name @param {"production" | "development"} mode @returns {Make} */
const webpack =
  (name, mode) =>
  async (project, { load }) => {
    const path = outputOf(project);
    const tool = await load(name);
    const start = tool.rspack ?? tool.default;
    await new Promise((resolve, reject) => {
      const options = {
        mode,
        context: project,
        entry: "./main.js",
        output: { path, filename: "main.js", publicPath: "/" },
        performance: { hints: false },
      };
      start(options, (/** @type {Error | null} */ error, /** @type {any} */ stats) =>
        error || stats.hasErrors() ? reject(error ?? new Error(stats.toString())) : resolve(stats),
      );
    });
    return shown(path);
  };

/** @type {Make} */
const rsbuild = async (project, { load }) => {
  const { createRsbuild } = await load("@rsbuild/core");
  writeFileSync(join(project, "index.html"), html(""));
  const built = await createRsbuild({
    cwd: project,
    config: {
      source: { entry: { index: "./main.js" } },
      html: { template: "./index.html" },
      logLevel: "error",
    },
  });
  await built.build();
  return shown(join(project, "dist"));
};

/** @type {Make} */
const parcel = async (project, { load, asDocumented }) => {
  const own = { name: "shop", type: "module" };
  const documented = { ...own, "@parcel/resolver-default": { packageExports: true } };
  writeFileSync(join(project, "package.json"), JSON.stringify(asDocumented ? documented : own));
  writeFileSync(
    join(project, "index.html"),
    html('<script type="module" src="./main.js"></script>'),
  );
  const { Parcel } = await load("@parcel/core");
  await new Parcel({
    projectRoot: project,
    entries: join(project, "index.html"),
    defaultConfig: load.path("@parcel/config-default"),
    mode: "production",
    shouldDisableCache: true,
    defaultTargetOptions: { distDir: join(project, "dist"), publicUrl: "/" },
  }).run();
  return shown(join(project, "dist"));
};

/** @param {string} name @returns {Make} */
const viteBuild =
  (name) =>
  async (project, { load }) => {
    writeFileSync(join(project, "index.html"), MODULE);
    const { build } = await load(name);
    await build({ root: project, configFile: false, logLevel: "error" });
    return shown(join(project, "dist"));
  };

/** @param {string} name @returns {Make} */
const viteDev =
  (name) =>
  async (project, { load, asDocumented, shopUrl }) => {
    writeFileSync(join(project, "index.html"), MODULE);
    const { createServer } = await load(name);
    const server = await createServer({
      root: project,
      configFile: false,
      logLevel: "error",
      cacheDir: join(project, ".vite"),
      ...(asDocumented && { optimizeDeps: { exclude: ["klarna-payments-wasm"] } }),
      server: {
        host: "127.0.0.1",
        port: 0,
        proxy: Object.fromEntries(ENDPOINTS.map((path) => [path, shopUrl])),
      },
    });
    await server.listen();
    const { port } = server.httpServer.address();
    return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
  };

/** @type {Make} */
const bunBuild = async (project, { load }) => {
  const outdir = outputOf(project);
  const options = ["--target=browser", "--minify", `--outdir=${outdir}`];
  await run(bun(load), ["build", "./main.js", ...options], { cwd: project });
  return shown(outdir);
};

/** A server of Bun's, as it runs a shop: pages by their HTML, and the endpoints in `fetch`. @type {Make} */
const bunDev = async (project, { load, shopUrl }) => {
  writeFileSync(join(project, "index.html"), MODULE.replace("/main.js", "./main.js"));
  const server = join(project, "server.js");
  writeFileSync(
    server,
    `import page from "./index.html";
const { url } = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  development: { hmr: false },
  routes: { "/": page },
  fetch: async (request) => {
    const { pathname } = new URL(request.url);
    const file = Bun.file("dist" + pathname);
    if (await file.exists()) return new Response(file);
    return fetch("${shopUrl}" + pathname, { method: request.method, body: await request.text() });
  },
});
console.log(url.origin);
`,
  );
  const child = spawn(bun(load), [server], { cwd: project, stdio: ["ignore", "pipe", "ignore"] });
  const [url] = await Promise.race([once(child.stdout, "data"), once(child, "exit")]);
  if (child.exitCode !== null) throw new Error("Bun's server has ended");
  return { url: String(url).trim(), close: () => void child.kill() };
};

/** Where the package has its program; its own command is made by a script, and nothing that is installed runs one. @param {Load} load */
const bun = (load) => load.path(`@oven/bun-${process.platform}-${process.arch}/bin/bun`);

/** @type {Make} */
const astro = async (project, { load }) => {
  load.into(project, "astro");
  mkdirSync(join(project, "src/pages"), { recursive: true });
  const page = html('<script>import "../../main.js";</script>');
  writeFileSync(join(project, "src/pages/index.astro"), page);
  // A process of its own: in one that has built before, Astro leaves scripts out.
  const program = join(project, "build.js");
  const options = '{ root: import.meta.dirname, logLevel: "error" }';
  writeFileSync(program, `import { build } from "astro";\nawait build(${options});\n`);
  const env = { ...process.env, ASTRO_TELEMETRY_DISABLED: "1" };
  await run(process.execPath, [program], { cwd: project, env });
  return shown(join(project, "dist"));
};

/** No tool: the browser reads the package's files as they are. @type {Make} */
const importMap = async (project) => {
  const imports = addresses("/node_modules/klarna-payments-wasm");
  writeFileSync(
    join(project, "index.html"),
    html(`${mapOf(imports)}<script type="module" src="/main.js"></script>`),
  );
  return { pages: folder(project) };
};

/** The same, with the package's folder on another origin. @type {Make} */
const cdn = async (project) => {
  const host = await Shop.open();
  host.pages = folder(join(project, "node_modules"));
  const imports = addresses(`${host.url}/klarna-payments-wasm`);
  cpSync(
    join(project, "main.js"),
    join(
      outputOf(project, html(`${mapOf(imports)}<script type="module" src="/main.js"></script>`)),
      "main.js",
    ),
  );
  return { pages: folder(join(project, "dist")), close: () => host.close() };
};

/** @param {string} base */
const addresses = (base) => ({
  "klarna-payments-wasm": `${base}/pkg/index.js`,
  "klarna-payments-wasm/payments": `${base}/pkg/payments.js`,
  "klarna-payments-wasm/web-sdk": `${base}/pkg/web-sdk.js`,
  "klarna-payments-wasm/payments/compat": `${base}/pkg/payments/klarna_payments_wasm_compat.js`,
  "klarna-payments-wasm/web-sdk/compat": `${base}/pkg/web-sdk/klarna_payments_wasm_compat.js`,
  "klarna-payments-wasm/external": `${base}/pkg/index-external.js`,
  "klarna-payments-wasm/payments/external": `${base}/pkg/payments-external.js`,
  "klarna-payments-wasm/web-sdk/external": `${base}/pkg/web-sdk-external.js`,
});

/** @param {Record<string, string>} imports */
const mapOf = (imports) => `<script type="importmap">${JSON.stringify({ imports })}</script>`;

/** @type {Tool[]} */
export const TOOLS = [
  { name: "esbuild esm", mode: "build", make: esbuild({}), recipe: "copy" },
  { name: "esbuild splitting", mode: "build", make: esbuild({ splitting: true }), recipe: "copy" },
  { name: "esbuild iife", mode: "build", make: esbuild({ format: "iife" }), recipe: "name" },
  { name: "esbuild es2016", mode: "build", make: esbuild({ target: "es2016" }), recipe: "name" },
  ...[5, 6, 7, 8].flatMap((version) => [
    {
      name: `Vite ${version}`,
      mode: /** @type {const} */ ("dev"),
      make: viteDev(`vite-${version}`),
      ...(version < 8 && { recipe: /** @type {const} */ ("exclude") }),
    },
    {
      name: `Vite ${version}`,
      mode: /** @type {const} */ ("build"),
      make: viteBuild(`vite-${version}`),
    },
  ]),
  { name: "webpack 5", mode: "dev", make: webpack("webpack", "development") },
  { name: "webpack 5", mode: "build", make: webpack("webpack", "production") },
  { name: "Rspack", mode: "dev", make: webpack("@rspack/core", "development") },
  { name: "Rspack", mode: "build", make: webpack("@rspack/core", "production") },
  { name: "Rsbuild", mode: "build", make: rsbuild },
  { name: "Rollup es", mode: "build", make: rollup("es"), recipe: "copy" },
  { name: "Rollup iife", mode: "build", make: rollup("iife"), recipe: "name" },
  { name: "Parcel", mode: "build", make: parcel, recipe: "exports" },
  { name: "Bun", mode: "dev", make: bunDev, recipe: "name" },
  { name: "Bun", mode: "build", make: bunBuild, recipe: "copy" },
  { name: "Astro", mode: "build", make: astro },
  { name: "import map", mode: "dev", make: importMap },
  { name: "CDN of another origin", mode: "dev", make: cdn },
];
