// Browsers for the end-to-end tests: one WebDriver client for all three engines.

import { remote } from "webdriverio";
import { availableEngines, findEngine, missing } from "../../.tooling/engines.js";
import { capabilities, endWithThisProcess, startWebKitDriver, temporaryFolder } from "./drivers.js";

export { availableEngines } from "../../.tooling/engines.js";

/** @typedef {import("../../.tooling/engines.js").Engine} Engine */

/**
 * Those for what is as well seen in one: Chromium, and in a full run all.
 *
 * @returns {Engine[]}
 */
export function enginesOfTier() {
  const isFull = process.env.TEST_TIER === "full";
  return availableEngines().filter((engine) => isFull || engine === "chromium");
}

/** Between two looks at a page for something that is awaited. */
const LOOK_MS = 20;

/**
 * A WebDriver session; `close` ends the session, its browser and its driver.
 *
 * @typedef {import("webdriverio").Browser & { close: () => Promise<void> }} OpenBrowser
 */

/**
 * Open a browser with a fresh profile.
 *
 * @param {Engine} engine
 * @param {object} [options]
 * @param {boolean} [options.popupBlocking] block pop-ups as for a customer; WebKit always does
 * @param {number} [options.width] of the window, in CSS pixels; only Chromium gets as narrow as a phone
 * @param {number} [options.height] of the window, in CSS pixels
 * @returns {Promise<OpenBrowser>}
 */
export async function openBrowser(engine, options) {
  try {
    return await openOnce(engine, options);
  } catch (error) {
    // That a browser does not come up says nothing about what is tested in it.
    console.error(`${engine} did not start; once more with a new one.`, error);
    return await openOnce(engine, options);
  }
}

/**
 * Looks for something. Where the page is being left at that moment, Chromium has no answer but an error: the next page has one.
 *
 * @template Found
 * @param {() => Promise<Found>} look
 * @returns {Promise<Found>}
 */
async function onNextPage(look) {
  for (;;)
    try {
      return await look();
    } catch (error) {
      if (!String(error).includes("aborted by navigation")) throw error;
    }
}

/**
 * @param {Engine} engine
 * @param {{ popupBlocking?: boolean, width?: number, height?: number }} [options]
 * @returns {Promise<OpenBrowser>}
 */
async function openOnce(engine, { popupBlocking = false, width = 1280, height = 900 } = {}) {
  const { driver, ...wanted } = await driverOf(engine);
  /** @type {() => void} */
  let onEnd = () => {};
  const ended = new Promise((resolve) => {
    onEnd = () => resolve(undefined);
  });
  try {
    const browser = await remote({
      ...driver,
      logLevel: "error",
      waitforInterval: LOOK_MS,
      connectionRetryCount: 0,
      capabilities: /** @type {WebdriverIO.Capabilities} */ ({
        ...capabilities(engine, { popupBlocking }),
        ...wanted.capabilities,
        "wdio:enforceWebDriverClassic": true,
      }),
    });
    const { "wdio:driverPID": pid } = /** @type {any} */ (browser.capabilities);
    const kill = pid ? endWithThisProcess(pid, ended) : undefined;
    await browser.setWindowRect(null, null, width, height);
    browser.overwriteCommand("url", (open, address) => arrive(browser, () => open(address)));
    for (const command of /** @type {any[]} */ (["findElement", "findElements"]))
      browser.overwriteCommand(command, (/** @type {any} */ find, /** @type {any[]} */ ...how) =>
        onNextPage(() => find(...how)),
      );
    const close = async () => {
      try {
        await browser.deleteSession();
      } finally {
        kill?.("SIGKILL");
        onEnd();
        await wanted.stop();
      }
    };
    return Object.assign(browser, { close });
  } catch (error) {
    await wanted.stop();
    throw error;
  }
}

/**
 * Which driver WebdriverIO starts, and what it has to start it with; or where the one is that it cannot start.
 *
 * @param {Engine} engine
 * @returns {Promise<{ driver?: { hostname: string, port: number, path: string }, stop: () => Promise<void>, capabilities?: object }>}
 *   `stop` ends what was started here, and removes what browser and driver leave
 */
async function driverOf(engine) {
  if (engine === "webkit") {
    const { port, stop } = await startWebKitDriver();
    return { driver: { hostname: "127.0.0.1", port, path: "/" }, stop };
  }
  const binary = findEngine(engine)?.driver;
  if (!binary) throw new Error(missing(engine));
  const { env, remove } = await temporaryFolder();
  const options = { binary, spawnOpts: { detached: true, env: { ...process.env, ...env } } };
  return {
    stop: remove,
    capabilities:
      engine === "chromium"
        ? { "wdio:chromedriverOptions": { ...options, allowedIps: ["127.0.0.1"] } }
        : { "wdio:geckodriverOptions": options },
  };
}

/** How long a page may take to load, and how often it is looked at, in milliseconds. */
const LOADED = { timeout: 60_000, interval: LOOK_MS, timeoutMsg: "the page did not load" };

/**
 * Opens a page and waits until it has loaded: a driver may answer before (ChromeDriver 148 does about once in a hundred
 * pages).
 *
 * @template T
 * @param {import("webdriverio").Browser} browser
 * @param {() => Promise<T>} open
 */
async function arrive(browser, open) {
  const opened = await open();
  await browser.waitUntil(() => browser.execute(() => document.readyState === "complete"), LOADED);
  return opened;
}
