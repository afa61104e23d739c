// Browsers for the end-to-end tests: one WebDriver client for all three engines.

import { remote } from "webdriverio";
import { capabilities, startDriver } from "./drivers.js";

export { availableEngines } from "./engines.js";

/** @typedef {import("./engines.js").Engine} Engine */

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
 * @param {Engine} engine
 * @param {{ popupBlocking?: boolean, width?: number, height?: number }} [options]
 * @returns {Promise<OpenBrowser>}
 */
async function openOnce(engine, { popupBlocking, width = 1280, height = 900 } = {}) {
  const driver = await startDriver(engine);
  try {
    const browser = await remote({
      hostname: "127.0.0.1",
      port: driver.port,
      path: "/",
      logLevel: "error",
      connectionRetryCount: 0,
      capabilities: /** @type {WebdriverIO.Capabilities} */ ({
        ...capabilities(engine, popupBlocking === undefined ? {} : { popupBlocking }),
        "wdio:enforceWebDriverClassic": true,
      }),
    });
    await browser.setWindowRect(null, null, width, height);
    browser.overwriteCommand("url", (open, address) => arrive(browser, () => open(address)));
    const close = async () => {
      try {
        await browser.deleteSession();
      } finally {
        await driver.stop();
      }
    };
    return Object.assign(browser, { close });
  } catch (error) {
    await driver.stop();
    throw error;
  }
}

/** How long a page may take to load, and how often it is looked at, in milliseconds. */
const LOADED = { timeout: 60_000, interval: 20, timeoutMsg: "the page did not load" };

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
