// The shop of the campaign as a process of its own, which breaks where it is told to: one step of one purchase, by the
// header `x-fault: step fault` of a request. It says so on its output before it does.

import { AsyncLocalStorage } from "node:async_hooks";
import { once } from "node:events";
import { writeSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { createKlarnaServer } from "../../../www/server/src/index.js";
import { postgresStore } from "../../../www/server/src/stores/postgres.js";
import { sqliteStore } from "../../../www/server/src/stores/sqlite.js";
import { cartOf, listen } from "../shop.js";

/** @typedef {{ cart: string, step: string, fault: string, writes: number, isSpent: boolean }} Plan */

const settings = JSON.parse(process.env.CAMPAIGN ?? "{}");
/** @type {AsyncLocalStorage<Plan>} */
const plans = new AsyncLocalStorage();
let ahead = 0;

/**
 * Carries out what a step does, or what the fault makes of it.
 *
 * @template T
 * @param {string} step
 * @param {() => Promise<T>} work
 * @param {{ broken: () => T | Promise<T>, late?: () => Promise<never> }} how `broken`: the step fails by itself
 * @returns {Promise<T>}
 */
async function perform(step, work, { broken, late }) {
  const plan = plans.getStore();
  if (!plan || plan.isSpent || plan.step !== step) return work();
  plan.isSpent = true;
  writeSync(1, `fired ${plan.cart} ${plan.step} ${plan.fault}\n`);
  switch (plan.fault) {
    case "drop-before":
      throw new TypeError("dropped");
    case "drop-after":
      await work();
      throw new TypeError("dropped");
    case "5xx":
      return broken();
    case "duplicate": {
      const [, second] = await Promise.all([work().catch(() => undefined), work()]);
      return second;
    }
    case "kill-before":
      process.kill(process.pid, "SIGKILL");
      return new Promise(() => {});
    case "kill-after":
      await work();
      process.kill(process.pid, "SIGKILL");
      return new Promise(() => {});
    default: {
      const result = await work();
      if (late) return late();
      await pause(400);
      return result;
    }
  }
}

const OPERATIONS = /** @type {const} */ ([
  ["POST", /^\/payments\/v1\/sessions$/, "klarna.session"],
  ["GET", /^\/payments\/v1\/sessions\/[^/]+$/, "klarna.read-session"],
  ["POST", /^\/payments\/v1\/sessions\/[^/]+$/, "klarna.update-session"],
  ["POST", /^\/payments\/v1\/authorizations\/[^/]+\/order$/, "klarna.order"],
  ["POST", /^\/payments\/v1\/authorizations\/[^/]+\/customer-token$/, "klarna.customer-token"],
  ["DELETE", /^\/payments\/v1\/authorizations\/[^/]+$/, "klarna.give-back"],
  ["POST", /^\/customer-token\/v1\/tokens\/[^/]+\/order$/, "klarna.charge"],
  ["POST", /\/payment\/authorize$/, "klarna.authorize"],
  ["GET", /\/payment\/requests\/[^/]+$/, "klarna.read-request"],
  ["DELETE", /\/payment\/requests\/[^/]+$/, "klarna.cancel-request"],
]);

const realFetch = globalThis.fetch;
globalThis.fetch = (input, init = {}) => {
  const { pathname } = new URL(String(input));
  const { method = "GET", signal, body } = init;
  const found = OPERATIONS.find(([verb, path]) => verb === method && path.test(pathname))?.[2];
  const isFinal = found === "klarna.authorize" && !String(body).includes("step_up_config");
  // What the shop does with a late answer is to have given up; Klarna has carried it out all the same.
  const { signal: _, ...unhurried } = init;
  return perform(isFinal ? "klarna.final" : (found ?? ""), () => realFetch(input, unhurried), {
    broken: () => new Response("<html>502</html>", { status: 502 }),
    late: () =>
      new Promise((_resolve, reject) => {
        const expire = () => reject(new DOMException("late", "TimeoutError"));
        if (signal?.aborted) expire();
        else signal?.addEventListener("abort", expire);
      }),
  });
};

/** @param {import("../../../www/server/src/public.js").Store} store */
function breaking(store) {
  const broken = () => {
    throw new Error("the database is away");
  };
  return {
    ...store,
    read: (/** @type {string} */ cart) => perform("store.read", () => store.read(cart), { broken }),
    write: (/** @type {[any, any, any]} */ ...arguments_) => {
      const plan = plans.getStore();
      const number = plan ? ++plan.writes : 0;
      return perform(`store.write-${number}`, () => store.write(...arguments_), { broken });
    },
  };
}

// Loaded, and in wait for its turn: the process that takes another one's place begins with nothing but this.
const [port] = await once(process.stdin, "data");
process.stdin.destroy();

const store = settings.postgres
  ? postgresStore({ pool: new pg.Pool({ connectionString: settings.postgres, max: 12 }) })
  : sqliteStore({ file: settings.sqlite });

const shop = await listen(
  () =>
    createKlarnaServer({
      klarna: settings.klarna,
      store: breaking(store),
      order: cartOf,
      publicUrl: settings.publicUrl,
      signingKeys: settings.signingKeys,
      now: () => Date.now() + ahead,
      limits: settings.limits,
      onPlaced: () =>
        perform("shop.told", async () => {}, {
          broken: () => {
            throw new Error("the shop is away");
          },
        }),
      log: (entry) => settings.isLoud && console.error(JSON.stringify(entry)),
    }),
  {
    port: Number(String(port)),
    other: (message, reply) => {
      // The harness's own requests.
      const url = new URL(message.url ?? "/", "http://shop");
      if (url.pathname === "/test/clock") ahead = Number(url.searchParams.get("ahead"));
      if (url.pathname === "/test/sweep")
        return void shop.klarna.sweep().then(
          ({ carts }) => reply.end(String(carts)),
          () => reply.writeHead(500).end(),
        );
      reply.end("0");
    },
  },
);
const [serve] = shop.server.listeners("request");
shop.server.removeAllListeners("request");
shop.server.on("request", (message, reply) => {
  const [cart = "", step = "", fault = ""] = String(message.headers["x-fault"] ?? "").split(" ");
  const plan = { cart, step, fault, writes: 0, isSpent: step === "" };
  plans.run(plan, () => /** @type {any} */ (serve)(message, reply));
});
await shop.klarna.start();
writeSync(1, "ready\n");
