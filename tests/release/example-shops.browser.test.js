// The examples that are whole shops, page and server, as somebody who copies them: with the packed packages, started by their
// own commands, and bought with at the sandbox.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { startSandbox } from "klarna-payments-wasm/sandbox";
import { violations } from "../../www/sandbox/tests/accessibility.js";
import {
  addWorkspace,
  createProject,
  linkPackages,
  ROOT,
  run,
} from "../package/outside-project.js";
import { openBrowser } from "../webdriver/browsers.js";

const EXAMPLES = join(ROOT, "www/examples");

/**
 * @typedef {object} Shop
 * @property {string} name its folder
 * @property {string} sdk Klarna's script, as the sandbox has it
 * @property {(port: number) => string[][]} commands the last one goes on
 * @property {string[]} [links] packages of the repository's that it needs
 * @property {string[]} [installs] packages from the registry
 * @property {number} amount of what is bought
 */

/** @type {Shop[]} */
const SHOPS = [
  {
    name: "plain",
    sdk: "/kp/lib/v1/api.js",
    commands: () => [["server.js"]],
    amount: 119800,
  },
  {
    name: "vite",
    sdk: "/web-sdk/v2/klarna.mjs",
    links: ["vite"],
    commands: (port) => [
      ["node_modules/vite/bin/vite.js", "build"],
      ["node_modules/vite/bin/vite.js", "preview", "--port", String(port)],
    ],
    amount: 59900,
  },
  {
    name: "next",
    sdk: "/kp/lib/v1/api.js",
    installs: ["next@16.4.6", "react@19.3.1", "react-dom@19.3.1"],
    commands: (port) => [
      ["node_modules/next/dist/bin/next", "build"],
      ["node_modules/next/dist/bin/next", "start", "-p", String(port)],
    ],
    amount: 119800,
  },
];

/** @returns {Promise<number>} */
const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (probe.address());
      probe.close(() => resolve(port));
    });
  });

/** @param {string} url */
const reachable = async (url) => (await fetch(url).catch(() => pause(100))) !== undefined;

for (const shop of SHOPS.filter(({ name }) => (process.env.EXAMPLE ?? name) === name))
  describe(`The example ${shop.name}`, () => {
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
      klarna = await startSandbox({ settings: { journey: "quick", flow: "iframe" } });
      const port = await freePort();
      url = `http://127.0.0.1:${port}`;
      project = await createProject();
      if (shop.installs)
        await run(
          "npm",
          ["install", "--no-audit", "--no-fund", "--ignore-scripts", ...shop.installs],
          {
            cwd: project.folder,
          },
        );
      await addWorkspace(project, "server");
      linkPackages(project.folder, shop.links ?? []);
      cpSync(join(EXAMPLES, shop.name), project.folder, { recursive: true });
      if (shop.name === "plain") {
        const page = readFileSync(join(project.folder, "checkout.js"), "utf8");
        writeFileSync(
          join(project.folder, "checkout.js"),
          page.replace("http://127.0.0.1:4010", klarna.url),
        );
      }
      const { NODE_TEST_CONTEXT: _, NODE_ENV: __, ...given } = process.env;
      const env = {
        ...given,
        PORT: String(port),
        ORIGIN: url,
        DATABASE: join(project.folder, "shop.sqlite"),
        KLARNA_URL: klarna.url,
        VITE_KLARNA_SDK: klarna.url + shop.sdk,
        NEXT_PUBLIC_KLARNA_SDK: klarna.url + shop.sdk,
        NEXT_TELEMETRY_DISABLED: "1",
      };
      const commands = shop.commands(port);
      const last = commands.pop() ?? [];
      for (const command of commands)
        await run(process.execPath, command, { cwd: project.folder, env, timeout: 300_000 });
      server = spawn(process.execPath, last, { cwd: project.folder, env, stdio: "inherit" });
      while (!(await reachable(url))) assert.equal(server.exitCode, null);
      browser = await openBrowser("chromium");
    });
    after(async () => {
      await browser?.close();
      server?.kill("SIGKILL");
      await klarna?.close();
      project?.remove();
    });

    it("is short", () => {
      const files = readdirSync(join(EXAMPLES, shop.name), { recursive: true })
        .map(String)
        .filter((file) => /\.(jsx?|html)$/.test(file));
      for (const file of files) {
        const lines = readFileSync(join(EXAMPLES, shop.name, file), "utf8").split("\n").length;
        assert.ok(lines <= 80, `${file} has ${lines} lines`);
      }
    });

    /** At Klarna's, in the frame or the window that it shows. */
    async function approve() {
      const page = await browser.getWindowHandle();
      const popup = async () => (await browser.getWindowHandles()).find((one) => one !== page);
      const frame = browser.$("#klarna-klarna-fullscreen");
      await browser.waitUntil(async () => (await popup()) ?? (await frame.isDisplayed()));
      const window = await popup();
      await (window ? browser.switchToWindow(window) : browser.switchFrame(frame));
      await browser.$("#approve").click();
      await (window ? browser.switchToWindow(page) : browser.switchFrame(null));
    }

    const loads = () => klarna.ledger().sdkCalls.filter(({ call }) => call === "load").length;

    it("sells shoes, and nothing that axe objects to", async () => {
      await browser.url(url);
      if (shop.name === "vite") {
        const button = browser.$("klarna-payment-button");
        await button.waitForDisplayed();
        assert.deepEqual(await violations(browser), []);
        await button.click();
      } else {
        await browser.$("button.buy:enabled").waitForExist();
        assert.deepEqual(await violations(browser), []);
        await browser.$("select").selectByVisibleText("2");
        await browser.$("output=1198.00 SEK").waitForExist();
        // The widget is loaded again with the new order.
        await browser.waitUntil(() => loads() === 2);
        await browser.$("button.buy:enabled").waitForExist();
        await browser.$("button.buy").click();
      }
      await approve();
      await browser.$("h1=Thank you").waitForExist({ timeout: 20_000 });
      const { orders, transactions } = klarna.ledger();
      const amounts = [
        ...orders.map((one) => one.order_amount),
        ...transactions.map((one) => one.amount),
      ];
      assert.deepEqual(amounts, [shop.amount]);
    });
  });
