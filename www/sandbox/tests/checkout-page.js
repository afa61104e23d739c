import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { openBrowser } from "../../../tests/webdriver/browsers.js";
import { startSandbox } from "../index.js";
import { createSession } from "./merchant.js";

/** @type {Record<string, string>} */
const PAGES = {
  "/": "index.html",
  "/web-sdk": "web-sdk.html",
  "/probe.js": "probe.js",
  "/fact.js": "fact.js",
  "/web-sdk.js": "web-sdk.js",
};
const FOLDER = new URL("page/", import.meta.url);

/**
 * What a shop's policy may be: with the inline styles that Klarna documents as needed; stricter than that; with Trusted
 * Types as well; or with inline scripts, which the static widget needs.
 * @type {Record<string, { script?: string, style?: string, more?: string }>}
 */
const POLICIES = {
  documented: { style: "'unsafe-inline'" },
  strict: {},
  "trusted-types": { style: "'unsafe-inline'", more: "require-trusted-types-for 'script'" },
  open: { script: "'unsafe-inline'", style: "'unsafe-inline'" },
};

/** A checkout page of some shop, with a Content-Security-Policy, in a real browser, and the sandbox it uses. */
export class CheckoutPage {
  /** @param {import("../../../tests/webdriver/browsers.js").Engine} [engine] @param {object} [options] */
  static async open(engine = "chromium", options = {}) {
    const sandbox = await startSandbox({ seed: 1 });
    const server = createServer((request, response) => void page.#serve(request, response));
    await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
    const browser = await openBrowser(engine, options);
    const page = new CheckoutPage(sandbox, server, browser);
    return page;
  }

  #server;

  /**
   * @param {import("../index.js").Sandbox} sandbox
   * @param {import("node:http").Server} server
   * @param {import("../../../tests/webdriver/browsers.js").OpenBrowser} browser
   */
  constructor(sandbox, server, browser) {
    this.sandbox = sandbox;
    this.#server = server;
    this.browser = browser;
    const address = /** @type {import("node:net").AddressInfo} */ (server.address());
    this.url = `http://127.0.0.1:${address.port}`;
  }

  /**
   * Loads the page afresh.
   * @param {string} [query] of the SDK's script, such as `build=734`
   * @param {string} [policy] one of {@link POLICIES}
   */
  async load(query = "", policy = "documented") {
    await this.browser.switchFrame(null);
    await this.browser.url(`${this.url}/?${query}&policy=${policy}`);
  }

  /**
   * Loads the page afresh and takes up a new session.
   * @param {object} [order]
   * @param {string} [query] of the SDK's script
   * @param {string} [policy] one of {@link POLICIES}
   */
  async start(order = {}, query = "", policy = "documented") {
    const session = await createSession(this.sandbox, order);
    await this.load(query, policy);
    await this.call("init", { client_token: session.client_token });
    return session;
  }

  /**
   * Calls a method of `Klarna.Payments`; see `page/probe.js` for what arguments may be.
   * @param {string} method
   * @param {unknown[]} args
   * @returns {Promise<number>} the number of the call
   */
  call(method, ...args) {
    return this.browser.execute(
      (name, given) => window.probe.call(window.Klarna.Payments, name, given),
      method,
      args,
    );
  }

  /**
   * Calls and waits for the callback.
   * @param {string} method
   * @param {unknown[]} args
   * @returns {Promise<any>} what the callback got
   */
  async answer(method, ...args) {
    const number = await this.call(method, ...args);
    return (await this.answered(number)).callbacks[0]?.[0];
  }

  /** @param {number} number @returns {Promise<CallRecord>} what came of a call until now */
  async outcome(number) {
    return this.browser.execute(
      (index) => /** @type {CallRecord} */ (window.probe.calls[index]),
      number,
    );
  }

  /**
   * Waits until the callback of a call has run.
   * @param {number} number
   * @param {number} [times]
   */
  async answered(number, times = 1) {
    await this.browser.waitUntil(
      async () => (await this.outcome(number)).callbacks.length >= times,
      { timeoutMsg: `call ${number} was not answered` },
    );
    return this.outcome(number);
  }

  /** @returns {Promise<{ name: string, message: string }[]>} */
  rejections() {
    return this.browser.execute(() => window.probe.rejections);
  }

  /** @returns {Promise<string[]>} errors of the page, policy violations among them */
  pageErrors() {
    return this.browser.execute(() => window.probe.pageErrors);
  }

  /** Switches to the window that is not the shop's; gives the way back. */
  async switchToPopup() {
    const shop = await this.browser.getWindowHandle();
    await this.browser.waitUntil(async () => (await this.browser.getWindowHandles()).length === 2, {
      timeoutMsg: "no window was opened",
    });
    const [popup] = (await this.browser.getWindowHandles()).filter((handle) => handle !== shop);
    await this.browser.switchToWindow(String(popup));
    return async () => this.browser.switchToWindow(shop);
  }

  /** Presses a button of the quick journey in the window. @param {"approve" | "close" | "decline"} what */
  async decideInPopup(what) {
    const back = await this.switchToPopup();
    await this.browser.$(`#${what}`).click();
    await back();
  }

  async close() {
    await this.browser.close();
    await this.sandbox.close();
    this.#server.close();
  }

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {import("node:http").ServerResponse} response
   */
  async #serve(request, response) {
    const url = new URL(request.url ?? "/", this.url);
    const sandbox = this.sandbox.url;
    const { script, style, more } = POLICIES[url.searchParams.get("policy") ?? ""] ?? {};
    response.setHeader(
      "content-security-policy",
      [
        "default-src 'none'",
        `script-src 'self' ${sandbox} 'wasm-unsafe-eval' ${script ?? ""}`,
        `style-src 'self' ${sandbox} ${style ?? ""}`,
        ...["frame-src", "connect-src", "img-src"].map((name) => `${name} 'self' ${sandbox}`),
        ...(more ? [more] : []),
      ].join("; "),
    );
    const name = PAGES[url.pathname];
    if (name) {
      response.setHeader("content-type", name.endsWith(".js") ? "text/javascript" : "text/html");
      const text = await readFile(new URL(name, FOLDER), "utf8");
      response.end(
        text
          .replace("SDK_URL", `${sandbox}/kp/lib/v1/api.js${url.search}`)
          .replace("SANDBOX", sandbox),
      );
    } else {
      response.writeHead(404).end();
    }
  }
}
