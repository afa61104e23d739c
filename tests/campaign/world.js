import { EventEmitter } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSandbox } from "../../www/sandbox/index.js";
import { createKlarnaServer } from "../../www/server/src/index.js";
import { sqliteStore } from "../../www/server/src/stores/sqlite.js";
import { accessTo, orderOf, subscribe } from "../server/shop.js";
import { asAnswer, give, openBorder, passTo, spoil, spoilNews } from "./border.js";
import { giveFile } from "./files.js";
import { pageOf } from "./pages.js";
import { Secrets } from "./secrets.js";
import { customerOf, JUMPS, nameOf } from "./table.js";

/**
 * The world of a campaign: Klarna (the sandbox), a shop with the server library over SQLite, and the two borders that
 * everything passes, where the faults are.
 *
 * @typedef {import("./table.js").Cell} Cell
 * @typedef {{ what: string, tab: number, [detail: string]: any }} Said what a page tells of itself
 * @typedef {{ cell: Cell, quantity: number, email: string, isHit: boolean, hasAsked: boolean, isEarly: boolean, offlineUntil: number, said: Said[], lastSaidAt: number, news: Promise<void>, hear: () => void }} Purchase
 */

/** Shorter than in life, in proportion. */
const LIMITS = { klarnaMs: 700, answerMs: 1_000, sweepMs: 1_000, lookMs: 400, keptMs: 120_000 };
/** So long a customer has no network. */
const OFFLINE_MS = 500;
const PAGE = join(import.meta.dirname, "page");

