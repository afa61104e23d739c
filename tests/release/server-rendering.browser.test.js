// A checkout that a server renders, with the packed package, in Next (both routers) and in Nuxt: the page goes on with the markup
// of the server, nothing warns, and the shoes are bought.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { startSandbox } from "klarna-payments-wasm/sandbox";
import { addWorkspace, createProject, ROOT, run } from "../package/outside-project.js";
import { openBrowser } from "../webdriver/browsers.js";
import { openDetours, paymentsRows } from "./checkout-rows.js";
import { freePort, isUp } from "./ports.js";

const EXAMPLES = join(ROOT, "www/examples");

/**
 * @typedef {object} Shop
 * @property {string[]} installs packages of the registry
 * @property {(project: string) => void} copy
 * @property {string[]} [build] a command
 * @property {(port: number) => string[]} start
 */

/** React tells all that does not match in development alone. */
const next = {
  installs: ["next@16.4.6", "react@19.3.1", "react-dom@19.3.1"],
  start: (/** @type {number} */ port) => [
    "node_modules/next/dist/bin/next",
    "dev",
    "-p",
    String(port),
  ],
};

/** @type {Record<string, Shop>} */
const SHOPS = {
  "Next's app router": {
    ...next,
    copy: (project) => cpSync(join(EXAMPLES, "next"), project, { recursive: true }),
  },
  "Next's pages router": {
    ...next,
    copy: (project) => {
      cpSync(join(EXAMPLES, "next"), project, { recursive: true });
      for (const part of ["api", "layout.jsx", "page.jsx", "thanks"])
        rmSync(join(project, "app", part), { recursive: true });
      cpSync(join(EXAMPLES, "next-pages"), project, { recursive: true });
    },
  },
  Nuxt: {
    installs: ["nuxt@4.3.1", "vue@3.5.45"],
    copy: (project) => {
      cpSync(join(EXAMPLES, "nuxt"), project, { recursive: true });
      // A build for production says that something does not match, but not what.
      const define = "vite: { define: { __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: true } }";
      const config = readFileSync(join(project, "nuxt.config.js"), "utf8");
      writeFileSync(join(project, "nuxt.config.js"), config.replace("};", `  ${define},\n};`));
    },
    build: ["node_modules/nuxt/bin/nuxt.mjs", "build"],
    start: () => [".output/server/index.mjs"],
  },
};

/** Keeps what is told to the console, over all pages of a visit. */
const KEEP_WARNINGS = `
  const keep = (...told) => {
    sessionStorage.told = JSON.stringify([...JSON.parse(sessionStorage.told ?? "[]"), told.map(String).join(" ")]);
  };
  for (const level of ["error", "warn"]) {
    const tell = console[level];
    console[level] = (...told) => { keep(...told); tell(...told); };
  }
  addEventListener("error", ({ message }) => keep(message));
  addEventListener("unhandledrejection", ({ reason }) => keep(reason));`;

for (const [name, shop] of Object.entries(SHOPS).filter(([name]) =>
  name.includes(process.env.RENDERED ?? ""),
))
  describe(`A checkout rendered by ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof createProject>>} */
    let project;
    /** @type {import("klarna-payments-wasm/sandbox").Sandbox} */
    let klarna;
    /** @type {import("../webdriver/browsers.js").OpenBrowser} */
    let browser;
    /** @type {import("node:child_process").ChildProcess} */
    let server;
    let url = "";
    before(async () => {
      klarna = await startSandbox({ settings: { journey: "instant" } });
      const port = await freePort();
      url = `http://localhost:${port}`;
      project = await createProject();
      const options = ["--no-audit", "--no-fund", "--ignore-scripts"];
      await run("npm", ["install", ...options, ...shop.installs], { cwd: project.folder });
      await addWorkspace(project, "server");
      shop.copy(project.folder);
      const { NODE_TEST_CONTEXT: _, NODE_ENV: __, ...given } = process.env;
      const env = {
        ...given,
        PORT: String(port),
        ORIGIN: url,
        DATABASE: join(project.folder, "shop.sqlite"),
        KLARNA_URL: klarna.url,
        NEXT_PUBLIC_KLARNA_URL: klarna.url,
        NEXT_TELEMETRY_DISABLED: "1",
        NUXT_PUBLIC_KLARNA_SDK: `${klarna.url}/kp/lib/v1/api.js`,
        NUXT_TELEMETRY_DISABLED: "1",
      };
      const cwd = project.folder;
      if (shop.build) await run(process.execPath, shop.build, { cwd, env, timeout: 300_000 });
      server = spawn(process.execPath, shop.start(port), { cwd, env, stdio: "inherit" });
      await isUp(url, server);
      browser = await openBrowser("chromium");
      await browser.sendCommandAndGetResult("Page.addScriptToEvaluateOnNewDocument", {
        source: KEEP_WARNINGS,
      });
      await openDetours(browser);
    });
    after(async () => {
      await browser?.close();
      server?.kill("SIGKILL");
      await klarna?.close();
      project?.remove();
    });

    it("waits in the server's markup, with a button that cannot be pressed yet", async () => {
      const html = await (await fetch(url)).text();
      assert.match(html, /<div[^>]*aria-busy="true"[^>]*>(<!--.*?-->)?<\/div><div role="status">/);
      assert.match(html, /<button[^>]*disabled[^>]*>Buy<\/button>/);
      assert.deepEqual(klarna.ledger().sdkCalls, []);
    });

    it("goes on with that markup without a warning, and sells", async () => {
      await browser.url(url);
      await browser.$("button.buy:enabled").waitForExist({ timeout: 60_000 });
      await browser.$("select").selectByVisibleText("2");
      const loads = () => klarna.ledger().sdkCalls.filter(({ call }) => call === "load").length;
      await browser.waitUntil(() => loads() === 2);
      await browser.$("button.buy:enabled").waitForExist();
      await browser.$("button.buy").click();
      await browser.$("h1=Thank you").waitForExist({ timeout: 60_000 });
      assert.deepEqual(
        klarna.ledger().orders.map(({ order_amount }) => order_amount),
        [119800],
      );
      const told = JSON.parse((await browser.execute(() => sessionStorage.told)) ?? "[]");
      // Of Next's own development server, with the pages router alone.
      const isTools = (/** @type {string} */ warning) =>
        warning.startsWith("[HMR] Invalid message");
      assert.deepEqual(
        told.filter((/** @type {string} */ warning) => !isTools(warning)),
        [],
      );
    });

    // In this sandbox nobody has to do anything at Klarna's.
    paymentsRows(() => ({ browser, klarna, url, approve: async () => {} }));
  });
