// The crate's own tests in a real browser (`wasm-bindgen-test`).

import { mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { findEngine } from "../../.tooling/engines.js";
import { ROOT, rustEnvironment } from "../../.tooling/environment.js";
import { run } from "../../.tooling/process.js";
import { WITH_CLIPPY } from "../clippy.js";
import { rustCounts } from "../counts.js";
import { capabilities, freePort, startWebKitDriver, temporaryFolder } from "./drivers.js";

/** How wasm-pack is told of a browser and its driver; WebKit's driver speaks as Safari's does. */
const FLAGS = /** @type {const} */ ({
  chromium: ["--chrome", "--chromedriver"],
  firefox: ["--firefox", "--geckodriver"],
  webkit: ["--safari", "--safaridriver"],
});

/** How long the whole suite may take in one engine, in seconds. */
const SUITE_LIMIT_S = 180;

/** A runner that has printed nothing for so long has lost its browser. */
const SILENCE_MS = 150_000;

/** How often the runner's web server is knocked at, in milliseconds. */
const KNOCK_MS = 500;

/** What the runner prints once it has seen every test, whatever became of them. */
const VERDICT = /^test result: /m;

/**
 * A panic of the allocator. Nothing of ours can cause it: the crate forbids `unsafe`. Seen once, in WebKitGTK 2.50 and
 * in about a hundred runs: "attempt to subtract with overflow" of two numbers that the lines before had compared, which
 * is taken for a fault of the engine.
 */
const ALLOCATOR_PANIC = /panicked at \S*\/rlsf-/;

/** Stands between the output of a run that was the engine's failure and that of the next one. */
const ONCE_MORE = "; once more with a new one.";

/**
 * Run the suite in one engine. Where the engine failed and not the tests, it is started once more: a browser or driver
 * died before there was any verdict, or the allocator's arithmetic went wrong. Tests that failed otherwise are not.
 *
 * @param {import("../../.tooling/engines.js").Engine} engine
 * @param {(text: string) => void} onOutput
 * @param {readonly string[]} [filter] a part of the names and paths of the only tests to run
 */
export async function runWasmTests(engine, onOutput, filter = []) {
  let output = "";
  /** @param {string} text */
  const take = (text) => {
    output += text;
    onOutput(text);
  };
  try {
    await runOnce(engine, take, filter);
  } catch (error) {
    const reason = engineFailure(output);
    if (!reason) throw error;
    take(`\n${engine} ${reason}${ONCE_MORE}\n`);
    await runOnce(engine, take, filter);
  }
}

/**
 * Why a run that failed says nothing about the tests.
 *
 * @param {string} output of the run
 * @returns {string | null} null: it does
 */
export function engineFailure(output) {
  if (ALLOCATOR_PANIC.test(output)) return "broke the allocator";
  const isLost = output.includes("Running headless tests") && !VERDICT.test(output);
  return isLost ? "was lost before there was a verdict" : null;
}

/**
 * How many tests there were in the run that counts.
 *
 * @param {string} output
 */
export const wasmCounts = (output) => rustCounts(output.split(ONCE_MORE).at(-1) ?? "");

/**
 * @param {import("../../.tooling/engines.js").Engine} engine
 * @param {(text: string) => void} onOutput
 * @param {readonly string[]} filter
 */
async function runOnce(engine, onOutput, filter) {
  const wanted = join(ROOT, "target", `webdriver-${engine}.json`);
  mkdirSync(join(ROOT, "target"), { recursive: true });
  writeFileSync(wanted, JSON.stringify(capabilities(engine)));
  const webkit = engine === "webkit" ? await startWebKitDriver() : null;
  const { env, remove } = await temporaryFolder();
  const port = await freePort();
  const stopKnocking = knock(port);
  // wasm-pack would download a driver; where there is an address, it is what gets used.
  const browser = [...FLAGS[engine], findEngine(engine)?.driver ?? ""];
  const only = filter.length > 0 ? ["--", ...filter] : [];
  const args = ["test", "--headless", ...browser, "--mode", "no-install", ".", ...only];
  try {
    await run("wasm-pack", args, {
      cwd: ROOT,
      env: {
        ...rustEnvironment(),
        ...env,
        ...(filter.length === 0 && WITH_CLIPPY),
        ...(webkit && { SAFARIDRIVER_REMOTE: `http://127.0.0.1:${webkit.port}` }),
        // It opens a port for WebDriver BiDi as well, and two of them must not want the same.
        GECKODRIVER_ARGS: "--websocket-port=0",
        WASM_BINDGEN_TEST_ADDRESS: `127.0.0.1:${port}`,
        WASM_BINDGEN_TEST_WEBDRIVER_JSON: wanted,
        WASM_BINDGEN_TEST_TIMEOUT: String(SUITE_LIMIT_S),
      },
      onOutput,
      silenceMs: SILENCE_MS,
    });
  } finally {
    stopKnocking();
    await webkit?.stop();
    await remove();
  }
}

/**
 * Keeps the runner's web server answering. Of two connections that come at once its pool of threads (tiny_http 0.12) may
 * hand both to the one thread that is idle: the second then waits, with a module that the page needs, until the browser
 * closes an idle connection minutes later. A connection that finds no idle thread gets a new one, which then serves
 * whoever waits.
 *
 * @param {number} port the server's
 * @returns {() => void} stops it
 */
function knock(port) {
  const timer = setInterval(() => {
    const connection = connect(port, "127.0.0.1", () => connection.destroy());
    // The server is not there yet, or no more.
    connection.on("error", () => {});
  }, KNOCK_MS);
  return () => clearInterval(timer);
}