/** @param {{ seed: number }} options */
export async function openWorld({ seed }) {
  const sandbox = await startSandbox({ seed, settings: { journey: "instant" } });
  const place = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  const folder = await mkdtemp(join(place, "klarna-campaign-"));
  const store = sqliteStore({ file: join(folder, "carts.sqlite") });
  /** @type {Map<string, Purchase>} by cart */
  const purchases = new Map();
  /** @type {Map<string, string>} */
  const cartOfSession = new Map();
  /** @type {Map<string, number>} how often a cell was hit */
  const fired = new Map();
  const secrets = new Secrets();
  /** Everything that somebody else may read: whose, where, what. @type {[string, string, string][]} */
  const shown = [];
  const heard = new EventEmitter().setMaxListeners(0);
  const toKlarna = passTo(sandbox.url);
  const spoilPayments = await readFile(join(PAGE, "spoil-payments.js"), "utf8");
  const spoilWebSdk = await readFile(join(PAGE, "spoil-web-sdk.js"), "utf8");
  let ahead = 0;

  const klarnaBorder = await openBorder(atKlarna);
  const shopBorder = await openBorder(atTheShop);
  sandbox.configure({ browserUrl: klarnaBorder.url });
  const access = accessTo({ url: klarnaBorder.url, credentials: sandbox.credentials });
  const klarna = createKlarnaServer({
    klarna: access,
    store,
    publicUrl: shopBorder.url,
    order: (request) => orderOfCart(/cart=([^;]+)/.exec(request.headers.get("cookie") ?? "")?.[1]),
    signingKeys: await subscribe(sandbox, shopBorder.url),
    now: () => Date.now() + ahead,
    limits: LIMITS,
    log: (entry) => void shown.push(["", "the server's log", JSON.stringify(entry)]),
    onPlaced: () => {},
  });
  await klarna.start();

  /** @param {string | undefined} cart */
  function orderOfCart(cart) {
    const purchase = purchases.get(cart ?? "");
    if (!cart || !purchase) return undefined;
    const billing_address = { ...CUSTOMER, email: purchase.email };
    const order = orderOf(cart, purchase.quantity);
    return { ...order, purchase: `${cart} ${order.purchase}`, customer: { billing_address } };
  }

  /** What a page shows of a cart, and calls it. @param {string} cart */
  function shownOf(cart) {
    const order = orderOfCart(cart);
    return { amount: order?.order_amount ?? 0, purchase: order?.purchase };
  }

  /** Whether a purchase's fault is due at this step; once. @param {string} cart @param {string} step */
  function dueAt(cart, step) {
    const purchase = purchases.get(cart);
    if (!purchase || purchase.isHit || purchase.cell.step !== step) return undefined;
    hit(purchase);
    return purchase.cell.fault;
  }

  /** @param {Purchase} purchase */
  function hit(purchase) {
    if (purchase.isHit) return;
    purchase.isHit = true;
    const name = nameOf(purchase.cell);
    fired.set(name, (fired.get(name) ?? 0) + 1);
    ahead += JUMPS[purchase.cell.fault] ?? 0;
  }

  /** What is asked of Klarna, by pages and by the shop's server. @type {Parameters<typeof openBorder>[0]} */
  async function atKlarna(asked, reply) {
    const { pathname, searchParams } = new URL(asked.path, "http://klarna");
    const script = SCRIPTS.includes(pathname) && !searchParams.has("real");
    if (script) return giveScript(searchParams.get("cart") ?? "", asked, reply);
    const step = SERVER_STEPS.find(([, path]) => path.test(pathname))?.[0];
    const text = asked.body.toString();
    const cart = step && /"R-([^"]+)"/.exec(text)?.[1];
    const isFinal = step === "klarna.authorize" && !text.includes("step_up_config");
    secrets.learn(text);
    const purchase = purchases.get(cart || "");
    // A token that is kept waits for Buy; the other kinds of purchases may be ordered by Klarna's callback.
    if (step === "klarna.order" && purchase?.cell.flow === "kept")
      purchase.isEarly ||= !purchase.hasAsked;
    const fault = cart && dueAt(cart, isFinal ? "klarna.final" : step);
    if (fault) return spoil(fault, asked, reply, toKlarna);
    const answer = await toKlarna(asked);
    secrets.learn(Buffer.from(answer.body).toString());
    return give(reply, answer);
  }

  /** @type {(cart: string, ...rest: Parameters<typeof atKlarna>) => Promise<unknown>} */
  async function giveScript(cart, asked, reply) {
    const purchase = purchases.get(cart);
    const isModule = asked.path.includes(".mjs");
    const pass = async () => {
      const answer = await toKlarna(asked);
      if (!purchase || purchase.isHit || !purchase.cell.step.startsWith("sdk.")) return answer;
      const what = JSON.stringify({ ...purchase.cell, call: purchase.cell.step.slice(4) });
      const query = asked.path.split("?")[1];
      const body = isModule
        ? `import { KlarnaSDK as real } from "./klarna.mjs?real=1&${query}";\n${spoilWebSdk}\nexport const KlarnaSDK = spoilWebSdk(real, ${what});`
        : `${Buffer.from(answer.body)}\n${spoilPayments}\nspoilPayments(${what});`;
      return { ...answer, body };
    };
    const fault = dueAt(cart, "script");
    // The page itself has a second tag of Klarna's.
    if (fault && fault !== "twice") return spoil(fault, asked, reply, pass);
    return give(reply, await pass());
  }

  /** What is asked of the shop, by pages and by Klarna. @type {Parameters<typeof openBorder>[0]} */
  async function atTheShop(asked, reply) {
    const url = new URL(asked.path, shopBorder.url);
    const cookie = /cart=([^;]+)/.exec(asked.headers.cookie ?? "")?.[1];
    const own = OWN[url.pathname];
    const cart = url.searchParams.get("cart") ?? cookie ?? "";
    const purchase = purchases.get(cart);
    shown.push([cart, "an address", `${asked.path} ${asked.headers.referer}`]);
    if (purchase && purchase.offlineUntil > Date.now()) return reply.destroy();
    if (own) return own(cart, purchase, asked, reply);
    if (url.pathname.startsWith("/api/klarna/")) return atTheLibrary(cart, url, asked, reply);
    if (/^\/(pkg|page)\//.test(url.pathname)) return giveFile(url.pathname, { page: PAGE }, reply);
    if (!purchase) return reply.writeHead(404).end();
    const facts = { cart, url, purchase, klarnaUrl: klarnaBorder.url };
    const html = pageOf({ ...facts, clientId: sandbox.credentials.clientId });
    return reply
      .writeHead(200, {
        "content-type": "text/html; charset=utf-8",
        "referrer-policy": "unsafe-url",
        "set-cookie": `cart=${cart}; path=/`,
      })
      .end(html);
  }

  /** @type {(cart: string, url: URL, ...rest: Parameters<typeof atTheShop>) => Promise<unknown>} */
  async function atTheLibrary(cookie, url, asked, reply) {
    const endpoint = url.pathname.slice("/api/klarna/".length);
    const text = asked.body.toString();
    const [first = ""] = endpoint.split("/");
    if (first === "webhooks" || first === "callbacks") {
      const session = /"session_id":"([^"]+)"/.exec(text)?.[1] ?? "";
      const cart = /"R-([^"]+)"/.exec(text)?.[1] ?? cartOfSession.get(session) ?? "";
      const step = first === "webhooks" ? "webhook" : "callback";
      const fault = dueAt(cart, step);
      await (fault
        ? spoilNews(fault, asked, reply, toTheLibrary)
        : give(reply, await toTheLibrary(asked)));
      return purchases.get(cart)?.hear();
    }
    const isReview = url.searchParams.get("step") === "review";
    const step = PAGE_STEPS[endpoint] ?? PAGE_STEPS[first] ?? first;
    const purchase = purchases.get(cookie);
    if (purchase) purchase.hasAsked ||= endpoint === "orders" || endpoint === "orders/kept";
    // The page's answer waits until Klarna's news has come.
    const { step: awaited, fault: when } = purchase?.cell ?? {};
    const isAwaited = when === "before" && (step === "orders" || step === "status");
    if (isAwaited && (awaited === "callback" || awaited === "webhook"))
      await Promise.race([purchase?.news, new Promise((go) => setTimeout(go, 500))]);
    const fault = dueAt(cookie, isReview ? `review.${step}` : step);
    if (fault) return spoil(fault, asked, reply, toTheLibrary);
    return give(reply, await toTheLibrary(asked));
  }

  /** @type {import("./border.js").Pass} */
  async function toTheLibrary({ method, path, headers, body }) {
    const { host: _, connection: __, ...passed } = headers;
    const answered = await klarna.fetch(
      new Request(shopBorder.url + path, {
        method,
        headers: /** @type {Record<string, any>} */ (passed),
        ...(method === "GET" ? {} : { body: new Uint8Array(body) }),
      }),
    );
    const answer = await asAnswer(answered);
    secrets.learn(`${body} ${Buffer.from(answer.body)}`);
    const cart = /cart=([^;]+)/.exec(String(headers.cookie))?.[1];
    const session = /"session_id":"([^"]+)"/.exec(Buffer.from(answer.body).toString())?.[1];
    if (cart && session) cartOfSession.set(session, cart);
    return answer;
  }

  /** What the shop has of its own. @type {Record<string, (cart: string, purchase: Purchase | undefined, ...rest: Parameters<typeof atTheShop>) => unknown>} */
  const OWN = {
    /** Whether the order exists. */
    "/shop/order": async (cart, _, __, reply) => {
      const found = await klarna.find({ cart });
      json(reply, { state: found?.state ?? "open", by: found?.result?.by });
    },
    /** The customer pays in another way. */
    "/shop/otherwise": async (cart, _, __, reply) => {
      const order = orderOfCart(cart);
      try {
        if (order) await klarna.placeOtherwise(order);
        json(reply, { taken: order !== undefined });
      } catch (error) {
        json(reply, { taken: false, code: /** @type {any} */ (error).code });
      }
    },
    "/shop/amount": (cart, _, __, reply) => json(reply, shownOf(cart)),
    /** What the customer has said about itself. */
    "/shop/customer": (_, purchase, __, reply) => json(reply, { email: purchase?.email }),
    /** The customer puts one more into the cart, in another tab. */
    "/shop/more": (cart, purchase, _, reply) => {
      if (purchase) purchase.quantity += 1;
      json(reply, shownOf(cart));
    },
    /** A session of another script of the page's. */
    "/shop/rival": async (_, __, ___, reply) => {
      const { url, credentials } = access;
      const basic = Buffer.from(`${credentials.username}:${credentials.password}`);
      const answered = await fetch(`${url}/payments/v1/sessions`, {
        method: "POST",
        headers: {
          authorization: `Basic ${basic.toString("base64")}`,
          "content-type": "application/json",
        },
        body: JSON.stringify({
          ...orderOf("rival", 7),
          ...{ cart: undefined, reference: undefined, purchase: undefined },
        }),
      });
      json(reply, await answered.json());
    },
    "/campaign/say": (cart, purchase, asked, reply) => {
      reply.writeHead(204).end();
      const said = JSON.parse(asked.body.toString());
      if (!purchase || purchase.said.some(({ id }) => id === said.id)) return;
      if (said.what === "hit") hit(purchase);
      if (said.wants === "offline") purchase.offlineUntil = Date.now() + OFFLINE_MS;
      purchase.said.push(said);
      purchase.lastSaidAt = Date.now();
      shown.push([cart, `what a page says: ${said.what}`, asked.body.toString()]);
      heard.emit(cart, said);
    },
  };

  return {
    url: shopBorder.url,
    sandbox,
    purchases,
    fired,
    heard,

    /** @param {string} cart @param {string} where @param {string[]} texts */
    see(cart, where, texts) {
      for (const text of texts) shown.push([cart, where, text]);
    },

    /** How much was searched, and for how much. */
    searched: () => ({ texts: shown.length, secrets: secrets.count }),

    /** Secrets that somebody else may read, by cart. @returns {[string, string][]} */
    secretsSeen() {
      return shown.flatMap(([cart, where, text]) =>
        secrets
          .in(text)
          .map(
            (secret) =>
              /** @type {[string, string]} */ ([
                cart,
                `${where}: ${secret.slice(0, 20)}… in ${text.slice(0, 200)}`,
              ]),
          ),
      );
    },

    /** @param {string} cart @param {Cell} cell @param {number} quantity */
    begin(cart, cell, quantity) {
      let hear = () => {};
      const news = new Promise((resolve) => {
        hear = () => resolve(undefined);
      });
      /** @type {Purchase} */
      const purchase = {
        ...{ cell, quantity, hear, news: /** @type {Promise<any>} */ (news) },
        email: customerOf(cell),
        ...{
          isHit: false,
          hasAsked: false,
          isEarly: false,
          offlineUntil: 0,
          said: [],
          lastSaidAt: Date.now(),
        },
      };
      purchases.set(cart, purchase);
      return purchase;
    },

    /** A purchase is over: a clock that jumped goes back. @param {Purchase} purchase */
    leave({ cell, isHit }) {
      if (isHit) ahead -= JUMPS[cell.fault] ?? 0;
    },

    /** The shop goes on until nothing is left to do: two hours later by its clock, which was an hour ahead at most. */
    async sweepAll() {
      for (ahead of [0, 5, 31, 55, 115].map((minutes) => minutes * 60_000))
        for (let round = 0; round < 30; round += 1) if ((await klarna.sweep()).carts === 0) break;
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

/** Whose name is to be found nowhere but in what is posted. */
export const CUSTOMER = {
  given_name: "Zephyrine",
  family_name: "Quackenbosh",
  street_address: "Xylophonweg 77",
  postal_code: "10117",
  city: "Berlin",
  country: "DE",
  phone: "+4930901820999",
};

const SCRIPTS = ["/kp/lib/v1/api.js", "/web-sdk/v2/klarna.mjs"];

/** @type {[string, RegExp][]} */
const SERVER_STEPS = [
  ["klarna.session", /^\/payments\/v1\/sessions$/],
  ["klarna.order", /^\/payments\/v1\/authorizations\/[^/]+\/order$/],
  ["klarna.authorize", /\/payment\/authorize$/],
];

/** @type {Record<string, string>} */
const PAGE_STEPS = { "authorize-payment": "authorize", "orders/kept": "kept", payments: "status" };

/** @param {import("node:http").ServerResponse} reply @param {unknown} body */
const json = (reply, body) =>
  reply.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
