import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startSandbox } from "../../../www/sandbox/index.js";
import { postgresStore } from "../../../www/server/src/stores/postgres.js";
import { sqliteStore } from "../../../www/server/src/stores/sqlite.js";
import { startPostgres } from "../postgres.js";
import { accessTo, subscribe } from "../shop.js";
import { databaseFolder } from "./database-folder.js";
import { DEFECTS } from "./defects.js";

/**
 * The world of a campaign: Klarna (the sandbox), the shop's processes over one database, and the balancer in front of them,
 * which customers and Klarna ask. The balancer spoils what is on its way, and hands a purchase's fault on to the process.
 */

const PROGRAM = fileURLToPath(new URL("program.js", import.meta.url));
const PLANTING = fileURLToPath(new URL("planting.js", import.meta.url));
/** Shorter than in life, in proportion. */
export const LIMITS = {
  klarnaMs: 2_500,
  answerMs: 3_500,
  sweepMs: 1_500,
  lookMs: 500,
  keptMs: 120_000,
};
const SPARE = 3;
/** Longer than a customer's page waits for one answer. */
const DELAY_MS = 5_500;

/**
 * @param {{ kind: "sqlite" | "postgres", processes: number, seed: number, defect?: string | undefined, isLoud?: boolean }} options
 */
