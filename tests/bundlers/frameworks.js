// Frameworks that shops are written in. Each builds one shop, with a page for every entry of the package; where there are components of
// the server, they import the package as well.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "../package/outside-project.js";
import { LOCKS } from "./package-state.js";
import { BODY } from "./page.js";
import { ENDPOINTS, folder } from "./shop.js";

/** @import { Entry } from "./page.js" */
/** @import { Served } from "./tools.js" */

/**
 * @typedef {object} Help
 * @property {string} tools where the tools are installed
 * @property {string} shopUrl of the shop's endpoints, for a framework's own server
 *
 * @typedef {(shop: FrameworkShop, help: Help) => Promise<Served & { output?: string }>} Make
 * @typedef {{ name: string, mode: "dev" | "build", make: Make, at?: (name: string) => string, recipe?: "copy" }} Framework
 *   `at`: where the page of an entry is; `recipe` of the docs, for the entries whose WebAssembly is a file
 */

/** The name of an entry's page. @param {string} entry */
export const nameOf = (entry) => entry.replace(/^\.\/?/, "").replace("/", "-") || "whole";

const NAME = "klarna-payments-wasm";

/** The files of a shop that is written in some framework. */
export class FrameworkShop {
  /**
   * @param {string} folder within that of the tools, which it finds by that
   * @param {string} installed the package
   * @param {Record<string, string>} scripts of the pages, by entry
   */
  constructor(folder, installed, scripts) {
    this.folder = folder;
    this.scripts = scripts;
    rmSync(folder, { recursive: true, force: true });
    this.installed = join(folder, "node_modules", NAME);
    cpSync(installed, this.installed, { recursive: true });
    this.write("package.json", '{ "name": "shop", "private": true, "type": "module" }');
    const { version } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
    const lock = { lockfileVersion: 3, packages: { [`node_modules/${NAME}`]: { version } } };
    for (const name of LOCKS) this.write(name, JSON.stringify(lock, null, 2));
  }

  get entries() {
    return Object.keys(this.scripts);
  }

