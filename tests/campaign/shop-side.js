import { orderOf } from "../server/shop.js";
import { giveFile } from "./files.js";
import { librarySide } from "./library-side.js";
import { PAGE, pageOf } from "./pages.js";

/** @typedef {import("./border.js").Serve} Serve */

/** So long a customer has no network. */
const OFFLINE_MS = 500;

/**
 * What is asked of the shop, by pages and by Klarna.
 *
 * @param {object} world
 * @param {ReturnType<typeof import("../../www/server/src/index.js").createKlarnaServer>} world.klarna
 * @param {string} world.origin the shop's
 * @param {ReturnType<typeof import("../server/shop.js").accessTo>} world.access to Klarna
 * @param {string} world.clientId
 * @param {import("./purchases.js").Purchases} world.purchases
 * @param {import("./shown.js").Shown} world.shown
 * @param {import("node:events").EventEmitter} world.heard
 * @returns {Serve}
 */
export function shopSide({ klarna, origin, access, clientId, purchases, shown, heard }) {
  const atTheLibrary = librarySide({ klarna, origin, purchases, shown });

  /** What the shop has of its own. @type {Record<string, (cart: string, purchase: import("./purchases.js").Purchase | undefined, ...rest: Parameters<Serve>) => unknown>} */
  const OWN = {
    /** Whether the order exists. */
    "/shop/order": async (cart, _, __, reply) => {
      const found = await klarna.find({ cart });
      json(reply, { state: found?.state ?? "open", by: found?.result?.by });
    },
    /** The customer pays in another way. */
    "/shop/otherwise": async (cart, _, __, reply) => {
      const order = purchases.orderOf(cart);
      try {
        if (order) await klarna.placeOtherwise(order);
        json(reply, { taken: order !== undefined });
      } catch (error) {
        json(reply, { taken: false, code: /** @type {any} */ (error).code });
      }
    },
    "/shop/amount": (cart, _, __, reply) => json(reply, purchases.shownOf(cart)),
    /** What the customer has said about itself. */
    "/shop/customer": (_, purchase, __, reply) => json(reply, { email: purchase?.email }),
    /** The customer puts one more into the cart, in another tab. */
    "/shop/more": (cart, purchase, _, reply) => {
      if (purchase) purchase.quantity += 1;
      json(reply, purchases.shownOf(cart));
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
      if (said.what === "hit") purchases.hit(purchase);
      if (said.wants === "offline") purchase.offlineUntil = Date.now() + OFFLINE_MS;
      purchase.said.push(said);
      purchase.lastSaidAt = Date.now();
      shown.see(cart, `what a page says: ${said.what}`, [asked.body.toString()]);
      heard.emit(cart, said);
    },
  };
  return atTheShop;

  /** @type {Serve} */
  async function atTheShop(asked, reply) {
    const url = new URL(asked.path, origin);
    const cookie = /cart=([^;]+)/.exec(asked.headers.cookie ?? "")?.[1];
    const own = OWN[url.pathname];
    const cart = url.searchParams.get("cart") ?? cookie ?? "";
    const purchase = purchases.get(cart);
    shown.see(cart, "an address", [`${asked.path} ${asked.headers.referer}`]);
    if (purchase && purchase.offlineUntil > Date.now()) return reply.destroy();
    if (own) return own(cart, purchase, asked, reply);
    if (url.pathname.startsWith("/api/klarna/")) return atTheLibrary(cart, url, asked, reply);
    if (/^\/(pkg|page)\//.test(url.pathname)) return giveFile(url.pathname, { page: PAGE }, reply);
    if (!purchase) return reply.writeHead(404).end();
    const html = pageOf({ cart, url, purchase, klarnaUrl: access.url, clientId });
    return reply
      .writeHead(200, {
        "content-type": "text/html; charset=utf-8",
        "referrer-policy": "unsafe-url",
        "set-cookie": `cart=${cart}; path=/`,
      })
      .end(html);
  }
}

/** @param {import("node:http").ServerResponse} reply @param {unknown} body */
const json = (reply, body) =>
  reply.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
