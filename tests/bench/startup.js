// How long a customer's page waits. Each sample is a context of its own, with nothing in its caches but what earlier visits left.

import { BY_HAND } from "./arms.js";
import { inShuffledRounds, summarize } from "./figures.js";

/**
 * What a page waits for, from `import()` in a page that has loaded and is idle:
 *
 *   callable   until functions can be called without waiting for code of the module's own. Of JavaScript alone that is the
 *              import; of this package it is also `preload({ for })`, which instantiates the WebAssembly.
 *   session    until there is the object on which the Buy button calls: the script of Klarna, or of the rival, is there too.
 *   checkout   the same where the page asks its server for the session in between, which `preload` goes beside.
 *
 * @typedef {"callable" | "session" | "checkout"} Milestone
 */

/** @typedef {{ condition: string, arm: string, kind: import("./arms.js").Arm["kind"], milestone: Milestone, twin?: string } & import("./figures.js").Summary} Row milliseconds */

const MBIT_PER_S = 1e6 / 8;

const LINE = { latency: 40, mbit: 10 };

/** @typedef {{ cpu: number, line?: typeof LINE, visits?: number }} Condition `visits`: how often the page was there before */

/** @type {Record<string, Condition>} */
export const CONDITIONS = {
  idle: { cpu: 1 },
  "4 × slower CPU": { cpu: 4 },
  "40 ms, 10 Mbit/s": { cpu: 1, line: LINE },
  both: { cpu: 4, line: LINE },
  // What is in the browser's cache then is not asked for, and what the engine has made of it may be kept beside it.
  "both, second visit": { cpu: 4, line: LINE, visits: 1 },
  "both, third visit": { cpu: 4, line: LINE, visits: 2 },
};

/** @type {Record<import("./arms.js").Arm["kind"], Milestone[]>} */
const MILESTONES = {
  payments: ["callable", "session", "checkout"],
  webSdk: ["callable", "session"],
  stripe: ["callable", "session"],
  paypal: ["callable", "session"],
  adyen: ["callable", "session"],
};

/**
 * @typedef {object} Given
 * @property {import("playwright-core").Browser} browser
 * @property {import("./server.js").Served} server
 * @property {import("./arms.js").Arm[]} arms
 * @property {number} samples
 * @property {Options} options
 * @property {(text: string) => void} onOutput
 */

/** @typedef {{ clientToken: string, clientId: string, payments: string, webSdk: string, makers: string }} Options */

/**
 * @param {Given} given
 * @returns {Promise<Row[]>}
 */
export async function measureStartup({ browser, server, arms, samples, options, onOutput }) {
  const runs = Object.keys(CONDITIONS).flatMap((condition) =>
    arms.flatMap(({ name, kind, twin }, index) =>
      MILESTONES[kind].map((milestone) => ({
        condition,
        arm: name,
        kind,
        ...(twin ? { twin } : {}),
        milestone,
        plan: { kind, milestone, module: server.moduleOf(index), options },
        times: /** @type {number[]} */ ([]),
      })),
    ),
  );
  const inOrder = inShuffledRounds(runs, samples);
  for (const [done, run] of inOrder.entries()) {
    if (done % runs.length === 0) onOutput(`round ${done / runs.length + 1} of ${samples}\n`);
    run.times.push(await sample(browser, server.url, run));
  }
  return runs.map(({ plan: _, times, ...run }) => ({ ...run, ...summarize(times) }));
}

/**
 * @param {import("playwright-core").Browser} browser
 * @param {string} url
 * @param {{ condition: string, arm: string, plan: Plan }} run
 */
async function sample(browser, url, { condition, arm, plan }) {
  const { visits = 0, ...how } = CONDITIONS[condition] ?? { cpu: 1 };
  const context = await browser.newContext();
  try {
    for (let earlier = visits; earlier > 0; earlier -= 1) await visit(context, url, how, plan);
    return await visit(context, url, how, plan);
  } catch (error) {
    throw new Error(`${arm} did not get to ${plan.milestone} (${condition}): ${error}`);
  } finally {
    await context.close();
  }
}

