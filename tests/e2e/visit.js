import { after, before, beforeEach, describe } from "node:test";
import { availableEngines, enginesOfTier, openBrowser } from "../webdriver/browsers.js";
import { CheckoutServer } from "./checkout-server.js";

/** @typedef {import("../webdriver/browsers.js").Engine} Engine */

/** What a page may be asked to do: the names that `page/page.js` puts on its window. @typedef {any} Page */

/** A browser on a checkout page, and the server behind it. */
export class Visit {
  /**
   * @param {Engine} engine
   * @param {{ popupBlocking?: boolean }} [options]
   */
  static async begin(engine, options) {
    const server = await CheckoutServer.start();
    try {
      return new Visit(engine, server, await openBrowser(engine, options));
    } catch (error) {
      // Nobody else will, and the test file would never end.
      await server.close();
      throw error;
    }
  }

  /**
   * @param {Engine} engine
   * @param {CheckoutServer} server
   * @param {import("../webdriver/browsers.js").OpenBrowser} browser
   */
  constructor(engine, server, browser) {
    this.engine = engine;
    this.server = server;
    this.browser = browser;
  }

  /** Opens the page afresh, with another name each time. @param {string} [path] */
  async open(path = "/checkout") {
    await this.browser.url(this.server.url + path);
  }

  /**
   * Runs a function in the page and gives what it resolves to.
   *
   * @template {unknown[]} A
   * @template T
   * @param {(...args: A) => T | Promise<T>} act
   * @param {A} args
   * @returns {Promise<T>}
   */
  run(act, ...args) {
    return /** @type {any} */ (this.browser).execute(act, ...args);
  }

  async end() {
    await this.browser.close();
    await this.server.close();
  }
}

/** The visits of a file: what is described next goes on with the browser of what was before. @type {Map<string, Promise<Visit>>} */
const visits = new Map();
after(() => Promise.allSettled([...visits.values()].map(async (visit) => (await visit).end())));

/**
 * The same tests in every engine that is here, each with one browser for all of them.
 *
 * @param {string} title
 * @param {(visit: () => Visit, engine: Engine) => void} define
 * @param {{ popupBlocking?: boolean }} [options]
 */
export function inEveryEngine(title, define, options) {
  inEngines(availableEngines(), title, define, options);
}

/**
 * Tests of what is the package's own, and no engine's: in Chromium, and in a full run in every engine.
 *
 * @type {typeof inEveryEngine}
 */
export function inEnginesOfTier(title, define, options) {
  inEngines(enginesOfTier(), title, define, options);
}

/** @param {Engine[]} engines @param {Parameters<typeof inEveryEngine>} tests */
function inEngines(engines, ...[title, define, options]) {
  for (const engine of engines) {
    describe(`${title}, in ${engine}`, () => {
      /** @type {Visit} */
      let visit;
      before(async () => {
        const key = JSON.stringify([engine, options]);
        const begun = visits.get(key) ?? Visit.begin(engine, options);
        visits.set(key, begun);
        visit = await begun;
      });
      beforeEach(() => visit.server.reset());
      define(() => visit, engine);
    });
  }
}