  /** @param {string} name @param {string} content */
  write(name, content) {
    const file = join(this.folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /** Writes the script of an entry's page, and gives what else is written of it. @param {string} entry @param {string} name */
  script(entry, name) {
    this.write(name, this.scripts[entry] ?? "");
    return `import { isKlarnaError } from "${NAME}${entry.slice(1)}";`;
  }

  /** Runs a program of a tool. @param {Help} help @param {string} program @param {...string} args */
  run({ tools }, program, ...args) {
    const file = join(tools, "node_modules", program);
    return run(process.execPath, [file, ...args], { cwd: this.folder, env: QUIET, maxBuffer: 1e8 });
  }

  /** @param {string} output */
  shown(output) {
    const made = join(this.folder, output);
    return { pages: folder(made), output: made };
  }
}

const QUIET = {
  ...process.env,
  NODE_ENV: "production",
  NEXT_TELEMETRY_DISABLED: "1",
  NUXT_TELEMETRY_DISABLED: "1",
  STORYBOOK_DISABLE_TELEMETRY: "1",
  NG_CLI_ANALYTICS: "false",
  CI: "true",
};
const MARKUP = JSON.stringify(BODY);

/** @param {"--turbopack" | "--webpack"} bundler @returns {Make} */
const next = (bundler) => async (shop, help) => {
  const root = JSON.stringify(help.tools);
  shop.write(
    "next.config.js",
    `export default { output: "export", trailingSlash: true, turbopack: { root: ${root} }, outputFileTracingRoot: ${root} };`,
  );
  shop.write(
    "app/layout.jsx",
    `export const metadata = { title: "Checkout", icons: "data:," };
export default ({ children }) => <html lang="en"><body>{children}</body></html>;`,
  );
  shop.write("app/page.jsx", "export default () => <p>Thanks</p>;");
  for (const entry of shop.entries) {
    const page = `app/${nameOf(entry)}`;
    const imports = shop.script(entry, `${page}/main.js`);
    shop.write(
      `${page}/checkout.jsx`,
      `"use client";
import { useEffect } from "react";
${imports}
export default function Checkout() {
  useEffect(() => void import("./main.js"), []);
  return <div data-is={isKlarnaError(0)} dangerouslySetInnerHTML={{ __html: ${MARKUP} }} />;
}`,
    );
    shop.write(
      `${page}/page.jsx`,
      `${imports}
import Checkout from "./checkout.jsx";
export default () => <main data-is={isKlarnaError(0)}><Checkout /></main>;`,
    );
  }
  await shop.run(help, "next/dist/bin/next", "build", bundler);
  return shop.shown("out");
};

/** @type {Make} */
const nuxt = async (shop, help) => {
  const routes = JSON.stringify(shop.entries.map((entry) => `/${nameOf(entry)}/`));
  shop.write(
    "nuxt.config.js",
    `export default { compatibilityDate: "2026-01-01", telemetry: false, experimental: { payloadExtraction: false }, app: { head: { link: [{ rel: "icon", href: "data:," }] } },
  nitro: { prerender: { routes: ${routes} } } };`,
  );
  shop.write("app/app.vue", "<template><NuxtPage /></template>");
  shop.write("app/pages/index.vue", "<template><p>Thanks</p></template>");
  for (const entry of shop.entries) {
    const name = nameOf(entry);
    const imports = shop.script(entry, `app/scripts/${name}.js`);
    shop.write(
      `app/pages/${name}.vue`,
      `<script setup>
${imports}
const is = isKlarnaError(0);
const body = ${MARKUP};
onMounted(() => import("../scripts/${name}.js"));
</script>
<template><div :data-is="is" v-html="body"></div></template>`,
    );
  }
  await shop.run(help, "nuxt/bin/nuxt.mjs", "generate");
  return shop.shown(".output/public");
};

/** @type {Make} */
const svelteKit = async (shop, help) => {
  shop.write(
    "svelte.config.js",
    `import adapter from "@sveltejs/adapter-static";
export default { kit: { adapter: adapter() } };`,
  );
  shop.write(
    "vite.config.js",
    `import { sveltekit } from "@sveltejs/kit/vite";
export default { plugins: [sveltekit()], logLevel: "error" };`,
  );
  shop.write(
    "src/app.html",
    `<!doctype html><html lang="en"><head><title>Checkout</title><link rel="icon" href="data:,">%sveltekit.head%</head>
<body><div>%sveltekit.body%</div></body></html>`,
  );
  shop.write(
    "src/routes/+layout.js",
    'export const prerender = true;\nexport const trailingSlash = "always";\n',
  );
  shop.write("src/routes/+page.svelte", "<p>Thanks</p>");
  for (const entry of shop.entries) {
    const page = `src/routes/${nameOf(entry)}`;
    const imports = shop.script(entry, `${page}/main.js`);
    shop.write(
      `${page}/+page.svelte`,
      `<script>
import { onMount } from "svelte";
${imports}
const body = ${MARKUP};
onMount(() => void import("./main.js"));
</script>
<div data-is={isKlarnaError(0)}>{@html body}</div>`,
    );
  }
  const links = shop.entries.map((entry) => `<a href="/${nameOf(entry)}/">${entry}</a>`);
  shop.write("src/routes/+page.svelte", `<p>Thanks</p>${links.join("")}`);
  await shop.run(help, "vite/bin/vite.js", "build");
  return shop.shown("build");
};

/** One page for all entries, which its address tells apart; the files of WebAssembly are copied as the docs say. @param {FrameworkShop} shop */
function writeAngular(shop) {
  const copies = ["payments", "web-sdk"].map((sdk) => ({
    glob: "*.wasm",
    input: `node_modules/${NAME}/pkg/${sdk}`,
    output: `/${sdk}`,
  }));
  const options = {
    browser: "src/main.ts",
    index: "src/index.html",
    tsConfig: "tsconfig.json",
    assets: copies,
    outputPath: "dist",
  };
  const proxy = Object.fromEntries(
    ENDPOINTS.map((path) => [path, { target: "SHOP", secure: false }]),
  );
  const build = { builder: "@angular/build:application", options };
  const serve = {
    builder: "@angular/build:dev-server",
    options: { buildTarget: "shop:build", proxyConfig: "proxy.json", prebundle: true },
  };
  const project = { projectType: "application", root: "", sourceRoot: "src" };
  shop.write(
    "angular.json",
    JSON.stringify({
      version: 1,
      projects: { shop: { ...project, architect: { build, serve } } },
      cli: { analytics: false, cache: { enabled: true, environment: "all" } },
    }),
  );
  shop.write("proxy.json", JSON.stringify(proxy));
  shop.write(
    "tsconfig.json",
    JSON.stringify({
      compilerOptions: {
        ...{ target: "ES2022", module: "preserve", moduleResolution: "bundler", strict: true },
        ...{ allowJs: true, checkJs: false, skipLibCheck: true, isolatedModules: true },
      },
      files: ["src/main.ts"],
      include: ["src/**/*.d.ts"],
    }),
  );
  shop.write(
    "src/index.html",
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><base href="/"><title>Checkout</title><link rel="icon" href="data:,"></head>
<body><app-checkout></app-checkout>${BODY}</body></html>`,
  );
  const pages = shop.entries.map((entry) => {
    const name = nameOf(entry);
    shop.script(entry, `src/${name}.js`);
    return `"${name}": () => import("./${name}.js"),`;
  });
  shop.write(
    "src/main.ts",
    `import { Component } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
const pages: Record<string, () => Promise<unknown>> = { ${pages.join("\n")} };
@Component({ selector: "app-checkout", template: "<p>{{ title }}</p>" })
class Checkout {
  title = "Shop";
  constructor() {
    pages[location.search.slice(1)]?.();
  }
}
bootstrapApplication(Checkout);`,
  );
}

const ANGULAR = "@angular/cli/bin/ng.js";

/** @type {Make} */
const angularBuild = async (shop, help) => {
  writeAngular(shop);
  await shop.run(help, ANGULAR, "build", "shop");
  return shop.shown("dist/browser");
};

/** @type {Make} */
const angularServe = async (shop, { tools, shopUrl }) => {
  writeAngular(shop);
  shop.write(
    "proxy.json",
    JSON.stringify(Object.fromEntries(ENDPOINTS.map((path) => [path, { target: shopUrl }]))),
  );
  const program = join(tools, "node_modules", ANGULAR);
  const args = [program, "serve", "shop", "--port=0", "--host=127.0.0.1", "--no-hmr"];
  const env = { ...QUIET, NODE_ENV: "development" };
  const child = spawn(process.execPath, args, {
    cwd: shop.folder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit");
  let said = "";
  const url = await new Promise((resolve, reject) => {
    ended.then(() => reject(new Error(`Angular's server has ended: ${said.slice(-500)}`)));
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (text) => {
        said += text;
        const found = /Local:\D*(http:\/\/[^\s/]+)/.exec(said)?.[1];
        if (found) resolve(found);
      });
  });
  const close = async () => {
    child.kill();
    await ended;
  };
  return { url, close };
};

