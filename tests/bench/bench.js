// What the package costs a page, beside what else a shop could use, all in one run: single figures of one machine say little.
//
//   npm run bench                         everything; writes results/bench.json, and results/bench.svg for the README,
//                                         under which the day of measuring is changed by hand (a test looks)
//   npm run bench -- --samples 5          fewer than 30 fresh pages for each figure
//   npm run bench -- --base FOLDER        beside the package's files (`pkg/`) of another build
//   npm run bench -- --only size,calls    some of size, startup, calls, memory; writes nothing
//
// Compared are a module that a shop writes by hand (`by-hand.js`: the same job and retries), the package's entries, the start-up of
// their fallbacks, and the loaders of Stripe, PayPal and Adyen at the versions of `rivals/package.json`, whose servers a stand-in
// plays.
// A target is no test: nothing here fails. Times are worth keeping only from a machine that does nothing else.

import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "../../.tooling/build.js";
import { findEngine, missing } from "../../.tooling/engines.js";
import { ROOT } from "../../.tooling/environment.js";
import { script } from "../../.tooling/process.js";
import { show } from "../../.tooling/progress.js";
import { BUILD_STEPS, setUp } from "../../.tooling/setup.js";
import { rounded } from "./figures.js";

const PARTS = ["size", "startup", "calls", "memory"];
const RESULTS = join(ROOT, "tests/bench/results");

const { values } = parseArgs({
  options: {
    samples: { type: "string", default: "30" },
    base: { type: "string" },
    only: { type: "string", default: PARTS.join() },
  },
});

await script(async () => {
  await setUp(BUILD_STEPS);
  const folder = await build("release");
  const results = await measure(folder, values.only.split(","));
  print(results);
  if (values.only !== PARTS.join()) return;
  const { draw } = await import("./picture.js");
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, "bench.json"), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(RESULTS, "bench.svg"), draw(results));
  console.log(`written: ${RESULTS}`);
});

/**
 * @param {string} folder where the built package is
 * @param {string[]} parts
 */
async function measure(folder, parts) {
  // The set-up may have installed what these need.
  const { chromium } = await import("playwright-core");
  const { startSandbox } = await import("../../www/sandbox/index.js");
  const { collectArms } = await import("./arms.js");
  const { serve } = await import("./server.js");
  const startup = await import("./startup.js");
  const { measureCalls } = await import("./calls.js");
  const { measureMemory } = await import("./memory.js");

  const engine = findEngine("chromium");
  if (!engine) throw new Error(missing("chromium"));
  const sandbox = await startSandbox();
  const session = await createSession(sandbox);
  const arms = await collectArms(folder, values.base);
  const server = await serve(arms, JSON.stringify(session));
  const browser = await chromium.launch({ executablePath: engine.browser, args: ["--no-sandbox"] });
  const samples = Number(values.samples);
  const options = {
    clientToken: session.client_token,
    clientId: sandbox.credentials.clientId,
    payments: `${sandbox.url}/kp/lib/v1/api.js`,
    webSdk: `${sandbox.url}/web-sdk/v2/klarna.mjs`,
    makers: server.makers,
  };
  const given = { browser, server, arms, samples, options };
  const inWasm = { ...given, arms: arms.filter(({ twin }) => !twin) };
  /**
   * @template T
   * @param {string} part
   * @param {(onOutput: (text: string) => void) => Promise<T[]>} work
   * @returns {Promise<T[]>}
   */
  const measured = async (part, work) => (parts.includes(part) ? show(part, work) : []);
  try {
    return {
      date: new Date().toISOString().slice(0, 10),
      machine: `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Chromium ${browser.version()}`,
      command: `npm run bench -- --samples ${samples}${values.base ? " --base …" : ""}`,
      samples,
      size: await measured("size", async () =>
        arms.map(({ name: arm, bytes }) => ({ arm, bytes })),
      ),
      startup: await measured("startup", async (onOutput) =>
        startup.besideOthers(await startup.measureStartup({ ...given, onOutput })),
      ),
      calls: await measured("calls", (onOutput) => measureCalls({ ...inWasm, onOutput })),
      memory: await measured("memory", () => measureMemory(inWasm)),
    };
  } finally {
    await browser.close();
    await server.close();
    await sandbox.close();
  }
}

/** @typedef {Awaited<ReturnType<typeof measure>>} Results */

/**
 * As a shop's server makes one.
 *
 * @param {import("../../www/sandbox/index.js").Sandbox} sandbox
 * @returns {Promise<{ client_token: string }>}
 */
async function createSession({ url, credentials: { username, password } }) {
  const response = await fetch(`${url}/payments/v1/sessions`, {
    method: "POST",
    headers: {
      authorization: `Basic ${btoa(`${username}:${password}`)}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({
      purchase_country: "SE",
      purchase_currency: "SEK",
      order_amount: 11800,
      order_lines: [{ name: "Shoes", quantity: 1, unit_price: 11800, total_amount: 11800 }],
    }),
  });
  const { client_token } = /** @type {any} */ (await response.json());
  return { client_token };
}

/** @param {Results} results */
function print({ date, machine, samples, size, startup, calls, memory }) {
  console.log(`${date}, ${machine}, ${samples} samples: medians and quartiles`);
  /** @param {import("./figures.js").Summary} figures @param {number} [scale] */
  const spread = ({ median, quartile1, quartile3 }, scale = 1) => ({
    median: rounded(median * scale),
    quartiles: `${rounded(quartile1 * scale)} – ${rounded(quartile3 * scale)}`,
  });
  if (size.length > 0) {
    console.log("\nwhat a page downloads: bytes, brotli 11");
    console.table(size);
  }
  if (startup.length > 0) {
    console.log("\nfrom import() on: milliseconds, and how many times as long as by hand");
    console.table(
      startup.map(({ condition, milestone, arm, kind: _, ratio, ratioToWasm, ...figures }) => ({
        condition,
        milestone,
        arm,
        ...spread(figures),
        ...(ratio ? { ratio: rounded(ratio) } : {}),
        ...(ratioToWasm ? { "to WebAssembly": rounded(ratioToWasm) } : {}),
      })),
    );
  }
  if (calls.length > 0) {
    console.log("\ncalls: microseconds");
    console.table(
      calls.map(({ call, arm, ...figures }) => ({ call, arm, ...spread(figures, 1000) })),
    );
  }
  if (memory.length > 0) {
    console.log("\nwhat purchases leave behind: bytes, and slots of the module's table");
    console.table(memory);
  }
}
