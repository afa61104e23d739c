// The three browser engines the tests run in: where they are on this machine and what is missing.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { toolProgram } from "./environment.js";
import { which } from "./process.js";

/** @typedef {"chromium" | "firefox" | "webkit"} Engine */

/**
 * @typedef {object} EnginePrograms
 * @property {string} browser path of the browser
 * @property {string} driver path of its WebDriver server
 * @property {string} [display] path of `xvfb-run`, for an engine that has no headless mode
 */

/**
 * @typedef {object} EngineDescription
 * @property {string} title
 * @property {string} packages Debian packages, as `apt-get install` takes them
 * @property {string} elsewhere what to install on another system
 * @property {() => { [Program in keyof EnginePrograms]: string | null }} find
 */

const APPLICATIONS = "/Applications";

/** @type {Readonly<Record<Engine, EngineDescription>>} */
export const ENGINES = {
  chromium: {
    title: "Chromium",
    packages: "chromium chromium-driver fonts-liberation",
    elsewhere: "Chrome or Chromium, and the ChromeDriver of the same version on PATH",
    find: () => ({
      browser: first(
        process.env.CHROME_BIN,
        ...["chromium", "chromium-browser", "google-chrome"].map((name) => which(name)),
        `${APPLICATIONS}/Google Chrome.app/Contents/MacOS/Google Chrome`,
        `${APPLICATIONS}/Chromium.app/Contents/MacOS/Chromium`,
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
        ...["firefox-esr", "firefox"].map((name) => which(name)),
        `${APPLICATIONS}/Firefox.app/Contents/MacOS/firefox`,
      ),
      driver: first(toolProgram("geckodriver"), which("geckodriver")),
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

/** An engine's programs, or `null` when one of them is missing. @param {Engine} engine */
export function findEngine(engine) {
  const programs = ENGINES[engine].find();
  const isWhole = Object.values(programs).every((program) => program !== null);
  return isWhole ? /** @type {EnginePrograms} */ (programs) : null;
}

/** Whether what Debian's packages give an engine is there; geckodriver is no package. @param {Engine} engine */
export const hasPackages = (engine) =>
  Object.entries(ENGINES[engine].find()).every(
    ([name, program]) => program !== null || (engine === "firefox" && name === "driver"),
  );

/** @returns {Engine[]} the engines that tests can use here */
export const availableEngines = () => ENGINE_NAMES.filter((engine) => findEngine(engine) !== null);

/** That an engine is missing, and what to do about it. @param {Engine} engine */
export const missing = (engine) => `${ENGINES[engine].title} is missing; ${installAdvice(engine)}`;

/** What a person must do to get an engine that the set-up could not install. @param {Engine} engine */
export function installAdvice(engine) {
  const { title, packages, elsewhere } = ENGINES[engine];
  const how = which("apt-get") ? `sudo apt-get install ${packages}` : `install ${elsewhere}`;
  return `for ${title}: ${how}`;
}

/** WebKitGTK keeps its test browser outside `PATH`, in a folder named after its version. */
function miniBrowser() {
  const places = ["lib/x86_64-linux-gnu", "lib/aarch64-linux-gnu", "libexec", "lib64", "lib"];
  const folders = places.map((place) => join("/usr", place)).filter(existsSync);
  const browsers = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.startsWith("webkit2gtk-4"))
      .sort()
      .map((name) => join(folder, name, "MiniBrowser")),
  );
  return first(...browsers);
}

/** @param {(string | null | undefined)[]} files */
const first = (...files) => files.find((file) => file && existsSync(file)) ?? null;
