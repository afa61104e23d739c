// The examples that are whole shops, page and server, as somebody who copies them: with the packed packages, started by their
// own commands, and bought with at the sandbox.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
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
import { openDetours, paymentsRows, webSdkRows } from "./checkout-rows.js";
import { freePort, isUp } from "./ports.js";

const EXAMPLES = join(ROOT, "www/examples");

/**
 * @typedef {object} Shop
 * @property {string} name its folder
 * @property {Page[]} pages
 * @property {(port: number) => string[][]} commands the last one goes on
 * @property {string[]} [links] packages of the repository's that it needs
 * @property {string[]} [installs] packages of the registry
 *
 * @typedef {object} Page
 * @property {string} path
 * @property {boolean} isWebSdk else it is Klarna Payments, and two pairs are bought
 */

const PAYMENTS = { path: "/", isWebSdk: false };
const WEB_SDK = { path: "/web-sdk.html", isWebSdk: true };

/** @param {number} port */
const vite = (port) => [
  ["node_modules/vite/bin/vite.js", "build"],
  ["node_modules/vite/bin/vite.js", "preview", "--port", String(port)],
];
/** @type {(name: string, links?: string[], installs?: string[]) => Shop} */
const drawn = (name, links = [], installs) => ({
  name,
  pages: [PAYMENTS, WEB_SDK],
  links: ["vite", ...links],
  ...(installs && { installs }),
  commands: vite,
});

/** @type {Shop[]} */
const SHOPS = [
  { name: "plain", pages: [PAYMENTS], commands: () => [["server.js"]] },
  {
    name: "vite",
    pages: [{ ...WEB_SDK, path: "/" }],
    links: ["vite"],
    commands: vite,
  },
  {
    name: "next",
    pages: [PAYMENTS],
    installs: ["next@16.4.6", "react@19.3.1", "react-dom@19.3.1"],
    commands: (port) => [
      ["node_modules/next/dist/bin/next", "build"],
      ["node_modules/next/dist/bin/next", "start", "-p", String(port)],
    ],
  },
  drawn("element"),
  drawn("react", ["react", "react-dom", "scheduler"]),
  drawn("vue", ["vue", "@vue", "@vitejs"]),
  drawn("svelte", [], ["svelte@5.57.3", "@sveltejs/vite-plugin-svelte@7.3.1", "vite@8.3.8"]),
  drawn("lit", [], ["lit@3.3.3"]),
  drawn(
    "angular",
    [],
    ["common", "compiler", "core", "platform-browser"]
      .map((part) => `@angular/${part}@22.2.6`)
      .concat("rxjs@7.8.2"),
  ),
];

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
      linkPackages(
        project.folder,
        (shop.links ?? []).filter((name) => !shop.installs?.some((one) => one.startsWith(name))),
      );
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
        VITE_KLARNA_URL: klarna.url,
        NEXT_PUBLIC_KLARNA_URL: klarna.url,
        NEXT_TELEMETRY_DISABLED: "1",
      };
      const commands = shop.commands(port);
      const last = commands.pop() ?? [];
      for (const command of commands)
        await run(process.execPath, command, { cwd: project.folder, env, timeout: 300_000 });
      server = spawn(process.execPath, last, { cwd: project.folder, env, stdio: "inherit" });
      await isUp(url, server);
      browser = await openBrowser("chromium");
      await openDetours(browser);
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
        .filter((file) => /\.(jsx?|ts|html|vue|svelte)$/.test(file));
      for (const file of files) {
        const lines = readFileSync(join(EXAMPLES, shop.name, file), "utf8").split("\n").length;
        assert.ok(lines <= 80, `${file} has ${lines} lines`);
      }
    });

    if (shop.name === "angular")
      it("is what the compiler takes", async () => {
        linkPackages(project.folder, ["typescript"]);
        await project.node("node_modules/typescript/bin/tsc", "-p", ".");
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

    /** With PICTURES=folder: how a checkout looks on a phone and on a desk. @param {string} path @param {string} shown */
    async function pictures(path, shown) {
      if (!process.env.PICTURES) return;
      for (const width of [390, 1280]) {
        await browser.setWindowRect(null, null, width, 900);
        await browser.url(url + path);
        await browser.$(shown).waitForDisplayed();
        const name = `${shop.name}${path.replace(/\W/g, "-")}${width}.png`;
        await browser.saveScreenshot(join(process.env.PICTURES, name));
      }
    }

    /** By the keyboard alone, past Klarna's widget. @param {string} selector of a button */
    async function press(selector) {
      const isFocused = () =>
        browser.execute((selector) => document.activeElement?.matches(selector), selector);
      for (let tabs = 0; !(await isFocused()); tabs += 1) {
        assert.ok(tabs < 20, "the keyboard comes to the button");
        await browser.keys("Tab");
      }
      await browser.keys("Enter");
    }

    /** The amounts of what was sold, of each of Klarna's APIs. */
    const sold = () => [
      ...klarna.ledger().orders.map((one) => one.order_amount),
      ...klarna.ledger().transactions.map((one) => one.amount),
    ];
    const loads = () => klarna.ledger().sdkCalls.filter(({ call }) => call === "load").length;

    for (const { path, isWebSdk } of shop.pages) {
      const rows = isWebSdk ? webSdkRows : paymentsRows;
      rows(() => ({ browser, klarna, url: url + path, approve }), shop.name === "plain");

      it(`sells shoes with ${isWebSdk ? "the Web SDK" : "Klarna Payments"}, and nothing that axe objects to`, async () => {
        await pictures(path, isWebSdk ? "klarna-payment-button" : "button.buy:enabled");
        const before = sold().length;
        await browser.url(url + path);
        if (isWebSdk) {
          const button = browser.$("klarna-payment-button");
          await button.waitForDisplayed();
          assert.deepEqual(await violations(browser), []);
          await button.click();
        } else {
          await browser.$("button.buy:enabled").waitForExist();
          assert.deepEqual(await violations(browser), []);
          const loadsBefore = loads();
          await browser.$("select").selectByVisibleText("2");
          await browser.$("output=1198.00 SEK").waitForExist();
          // The widget is loaded again with the new order.
          await browser.waitUntil(() => loads() > loadsBefore);
          await browser.$("button.buy:enabled").waitForExist();
          await press("button.buy");
        }
        await approve();
        await browser.$("h1=Thank you").waitForExist({ timeout: 20_000 });
        assert.deepEqual(sold().slice(before), [isWebSdk ? 59900 : 119800]);
      });
    }
  });