/** @type {Make} */
const storybook = async (shop, help) => {
  shop.write(
    ".storybook/main.js",
    `export default { stories: ["../stories/*.stories.js"], framework: { name: "@storybook/html-vite", options: {} },
  core: { disableTelemetry: true, disableWhatsNewNotifications: true } };`,
  );
  for (const entry of shop.entries) {
    const name = nameOf(entry);
    const imports = shop.script(entry, `stories/${name}.js`);
    shop.write(
      `stories/${name}.stories.js`,
      `${imports}
export default { title: "${name}" };
export const Checkout = {
  render: () => "<div data-is='" + isKlarnaError(0) + "'>" + ${MARKUP} + "</div>",
  play: () => import("./${name}.js"),
};`,
    );
  }
  await shop.run(
    help,
    "storybook/dist/bin/dispatcher.js",
    "build",
    "--quiet",
    "--output-dir",
    "made",
  );
  return shop.shown("made");
};

const atQuery = (/** @type {string} */ name) => `/?${name}`;

/** @type {Framework[]} */
export const FRAMEWORKS = [
  { name: "Next, Turbopack", mode: "build", make: next("--turbopack") },
  { name: "Next, webpack", mode: "build", make: next("--webpack") },
  { name: "Nuxt", mode: "build", make: nuxt },
  { name: "SvelteKit", mode: "build", make: svelteKit },
  { name: "Angular", mode: "dev", make: angularServe, at: atQuery, recipe: "copy" },
  { name: "Angular", mode: "build", make: angularBuild, at: atQuery, recipe: "copy" },
  {
    name: "Storybook",
    mode: "build",
    make: storybook,
    at: (name) => `/iframe.html?id=${name}--checkout&viewMode=story`,
  },
];
