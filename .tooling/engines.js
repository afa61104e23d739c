// The three browser engines the tests run in: where they are on this machine and what is missing.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { rustEnvironment } from "./environment.js";
import { which } from "./process.js";

/** @typedef {"chromium" | "firefox" | "webkit"} Engine */

/**
 * @typedef {object} EnginePrograms
 * @property {string} browser path of the browser
 * @property {string} driver path of its WebDriver server
 * @property {string | null} display path of `xvfb-run`, for an engine that has no headless mode
 */

/**
 * @typedef {object} EngineDescription
 * @property {string} title
 * @property {string} packages Debian packages, as `apt-get install` takes them
 * @property {string} elsewhere what to install on another system
 * @property {() => { browser: string | null, driver: string | null, display?: string | null }} find
 */

/** @type {Readonly<Record<Engine, EngineDescription>>} */
export const ENGINES = {
  chromium: {
    title: "Chromium",
    packages: "chromium chromium-driver fonts-liberation",
    elsewhere: "Chrome or Chromium, and the ChromeDriver of the same version on PATH",
    find: () => ({
      browser: first(
        process.env.CHROME_BIN,
        which("chromium"),
        which("chromium-browser"),
        which("google-chrome"),
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
      ),
      driver: which("chromedriver"),
    }),
  },
  firefox: {
    title: "Firefox",
    packages: "firefox-esr",
    elsewhere: "Firefox",
    find: () => ({
      browser: first(
        process.env.FIREFOX_BIN,
        which("firefox-esr"),
        which("firefox"),
        "/Applications/Firefox.app/Contents/MacOS/firefox",
      ),
      driver: which("geckodriver", rustEnvironment().PATH),
    }),
  },
  webkit: {
    title: "WebKit",
    packages: "webkit2gtk-driver xvfb xauth",
    elsewhere: "WebKitGTK's MiniBrowser and WebKitWebDriver (Linux only), and xvfb-run",
    find: () => ({
      browser: miniBrowser(),
      driver: which("WebKitWebDriver"),
      display: which("xvfb-run"),
    }),
  },
};

/** @type {readonly Engine[]} */
export const ENGINE_NAMES = /** @type {Engine[]} */ (Object.keys(ENGINES));

/**
 * An engine's programs, or `null` when one of them is missing.
 *
 * @param {Engine} engine
 * @returns {EnginePrograms | null}
 */
export function findEngine(engine) {
  const { browser, driver, display } = ENGINES[engine].find();
  if (!browser || !driver || display === null) return null;
  return { browser, driver, display: display ?? null };
}

/**
 * Whether what Debian's packages give an engine is there; geckodriver is no package.
 *
 * @param {Engine} engine
 */
export function hasPackages(engine) {
  const { browser, driver, display } = ENGINES[engine].find();
  return browser !== null && (driver !== null || engine === "firefox") && display !== null;
}

/** @returns {Engine[]} the engines that tests can use here */
export const availableEngines = () => ENGINE_NAMES.filter((engine) => findEngine(engine) !== null);

/**
 * What a person must do to get an engine that the set-up could not install.
 *
 * @param {Engine} engine
 */
export function installAdvice(engine) {
  const { title, packages, elsewhere } = ENGINES[engine];
  return which("apt-get")
    ? `for ${title}: sudo apt-get install ${packages}`
    : `for ${title}: install ${elsewhere}`;
}

/** WebKitGTK keeps its test browser outside `PATH`, in a folder named after its version. */
function miniBrowser() {
  const folders = [
    "/usr/lib/x86_64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
    "/usr/libexec",
    "/usr/lib64",
    "/usr/lib",
  ];
  for (const folder of folders.filter(existsSync)) {
    const versions = readdirSync(folder).filter((name) => name.startsWith("webkit2gtk-4"));
    const found = first(...versions.sort().map((name) => join(folder, name, "MiniBrowser")));
    if (found) return found;
  }
  return null;
}

/** @param {(string | null | undefined)[]} files */
const first = (...files) => files.find((file) => file && existsSync(file)) ?? null;
