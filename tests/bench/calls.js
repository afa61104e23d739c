// From a click to the call of Klarna's SDK, by the length of the order, and from the SDK's answer to the request.

import { inShuffledRounds, summarize } from "./figures.js";

const LINES = [10, 100, 1000];
const WARMING_UP = 10;
const LATER = 15;

/** @typedef {{ first: number, later: number, answer: number }} Times in milliseconds */
/** @typedef {{ call: string, arm: string } & import("./figures.js").Summary} Row in milliseconds */

/**
 * @param {Pick<import("./startup.js").Given, "browser" | "server" | "arms" | "samples" | "onOutput">} given
 * @returns {Promise<Row[]>}
 */
export async function measureCalls({ browser, server, arms, samples, onOutput }) {
  /** @type {Map<string, number[]>} */
  const times = new Map();
  const runs = arms.flatMap(({ name, kind }, index) => {
    const lengths = kind === "payments" ? LINES : kind === "webSdk" ? [0] : [];
    return lengths.map((lines) => ({ name, module: server.moduleOf(index), kind, lines }));
  });
  for (const [done, { name, module, kind, lines }] of inShuffledRounds(runs, samples).entries()) {
    if (done % runs.length === 0) onOutput(`round ${done / runs.length + 1} of ${samples}\n`);
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${server.url}/isolated`);
    const plan = { module, lines, warmingUp: WARMING_UP, later: LATER };
    const measured =
      kind === "webSdk"
        ? { "Web SDK: initiate to the request": await page.evaluate(initiated, module) }
        : named(await page.evaluate(clicked, plan), lines);
    for (const [call, time] of Object.entries(measured)) {
      const key = JSON.stringify({ call, arm: name });
      times.set(key, [...(times.get(key) ?? []), time]);
    }
    await context.close();
  }
  return [...times]
    .map(([key, list]) => ({ ...JSON.parse(key), ...summarize(list) }))
    .sort((one, other) => one.call.localeCompare(other.call, "en", { numeric: true }));
}

/**
 * @param {Times} times
 * @param {number} lines
 * @returns {Record<string, number>}
 */
function named({ first, later, answer }, lines) {
  return {
    [`click to SDK, ${lines} lines, first`]: first,
    [`click to SDK, ${lines} lines, later`]: later,
    ...(lines === LINES[0] ? { "SDK's answer to the request": answer } : {}),
  };
}

/**
 * In a page, without anything of this file around it: clicks that are declined, and one that is approved.
 *
 * @param {{ module: string, lines: number, warmingUp: number, later: number }} plan
 * @returns {Promise<Times>}
 */
async function clicked({ module, lines, warmingUp, later }) {
  const line = (/** @type {number} */ index) => ({
    type: "physical",
    reference: `article-${index}`,
    name: `Article number ${index}`,
    quantity: 2,
    unit_price: 1250,
    tax_rate: 2500,
    total_amount: 2500,
    total_discount_amount: 0,
    total_tax_amount: 500,
  });
  const order = {
    purchase_country: "SE",
    purchase_currency: "SEK",
    locale: "sv-SE",
    order_amount: 2500 * lines,
    order_tax_amount: 500 * lines,
    order_lines: Array.from({ length: lines }, (_, index) => line(index)),
  };
  let called = 0;
  let answered = 0;
  let requested = 0;
  /** @type {object} */
  let answer = { approved: false, show_form: true };
  /** @type {any} */
  const page = window;
  page.Klarna = {
    Payments: {
      init() {},
      load: (/** @type {any} */ _1, /** @type {any} */ _2, /** @type {any} */ done) => {
        const frame = Object.assign(document.createElement("div"), { id: "klarna-klarna-main" });
        document.querySelector("#klarna")?.replaceChildren(frame);
        setTimeout(done, 0, { show_form: true });
      },
      authorize: (/** @type {any} */ _1, /** @type {any} */ _2, /** @type {any} */ done) => {
        called = performance.now();
        setTimeout(() => {
          answered = performance.now();
          done(answer);
        });
      },
      reauthorize() {},
      finalize() {},
      on() {},
      off() {},
    },
  };
  const clientToken = `e30.${btoa(JSON.stringify({ session_id: "session" }))}.signature`;
  const { loadKlarnaPayments } = await import(module);
  const klarna = await loadKlarnaPayments({ clientToken, backend: "/orders" });
  await klarna.load("#klarna");
  page.fetch = async () => {
    requested = performance.now();
    return Response.json({ order_number: "1" });
  };
  const click = async () => {
    const clicked = performance.now();
    const outcome = klarna.authorize({}, order);
    const time = called - clicked;
    await outcome;
    return time;
  };
  const first = await click();
  for (let count = 0; count < warmingUp; count++) await click();
  const times = [];
  for (let count = 0; count < later; count++) times.push(await click());
  times.sort((a, b) => a - b);
  answer = { approved: true, show_form: true, authorization_token: "token" };
  await click();
  return { first, later: times[times.length >> 1] ?? Number.NaN, answer: requested - answered };
}

/**
 * In a page: a click on a button of the shop's own.
 *
 * @param {string} module
 * @returns {Promise<number>} milliseconds
 */
async function initiated(module) {
  const { loadKlarnaWebSdk } = await import(module);
  const klarna = await loadKlarnaWebSdk({
    clientId: "klarna_test_client_bench",
    backend: { authorize: "/authorize" },
    sdk: { url: new URL("/klarna.mjs", module).href },
  });
  const requested = new Promise((resolve) => {
    window.fetch = async () => {
      resolve(performance.now());
      return new Promise(() => {});
    };
  });
  const clicked = performance.now();
  klarna.initiate({});
  return (await requested) - clicked;
}
