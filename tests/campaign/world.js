import { EventEmitter } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { startSandbox } from "../../www/sandbox/index.js";
import { createKlarnaServer } from "../../www/server/src/index.js";
import { sqliteStore } from "../../www/server/src/stores/sqlite.js";
import { databaseFolder } from "../server/campaign/database-folder.js";
import { accessTo, subscribe } from "../server/shop.js";
import { openBorder } from "./border.js";
import { klarnaSide } from "./klarna-side.js";
import { Purchases } from "./purchases.js";
import { shopSide } from "./shop-side.js";
import { Shown } from "./shown.js";

/** Shorter than in life, in proportion. */
const LIMITS = { klarnaMs: 700, answerMs: 1_000, sweepMs: 1_000, lookMs: 400, keptMs: 120_000 };

/**
 * The world of a campaign: Klarna (the sandbox), a shop with the server library over SQLite, and the two borders that
 * everything passes, where the faults are.
 *
 * @param {{ seed: number }} options
 */
export async function openWorld({ seed }) {
  const sandbox = await startSandbox({ seed, settings: { journey: "instant" } });
  const { credentials } = sandbox;
  const folder = await databaseFolder();
  const store = sqliteStore({ file: join(folder, "carts.sqlite") });
  const purchases = new Purchases();
  const shown = new Shown();
  const heard = new EventEmitter().setMaxListeners(0);

  const klarnaBorder = await openBorder(
    await klarnaSide({ origin: sandbox.url, purchases, shown }),
  );
  // What it serves needs its address; nothing is asked before.
  const shopBorder = await openBorder((asked, reply) => atTheShop(asked, reply));
  const { url } = shopBorder;
  sandbox.configure({ browserUrl: klarnaBorder.url });
  const access = accessTo({ url: klarnaBorder.url, credentials });
  const klarna = createKlarnaServer({
    klarna: access,
    store,
    publicUrl: url,
    order: (request) =>
      purchases.orderOf(/cart=([^;]+)/.exec(request.headers.get("cookie") ?? "")?.[1]),
    signingKeys: await subscribe(sandbox, url),
    now: () => Date.now() + purchases.ahead,
    limits: LIMITS,
    log: (entry) => shown.see("", "the server's log", [JSON.stringify(entry)]),
    onPlaced: () => {},
  });
  const { clientId } = credentials;
  const atTheShop = shopSide({ klarna, origin: url, access, clientId, purchases, shown, heard });
  await klarna.start();

  return {
    url,
    sandbox,
    purchases,
    shown,
    /** What pages say, by cart. */
    heard,

    /** The shop goes on until nothing is left to do: two hours later by its clock, which was an hour ahead at most. */
    async sweepAll() {
      for (const minutes of [0, 5, 31, 55, 115]) {
        purchases.ahead = minutes * 60_000;
        for (let round = 0; round < 30; round += 1) if ((await klarna.sweep()).carts === 0) break;
      }
    },

    /** What the shop's database has of a cart. @param {string} cart @returns {Promise<any>} */
    read: async (cart) => (await store.read(cart))?.ledger,

    async close() {
      await klarna.stop();
      await store.close();
      shopBorder.close();
      klarnaBorder.close();
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof openWorld>>} World */
