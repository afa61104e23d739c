import { performance } from "node:perf_hooks";
import { dice } from "../server/campaign/steps.js";
import { openChromium } from "./chromium.js";
import { CELLS } from "./table.js";
import { judge } from "./verdict.js";
import { openDriven } from "./webdriver.js";
import { openWorld } from "./world.js";

/** No purchase takes longer. */
const LIMIT_MS = 45_000;
/** A customer who sees nothing of the shop for so long loads the page anew. */
const BLANK_MS = 7_000;

/**
 * The cell and the cart of each purchase, the same for the same seed.
 *
 * @param {number} seed
 * @param {number} number from 0
 */
export function planned(seed, number) {
  const first = Math.floor(dice(seed).roll() * CELLS.length);
  // Neighbours in the table are alike; steps of a prime number go through all of it.
  const cell = /** @type {import("./table.js").Cell} */ (
    CELLS[(first + number * 211) % CELLS.length]
  );
  return { cell, quantity: 1 + Math.floor(dice(seed + number).roll() * 5), number };
}

/**
 * Some purchases with a fault in each, in one world.
 *
 * @param {object} options
 * @param {import("../webdriver/browsers.js").Engine} options.engine
 * @param {number} options.seed
 * @param {ReturnType<typeof planned>[]} options.plans
 * @param {number} [options.atOnce] customers at the same time
 * @param {number} [options.withinMs] no purchase begins after this time, once there are `atLeast` so many
 * @param {number} [options.atLeast]
 * @param {(text: string) => void} [options.progress]
 * @param {(bought: import("./verdict.js").Bought) => void} [options.watch]
 */
export async function campaign({
  engine,
  seed,
  plans,
  atOnce = 3,
  withinMs = Number.POSITIVE_INFINITY,
  atLeast = 0,
  progress = () => {},
  watch = () => {},
}) {
  const world = await openWorld({ seed });
  const browser = await (engine === "chromium" ? openChromium() : openDriven(engine, atOnce));
  /** @type {import("./verdict.js").Bought[]} */
  const all = [];
  const todo = [...plans];
  const started = performance.now();
  const buyer = async () => {
    for (let next = todo.shift(); next; next = todo.shift()) {
      const begun = plans.length - todo.length;
      if (performance.now() - started > withinMs && begun > atLeast) return;
      const bought = await buy(next);
      all.push(bought);
      watch(bought);
      if (all.length % 50 === 0) progress(`${all.length} purchases`);
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, buyer));
    await world.sweepAll();
    const { findings, ends } = await judge(all, world);
    const seen = world.shown.secretsSeen().map(([cart, detail]) => ({
      wrong: /** @type {const} */ ("secrets seen"),
      bought: /** @type {import("./verdict.js").Bought} */ (all.find((one) => one.cart === cart)),
      detail,
    }));
    const { texts, secrets } = world.shown.searched();
    Object.assign(ends, { "texts searched": texts, "secrets searched for": secrets });
    return { findings: [...findings, ...seen], ends, fired: world.purchases.fired, all };
  } finally {
    await browser.close();
    await world.close();
  }

  /** @param {ReturnType<typeof planned>} plan */
  async function buy({ cell, quantity, number }) {
    const cart = `c${seed}-${number}`;
    const purchase = world.purchases.begin(cart, cell, quantity);
    const started = performance.now();
    const visitor = await browser.visitor();
    const open = new Set([1]);
    let last = 1;
    /** @param {number} tab */
    const address = (tab) => {
      const page = `${world.url}/shop/${cell.flow}?cart=${cart}&tab=${tab}`;
      if (cell.fault !== "back" || tab > 1) return page;
      return `${world.url}/shop/start?cart=${cart}&to=${encodeURIComponent(page)}`;
    };
    const nextTab = () => {
      last += 1;
      open.add(last);
      void visitor.open(last, address(last));
    };
    let limit;
    let blank;
    const isOver = await new Promise((resolve) => {
      limit = setTimeout(resolve, LIMIT_MS, false);
      blank = setInterval(() => {
        if (Date.now() - purchase.lastSaidAt < BLANK_MS) return;
        purchase.lastSaidAt = Date.now();
        for (const tab of open) void visitor.reload(tab);
      }, 500);
      world.heard.on(cart, (/** @type {import("./purchases.js").Said} */ { what, wants, tab }) => {
        if (wants === "tab") nextTab();
        if (wants === "close") {
          nextTab();
          open.delete(tab);
          void visitor.close(tab);
        }
        if (what !== "end") return;
        open.delete(tab);
        if (open.size === 0) resolve(true);
      });
      void visitor.open(1, address(1));
    });
    clearTimeout(limit);
    clearInterval(blank);
    world.heard.removeAllListeners(cart);
    world.shown.see(cart, "the browser", await visitor.look().catch(() => []));
    world.purchases.leave(purchase);
    await visitor.end();
    return { cart, cell, purchase, ms: performance.now() - started, isOver };
  }
}
