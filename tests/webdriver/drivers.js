// WebDriver servers. WebdriverIO and wasm-bindgen's test runner start those of Chromium and Firefox themselves; WebKitGTK's,
// which neither of them knows, is started here, and never left behind.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findEngine, missing } from "../../.tooling/engines.js";

/** @typedef {import("../../.tooling/engines.js").Engine} Engine */

/** How long a driver may take to answer, in milliseconds. */
const START_LIMIT_MS = 30_000;
const POLL_MS = 50;

/** Arguments with which Chromium runs as root, without a GPU and without phoning home. */
const CHROMIUM_ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/**
 * What to ask a driver for, as WebDriver capabilities.
 *
 * @param {Engine} engine
 * @param {{ popupBlocking?: boolean }} [options] `popupBlocking`: as for a customer; drivers switch it off.
 *   WebKit's is always on.
 * @returns {Record<string, unknown>}
 */
export function capabilities(engine, { popupBlocking = false } = {}) {
  const binary = findEngine(engine)?.browser;
  switch (engine) {
    case "chromium": {
      const excludeSwitches = popupBlocking ? ["disable-popup-blocking"] : [];
      const options = { binary, args: CHROMIUM_ARGUMENTS, excludeSwitches };
      return { browserName: "chrome", "goog:chromeOptions": options };
    }
    case "firefox": {
      const prefs = {
        "dom.disable_open_during_load": popupBlocking,
        // A process for a tab that nobody opens.
        "dom.ipc.processPrelaunch.enabled": false,
      };
      const options = { binary, args: ["-headless"], prefs };
      return { browserName: "firefox", "moz:firefoxOptions": options };
    }
    case "webkit": {
      const options = { binary, args: ["--automation"] };
      return { browserName: "MiniBrowser", "webkitgtk:browserOptions": options };
    }
  }
}

/**
 * A folder for the temporary files of a browser and its driver. They are ended before they have removed them: a profile
 * of 10 MB for each browser.
 *
 * @returns {Promise<{ env: { TMPDIR: string }, remove: () => Promise<void> }>} `env`: what tells a driver of it
 */
export async function temporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), "browser-"));
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 10 });
  return { env: { TMPDIR: folder }, remove };
}

/**
 * Start WebKit's WebDriver server on a display of its own.
 *
 * @returns {Promise<{ port: number, stop: () => Promise<void> }>} `stop` ends the server and its browsers
 */
export async function startWebKitDriver() {
  const programs = findEngine("webkit");
  if (!programs?.display) throw new Error(missing("webkit"));
  const port = await freePort();
  const { env, remove } = await temporaryFolder();
  const screen = ["--auto-servernum", "--server-args=-screen 0 1600x1200x24"];
  // In a process group of its own, so that the display and the browsers end with it.
  const child = spawn(programs.display, [...screen, programs.driver, `--port=${port}`], {
    detached: true,
    stdio: "ignore",
    env: {
      ...process.env,
      ...env,
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
      WEBKIT_DISABLE_COMPOSITING_MODE: "1",
    },
  });
  const ended = once(child, "close");
  const kill = endWithThisProcess(Number(child.pid), ended);
  const stop = async () => {
    kill("SIGTERM");
    await Promise.race([ended, delay(3_000, null, { ref: false })]);
    kill("SIGKILL");
    await ended;
    await remove();
  };
  for (const deadline = Date.now() + START_LIMIT_MS; ; await delay(POLL_MS)) {
    const response = await fetch(`http://127.0.0.1:${port}/status`).catch(() => null);
    if (response?.ok) return { port, stop };
    if (child.exitCode === null && Date.now() < deadline) continue;
    await stop();
    throw new Error(`WebKit's driver did not answer within ${START_LIMIT_MS} ms`);
  }
}

/**
 * Make sure that a process group does not outlive this process.
 *
 * @param {number} leader the process id of the group's leader
 * @param {Promise<unknown>} ended settles when there is nothing more to end
 * @returns {(signal: NodeJS.Signals) => void} sends a signal to the group
 */
export function endWithThisProcess(leader, ended) {
  /** @param {NodeJS.Signals} signal */
  const kill = (signal) => {
    try {
      process.kill(-leader, signal);
    } catch {
      // it has ended already
    }
  };
  const onExit = () => kill("SIGTERM");
  const onSignal = () => process.exit(130);
  /** @type {NodeJS.Signals[]} */
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  process.on("exit", onExit);
  for (const signal of signals) process.on(signal, onSignal);
  ended.finally(() => {
    process.off("exit", onExit);
    for (const signal of signals) process.off(signal, onSignal);
  });
  return kill;
}

/** @returns {Promise<number>} a TCP port on the loopback that nobody uses now */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  server.close();
  await once(server, "close");
  return port;
}
