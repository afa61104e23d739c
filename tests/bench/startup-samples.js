// Takes the samples of the start-up comparison, each in a browser of its own.

import { setTimeout as delay } from "node:timers/promises";
import { startSandbox } from "../../www/sandbox/index.js";
import { openBrowser } from "../webdriver/browsers.js";
import { MODULES, serveShop } from "./startup-server.js";
import { MILESTONES } from "./startup-verdict.js";

/**
 * @typedef {import("./startup-server.js").ModuleName} ModuleName
 * @typedef {import("./startup-verdict.js").Milestone} Milestone
 * @typedef {import("./startup-verdict.js").Samples} Samples
 */

/** A browser that has just been opened is busy with itself for about as long. */
const SETTLE_MS = 500;

const ORDER = {
  purchase_country: "SE",
  purchase_currency: "SEK",
  order_amount: 11800,
  order_lines: [{ name: "Shoes", quantity: 1, unit_price: 11800, total_amount: 11800 }],
};

/**
 * What is to be timed, and with what.
 *
 * @typedef {object} Plan
 * @property {string} module
 * @property {Milestone} milestone
 * @property {{ clientToken: string, backend: string, sdk: { url: string } }} options
 */

/**
 * Samples of both modules at both milestones, in a random order each round: what else the machine does hits all alike.
 *
 * @param {string} folder where the built package is
 * @param {number} rounds
 * @param {(text: string) => void} onOutput
 * @returns {Promise<Samples>}
 * @throws {Error} when a page did not do what it was to be timed for
 */
export async function takeSamples(folder, rounds, onOutput) {
  const klarna = await startSandbox();
  const shop = await serveShop(folder);
  const options = {
    clientToken: await clientToken(klarna),
    backend: "/orders",
    sdk: { url: `${klarna.url}/kp/lib/v1/api.js` },
  };
  const arms = MILESTONES.flatMap((milestone) =>
    /** @type {const} */ (["package", "byHand"]).map((name) => ({ milestone, name })),
  );
  /** @type {Samples} */
  const samples = {
    callable: { package: [], byHand: [] },
    session: { package: [], byHand: [] },
  };
  try {
    for (let round = 1; round <= rounds; round += 1) {
      onOutput(`round ${round} of ${rounds}\n`);
      for (const { milestone, name } of shuffled(arms)) {
        samples[milestone][name].push(await sample(shop, name, milestone, options));
      }
    }
  } finally {
    await shop.close();
    await klarna.close();
  }
  return samples;
}

/**
 * One sample: a new browser with nothing in its caches.
 *
 * @param {import("./startup-server.js").ShopServer} shop
 * @param {ModuleName} name
 * @param {Milestone} milestone
 * @param {Plan["options"]} options
 */
async function sample(shop, name, milestone, options) {
  const { url, files } = MODULES[name];
  const browser = await openBrowser("chromium");
  try {
    await browser.url(`${shop.url}/`);
    await delay(SETTLE_MS);
    shop.asked();
    const { elapsed, isDone } = await browser.execute(timed, {
      module: shop.url + url,
      milestone,
      options,
    });
    const asked = shop.asked();
    if (!isDone || asked.join() !== files.join()) {
      throw new Error(
        `${name} did not get to ${milestone} as a new customer does: it asked for ${asked}`,
      );
    }
    return elapsed;
  } finally {
    await browser.close();
  }
}

/**
 * Runs in the page.
 *
 * @param {Plan} plan
 */
async function timed({ module, milestone, options }) {
  const began = performance.now();
  const api = await import(module);
  const session =
    milestone === "session"
      ? await api.loadKlarnaPayments(options)
      : // A module in JavaScript has nothing more to load.
        await api.preload?.({ for: "payments", sdk: options.sdk });
  const elapsed = performance.now() - began;
  const methods = ["load", "authorize", "reauthorize", "finalize"];
  const isDone =
    milestone === "callable"
      ? typeof api.loadKlarnaPayments === "function"
      : /** @type {any} */ (window).Klarna.Payments.initialized === true &&
        methods.every((method) => typeof session[method] === "function");
  // The clock's own steps are of 0.1 ms.
  return { elapsed: Math.round(elapsed * 10) / 10, isDone };
}

/**
 * A session of the sandbox, made as a shop's server makes one.
 *
 * @param {import("../../www/sandbox/index.js").Sandbox} klarna
 * @returns {Promise<string>} its client token
 */
async function clientToken({ url, credentials: { username, password } }) {
  const response = await fetch(`${url}/payments/v1/sessions`, {
    method: "POST",
    headers: {
      authorization: `Basic ${btoa(`${username}:${password}`)}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(ORDER),
  });
  const { client_token } = await response.json();
  return client_token;
}

/**
 * @template T
 * @param {T[]} list
 * @returns {T[]}
 */
function shuffled(list) {
  return list
    .map((item) => ({ item, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
