// WebDriver servers: started on a free port, told what each engine needs, and never left behind.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { ENGINES, findEngine, installAdvice } from "./engines.js";

/** @typedef {import("./engines.js").Engine} Engine */

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
    case "chromium":
      return {
        browserName: "chrome",
        "goog:chromeOptions": {
          binary,
          args: CHROMIUM_ARGUMENTS,
          ...(popupBlocking && { excludeSwitches: ["disable-popup-blocking"] }),
        },
      };
    case "firefox":
      return {
        browserName: "firefox",
        "moz:firefoxOptions": {
          binary,
          args: ["-headless"],
          prefs: { "dom.disable_open_during_load": popupBlocking },
        },
      };
    case "webkit":
      return {
        browserName: "MiniBrowser",
        "webkitgtk:browserOptions": { binary, args: ["--automation"] },
      };
  }
}

/**
 * Start an engine's WebDriver server.
 *
 * @param {Engine} engine
 * @returns {Promise<{ port: number, stop: () => Promise<void> }>} `stop` ends the server and its browsers
 */
export async function startDriver(engine) {
  const programs = findEngine(engine);
  if (!programs) throw new Error(`${ENGINES[engine].title} is missing; ${installAdvice(engine)}`);
  const port = await freePort();
  const command = [programs.driver, ...driverArguments(engine, port, await freePort())];
  if (programs.display) {
    command.unshift(programs.display, "--auto-servernum", "--server-args=-screen 0 1600x1200x24");
  }
  const [program, ...args] = /** @type {[string, ...string[]]} */ (command);
  // In a process group of its own, so that the display and the browsers end with it.
  const child = spawn(program, args, {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
      WEBKIT_DISABLE_COMPOSITING_MODE: "1",
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output = (output + chunk).slice(-10_000);
    });
  }
  const ended = once(child, "close");
  const kill = endWithThisProcess(child);
  const stop = async () => {
    kill("SIGTERM");
    const isOver = await Promise.race([
      ended.then(() => true),
      delay(3_000, false, { ref: false }),
    ]);
    if (!isOver) kill("SIGKILL");
    await ended;
  };
  try {
    await answers(port, child);
  } catch (error) {
    await stop();
    const reason = error instanceof Error ? error.message : error;
    throw new Error(`${ENGINES[engine].title}'s driver ${reason}\n${output}`);
  }
  return { port, stop };
}

/**
 * @param {Engine} engine
 * @param {number} port
 * @param {number} secondPort
 */
function driverArguments(engine, port, secondPort) {
  // geckodriver also opens a port for WebDriver BiDi, and two of them must not want the same.
  const bidi = engine === "firefox" ? [`--websocket-port=${secondPort}`] : [];
  return [`--port=${port}`, ...bidi];
}

/**
 * Make sure that a process group does not outlive this process.
 *
 * @param {import("node:child_process").ChildProcess} child the group's leader
 * @returns {(signal: NodeJS.Signals) => void} sends a signal to the group
 */
function endWithThisProcess(child) {
  /** @param {NodeJS.Signals} signal */
  const kill = (signal) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // it has ended already
    }
  };
  const onExit = () => kill("SIGTERM");
  process.on("exit", onExit);
  /** @type {NodeJS.Signals[]} */
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  const onSignal = () => process.exit(130);
  for (const signal of signals) process.on(signal, onSignal);
  child.once("close", () => {
    process.off("exit", onExit);
    for (const signal of signals) process.off(signal, onSignal);
  });
  return kill;
}

/**
 * Wait until a driver is ready for a session.
 *
 * @param {number} port
 * @param {import("node:child_process").ChildProcess} child
 */
async function answers(port, child) {
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`ended with code ${child.exitCode}`);
    try {
      const response = await fetch(`http://127.0.0.1:${port}/status`);
      if (response.ok) return;
    } catch {
      // not listening yet
    }
    await delay(POLL_MS);
  }
  throw new Error(`did not answer within ${START_LIMIT_MS} ms`);
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