/**
 * @param {import("playwright-core").BrowserContext} context
 * @param {string} url
 * @param {Condition} condition
 * @param {Plan} plan
 */
async function visit(context, url, { cpu, line }, plan) {
  const page = await context.newPage();
  await page.goto(url);
  await page.evaluate(() => new Promise((idle) => requestIdleCallback(() => idle(undefined))));
  const devtools = await context.newCDPSession(page);
  if (line) {
    const throughput = line.mbit * MBIT_PER_S;
    await devtools.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: line.latency,
      downloadThroughput: throughput,
      uploadThroughput: throughput,
    });
  }
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: cpu });
  const elapsed = await page.evaluate(timed, plan);
  await page.close();
  return elapsed;
}

/** @typedef {{ kind: import("./arms.js").Arm["kind"], milestone: Milestone, module: string, options: Options }} Plan */

/**
 * Runs in the page, without anything of this file around it.
 *
 * @param {Plan} plan
 * @returns {Promise<number>} milliseconds
 */
async function timed({ kind, milestone, module, options }) {
  const { clientToken, clientId, payments, webSdk, makers } = options;
  const sdk = { url: kind === "webSdk" ? webSdk : payments };
  /** @type {Record<Plan["kind"], (api: any) => Promise<any>>} */
  const open = {
    payments: async (api) => {
      const shop = { backend: "/orders", sdk };
      if (milestone !== "checkout") return api.loadKlarnaPayments({ clientToken, ...shop });
      api.preload?.({ for: "payments", sdk });
      const session = await (await fetch("/session")).json();
      return api.loadKlarnaPayments({ ...shop, clientToken: session.client_token });
    },
    webSdk: (api) => api.loadKlarnaWebSdk({ clientId, backend: { authorize: "/authorize" }, sdk }),
    stripe: (api) => api.loadStripe("pk_test_bench"),
    paypal: (api) => api.loadScript({ clientId: "bench", sdkBaseUrl: `${makers}/sdk/js` }),
    adyen: async (api) => {
      const checkout = await api.AdyenCheckout({
        clientKey: "test_bench",
        environment: "test",
        countryCode: "DE",
        locale: "de-DE",
        amount: { value: 11800, currency: "EUR" },
        analytics: { enabled: false },
        paymentMethodsResponse: { paymentMethods: [{ type: "klarna", name: "Klarna" }] },
        onSubmit() {},
      });
      return new api.Klarna(checkout).mount("#klarna");
    },
  };
  const method = {
    payments: "authorize",
    webSdk: "initiate",
    stripe: "elements",
    paypal: "Buttons",
    adyen: "submit",
  }[kind];
  const began = performance.now();
  const api = await import(module);
  const opened =
    milestone === "callable"
      ? await api.preload?.({ for: kind === "webSdk" ? "web-sdk" : "payments", sdk })
      : await open[kind](api);
  const elapsed = performance.now() - began;
  if (milestone !== "callable" && typeof opened[method] !== "function")
    throw new Error(`there is no ${method}`);
  return elapsed;
}

/**
 * @param {Row[]} rows
 * @returns the same, and of what drives Klarna's SDKs how many times as long it takes as by hand in the same condition, and of what
 *   does it without WebAssembly how many times as long as with it
 */
export function besideOthers(rows) {
  return rows.map(({ twin, ...row }) => {
    const beside = (/** @type {string | undefined} */ other) =>
      rows.find(
        ({ arm, condition, milestone }) =>
          arm === other && condition === row.condition && milestone === row.milestone,
      );
    const [byHand, inWasm] = [beside(BY_HAND[row.kind]), beside(twin)];
    return {
      ...row,
      ...(byHand ? { ratio: row.median / byHand.median } : {}),
      ...(inWasm ? { ratioToWasm: row.median / inWasm.median } : {}),
    };
  });
}
