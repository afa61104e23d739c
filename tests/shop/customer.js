import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { startShop } from "../../www/start.js";
import { openBrowser } from "../webdriver/browsers.js";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const PATIENCE_MS = 15_000;
/** Longer than any file of tests takes: a page asks some fifty times, and the next one need not ask again. */
const KEEP_FILES_MS = 3_600_000;
/** Klarna's payment button, once it takes clicks. */
export const BUTTON = '#klarna-button:not([aria-busy="true"]) > *';

/** A customer with a browser in the shop, and the sandbox behind it. */
export class Customer {
  /**
   * @param {import("../webdriver/browsers.js").Engine} [engine]
   * @param {{ width?: number, height?: number }} [size]
   * @param {Parameters<typeof startShop>[0]} [options] of the shop
   */
  static async enter(engine = "chromium", size = {}, options = {}) {
    const shop = await startShop({ keepFilesMs: KEEP_FILES_MS, ...options });
    try {
      return new Customer(shop, await openBrowser(engine, size));
    } catch (error) {
      // Nobody else will, and the test file would never end.
      await shop.close();
      throw error;
    }
  }

  /**
   * @param {import("../../www/start.js").Shop} shop
   * @param {import("../webdriver/browsers.js").OpenBrowser} browser
   */
  constructor(shop, browser) {
    this.shop = shop;
    this.browser = browser;
    if (!shop.sandbox) throw new Error("the shop under test uses the sandbox");
    this.sandbox = shop.sandbox;
  }

  async leave() {
    await this.browser.close();
    await this.shop.close();
  }

  /** Comes back as somebody else, with the first basket. @param {import("../../www/sandbox/sandbox.js").Settings} settings */
  async startAfresh(settings = {}) {
    this.sandbox.reset(Math.floor(Math.random() * 2 ** 31));
    this.sandbox.configure({ journey: "instant", ...settings });
    // Any page of the shop's origin, and none that asks its server.
    await this.browser.url(`${this.shop.url}/shop/style/base.css`);
    await this.browser.deleteAllCookies();
    await this.browser.execute(() => sessionStorage.clear());
  }

  /** @param {string} path */
  async visit(path) {
    await this.browser.url(`${this.shop.url}${path}`);
  }

  /** @param {string} selector */
  async sees(selector) {
    const found = this.browser.$(selector);
    await found.waitForExist({ timeout: PATIENCE_MS });
    return found;
  }

  /** @param {string} selector */
  async clicks(selector) {
    const found = await this.sees(selector);
    await found.waitForClickable({ timeout: PATIENCE_MS });
    await found.click();
  }

  /** @param {string} path that the browser gets to */
  async arrivesAt(path) {
    await this.browser.waitUntil(async () => (await this.browser.getUrl()).includes(path), {
      timeout: PATIENCE_MS,
      timeoutMsg: `the browser did not get to ${path}`,
    });
  }

  /** The outcome that the page tells, once it does. */
  async outcome() {
    return (await this.sees("[data-outcome]")).getAttribute("data-outcome");
  }

  /** From the payment page to the end of `authorize`. */
  async choosesKlarna() {
    await this.visit("/payment");
    await this.clicks("#continue:enabled");
  }

  /** From the payment page over the review page to the click on Buy. */
  async buys() {
    await this.choosesKlarna();
    await this.arrivesAt("/review");
    await this.clicks("#buy:enabled");
  }

  /**
   * Changes the basket in another tab: this page does not hear of it.
   *
   * @param {string} product
   * @param {number} quantity
   * @returns {Promise<number>} what the basket costs now
   */
  async changesBasketElsewhere(product, quantity) {
    return this.browser.execute(
      async (path, body) => {
        const headers = { "content-type": "application/json" };
        const answer = await fetch(path, { method: "PUT", headers, body });
        return (await answer.json()).amount;
      },
      `/api/cart/lines/${product}`,
      JSON.stringify({ quantity }),
    );
  }

  /**
   * From now on this page does not get what the shop's server answers there, but the word of something in between that there is
   * none for an hour: the page need not try for long.
   *
   * @param {string} path
   */
  async losesAnswersOf(path) {
    await this.browser.execute((lost) => {
      const real = window.fetch;
      window.fetch = async (...call) => {
        const answer = await real(...call);
        const instead = { status: 503, headers: { "retry-after": "3600" } };
        return answer.url.includes(lost) ? new Response("", instead) : answer;
      };
      Object.assign(window, { mend: () => Object.assign(window, { fetch: real }) });
    }, path);
  }

  async getsAnswersAgain() {
    await this.browser.execute(() => /** @type {any} */ (window).mend());
  }

  /** @param {string} mode how Klarna shall open after the click on the payment button */
  async choosesMode(mode) {
    await this.clicks(".modes summary");
    await this.clicks(`[name="mode"][value="${mode}"]`);
  }

  /**
   * From the button's page to the click on the button.
   * @param {string} [mode] how Klarna shall open
   */
  async pays(mode) {
    await this.visit("/pay");
    await this.sees(BUTTON);
    if (mode) await this.choosesMode(mode);
    await this.clicks(BUTTON);
  }

  /** The number on the confirmation page. */
  async orderNumber() {
    await this.arrivesAt("/confirmation");
    await this.sees("#order[data-outcome]");
    return this.browser.$("[data-order-number]").getText();
  }

  /**
   * What axe finds wrong with the page as it is, Klarna's frames aside.
   * @returns {Promise<string[]>}
   */
  async accessibilityProblems() {
    await this.browser.execute(await readFile(AXE, "utf8"));
    return this.browser.execute(async () => {
      const { axe } = /** @type {any} */ (window);
      // Between two colours a button has neither.
      const transitions = document.getAnimations().filter((one) => one instanceof CSSTransition);
      await Promise.allSettled(transitions.map(({ finished }) => finished));
      const { violations } = await axe.run(document, { iframes: false });
      return violations.map(
        (/** @type {any} */ { id, nodes }) =>
          `${id}: ${nodes.map((/** @type {any} */ { target }) => target.join(" ")).join(", ")}`,
      );
    });
  }
}