export async function openWorld({ kind, processes, seed, defect, isLoud = false }) {
  const sandbox = await startSandbox({
    seed,
    settings: { scenario: "known", journey: "instant" },
  });
  const postgres = kind === "postgres" ? await startPostgres() : undefined;
  const folder = await databaseFolder();
  const file = join(folder, "carts.sqlite");
  /** @type {Map<string, { step: string, fault: string }>} the fault of each cart that was not hit yet */
  const plans = new Map();
  /** @type {Map<string, number>} */
  const fired = new Map();
  /** @type {Map<string, string>} */
  const cartOfSession = new Map();
  const balancer = createServer((message, reply) => void balance(message, reply));
  balancer.listen(0, "127.0.0.1");
  await once(balancer, "listening");
  const url = `http://127.0.0.1:${portOf(balancer)}`;
  const signingKeys = await subscribe(sandbox, url);
  let isOpen = true;
  let kills = 0;
  const shops = await Promise.all(Array.from({ length: processes }, () => freePort()));
  /** @type {Map<number, import("node:child_process").ChildProcess>} by port, those that are ready */
  const alive = new Map();
  /** Processes that have loaded the shop and wait: starting one takes longer than a customer is patient. */
  const waiting = Array.from({ length: SPARE }, spawnShop);
  await Promise.all(shops.map(start));

  function spawnShop() {
    return spawn(process.execPath, [...(defect ? ["--import", PLANTING] : []), PROGRAM], {
      stdio: ["pipe", "pipe", "inherit"],
      env: {
        ...process.env,
        DEFECT: JSON.stringify(DEFECTS[defect ?? ""] ?? []),
        CAMPAIGN: JSON.stringify({
          klarna: accessTo(sandbox),
          ...(postgres ? { postgres: postgres.url } : { sqlite: file }),
          publicUrl: url,
          signingKeys,
          limits: LIMITS,
          isLoud,
        }),
      },
    });
  }

  /** @param {number} port */
  async function start(port) {
    const child = waiting.shift() ?? spawnShop();
    waiting.push(spawnShop());
    child.once("exit", () => {
      alive.delete(port);
      if (!isOpen) return;
      kills += 1;
      void start(port);
    });
    const lines = createInterface({ input: child.stdout });
    const isReady = new Promise((resolve) => {
      lines.on("line", (line) => {
        const [word, cart = "", step = "", fault = ""] = line.split(" ");
        if (word === "fired") hit(cart, step, fault);
        if (word === "ready") resolve(undefined);
      });
      child.once("exit", resolve);
    });
    child.stdin.write(`${port}\n`);
    await isReady;
    if (child.exitCode === null && child.signalCode === null) alive.set(port, child);
  }

  /** @param {string} cart @param {string} step @param {string} fault */
  function hit(cart, step, fault) {
    plans.delete(cart);
    const cell = `${step} ${fault}`;
    fired.set(cell, (fired.get(cell) ?? 0) + 1);
  }

  /** @param {import("node:http").IncomingMessage} message @param {import("node:http").ServerResponse} reply */
  async function balance(message, reply) {
    try {
      const chunks = [];
      for await (const chunk of message) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      const { cart, step } = purchaseOf(message, body);
      const plan = plans.get(cart);
      if (plan && plan.step === step) {
        hit(cart, step, plan.fault);
        return await spoil(plan.fault, message, body, reply);
      }
      const header = plan ? `${cart} ${plan.step} ${plan.fault}` : undefined;
      answer(reply, await forward(message, body, header));
    } catch {
      reply.destroy();
    }
  }

  /** @param {import("node:http").IncomingMessage} message @param {Buffer} body */
  function purchaseOf({ url: path = "", headers }, body) {
    const endpoint = path.replace("/api/klarna/", "").split("?")[0] ?? "";
    const [first = ""] = endpoint.split("/");
    const cart = /cart=([^;]+)/.exec(headers.cookie ?? "")?.[1];
    if (cart) return { cart, step: `page.${PAGE_STEPS[endpoint] ?? PAGE_STEPS[first] ?? first}` };
    const text = body.toString();
    const reference = /"payment_request_reference":"R-([^"]+)"/.exec(text)?.[1];
    if (reference) return { cart: reference, step: "klarna.webhook" };
    const session = /"session_id":"([^"]+)"/.exec(text)?.[1] ?? "";
    return { cart: cartOfSession.get(session) ?? "", step: "klarna.callback" };
  }

  /** @param {string} fault @param {import("node:http").IncomingMessage} message @param {Buffer} body @param {import("node:http").ServerResponse} reply */
  async function spoil(fault, message, body, reply) {
    switch (fault) {
      case "drop-before":
        return reply.destroy();
      case "drop-after":
        await forward(message, body);
        return reply.destroy();
      case "delay": {
        const late = await forward(message, body);
        await pause(DELAY_MS);
        return answer(reply, late);
      }
      case "5xx":
        await forward(message, body);
        return reply.writeHead(502, { "content-type": "text/html" }).end("<html>502</html>");
      case "duplicate": {
        const [, second] = await Promise.all([forward(message, body), forward(message, body)]);
        return answer(reply, second);
      }
      case "kill-before":
        kill();
        return reply.destroy();
      default:
        await forward(message, body);
        kill();
        return reply.destroy();
    }
  }

  function kill() {
    const children = [...alive.values()];
    children[Math.floor(Math.random() * children.length)]?.kill("SIGKILL");
  }

  /** @param {import("node:http").IncomingMessage} message @param {Buffer} body @param {string} [fault] */
  async function forward({ method = "GET", url: path = "/", headers }, body, fault) {
    const ports = [...alive.keys()];
    const port = ports[Math.floor(Math.random() * ports.length)];
    if (port === undefined) return undefined;
    const passed = Object.entries(headers).filter(
      ([name]) => !["host", "connection", "content-length", "transfer-encoding"].includes(name),
    );
    try {
      const answered = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        redirect: "manual",
        headers: /** @type {[string, string][]} */ ([
          ...passed,
          ...(fault ? [["x-fault", fault]] : []),
        ]),
        ...(method === "GET" ? {} : { body: new Uint8Array(body) }),
      });
      return { status: answered.status, headers: answered.headers, body: await answered.text() };
    } catch {
      return undefined;
    }
  }

  /** @param {import("node:http").ServerResponse} reply @param {Awaited<ReturnType<typeof forward>>} answered */
  function answer(reply, answered) {
    if (!answered) return reply.writeHead(502).end();
    const type = answered.headers.get("content-type");
    const location = answered.headers.get("location");
    return reply
      .writeHead(answered.status, {
        ...(type ? { "content-type": type } : {}),
        ...(location ? { location } : {}),
      })
      .end(answered.body);
  }

  /** @param {string} path */
  const askAll = (path) =>
    Promise.all(
      [...alive.keys()].map((port) =>
        fetch(`http://127.0.0.1:${port}${path}`).then(
          (answered) => answered.text().then(Number),
          () => 0,
        ),
      ),
    );

  return {
    url,
    sandbox,
    plans,
    fired,
    cartOfSession,
    kills: () => kills,

    /** The shop goes on until nothing is left to do: half an hour later by its clock. */
    async sweepAll() {
      while (alive.size < shops.length) await pause(50);
      for (const ahead of [0, 5 * 60_000, 31 * 60_000, 50 * 60_000]) {
        await askAll(`/test/clock?ahead=${ahead}`);
        for (let round = 0; round < 20; round += 1) {
          const carts = await askAll("/test/sweep");
          if (carts.every((count) => count === 0)) break;
        }
      }
    },

    /** @returns {Promise<(cart: string) => Promise<any>>} reads what the shop has of a cart, now that it is closed */
    async close() {
      isOpen = false;
      const ends = [...alive.values(), ...waiting].map((child) => {
        child.kill("SIGKILL");
        return once(child, "exit");
      });
      await Promise.all(ends);
      balancer.closeAllConnections();
      balancer.close();
      const store = postgres ? postgresStore({ pool: postgres.pool() }) : sqliteStore({ file });
      await store.open();
      return async (cart) => (await store.read(cart))?.ledger;
    },

    async end() {
      await sandbox.close();
      await postgres?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof openWorld>>} World */

/** @type {Record<string, string>} */
const PAGE_STEPS = { "authorize-payment": "click", "orders/kept": "kept", payments: "status" };

/** @param {import("node:http").Server} server */
function portOf(server) {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const port = portOf(probe);
  probe.close();
  await once(probe, "close");
  return port;
}
