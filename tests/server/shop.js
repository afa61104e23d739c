import { once } from "node:events";
import { createServer } from "node:http";
import { klarnaExpress } from "../../www/server/src/adapters/express.js";
import { createKlarnaServer } from "../../www/server/src/index.js";

/**
 * The smallest shop around the library: a cookie names the cart and says how many pieces are in it, one costs 10.00.
 *
 * @typedef {import("../../www/server/src/public.js").Options} Options
 * @typedef {import("../../www/server/src/public.js").Purchase} Purchase
 * @typedef {import("../../www/sandbox/index.js").Sandbox} Sandbox
 */

export const PRICE = 1000;

/**
 * @param {string} cart
 * @param {number} quantity
 * @returns {import("../../www/server/src/public.js").ShopOrder}
 */
export function orderOf(cart, quantity) {
  const amount = quantity * PRICE;
  return {
    cart,
    reference: `R-${cart}`,
    purchase_country: "DE",
    purchase_currency: "EUR",
    locale: "en-DE",
    order_amount: amount,
    purchase: `of ${quantity}`,
    order_tax_amount: 0,
    order_lines: [
      {
        name: "Tea",
        reference: "tea",
        quantity,
        unit_price: PRICE,
        tax_rate: 0,
        total_amount: amount,
        total_tax_amount: 0,
      },
    ],
  };
}

const SWEDISH = { purchase_country: "SE", purchase_currency: "SEK", locale: "sv-SE" };

/** @param {Request} request */
export function cartOf(request) {
  const cookies = new Map(
    (request.headers.get("cookie") ?? "").split("; ").map((pair) => {
      const [name = "", value = ""] = pair.split("=");
      return [name, value];
    }),
  );
  const cart = cookies.get("cart");
  if (!cart) return undefined;
  const order = orderOf(cart, Number(cookies.get("quantity") ?? 1));
  const intent = cookies.get("intent");
  const email = cookies.get("email");
  const version = cookies.get("version");
  const type = cookies.get("type");
  return {
    ...order,
    ...(cookies.get("country") === "SE" ? SWEDISH : {}),
    ...(intent ? { intent: /** @type {"tokenize"} */ (intent) } : {}),
    ...(version ? { purchase: `${order.purchase}, version ${version}` } : {}),
    ...(type ? { customer_type: /** @type {"organization"} */ (type) } : {}),
    ...(email ? { customer: { billing_address: { email } } } : {}),
  };
}

/**
 * @param {Pick<Options, "klarna" | "store" | "publicUrl"> & Partial<Options>} options
 * @returns {Options}
 */
export const shopOptions = (options) => ({ order: cartOf, ...options });

/**
 * The authorization callback does not get through: what Klarna says comes by the browser, or not at all.
 * @returns {() => void} lets it through again
 */
export function silenceCallbacks() {
  const real = globalThis.fetch;
  globalThis.fetch = (input, init) =>
    String(input).includes("/callbacks/authorization/")
      ? Promise.reject(new TypeError("no way"))
      : real(input, init);
  return () => {
    globalThis.fetch = real;
  };
}

/**
 * Klarna's first answer to such a call is on its way: Klarna has done what it was asked, and the shop does not know yet.
 *
 * @param {RegExp} path what it ends with
 */
export function holdAnswer(path) {
  const real = globalThis.fetch;
  /** @type {() => void} */
  let arrive = () => {};
  /** @type {() => void} */
  let release = () => {};
  const given = new Promise((resolve) => {
    arrive = () => resolve(undefined);
  });
  const released = new Promise((resolve) => {
    release = () => resolve(undefined);
  });
  let isFirst = true;
  globalThis.fetch = async (input, init) => {
    const isHeld = isFirst && path.test(new URL(String(input)).pathname);
    if (isHeld) isFirst = false;
    const answer = await real(input, init);
    if (!isHeld) return answer;
    arrive();
    // What is read before it is held is not cut off by the time limit of the call.
    const text = await answer.text();
    await released;
    return new Response(text, { status: answer.status });
  };
  return {
    /** Klarna has answered. */
    given,
    release,
    restore() {
      release();
      globalThis.fetch = real;
    },
  };
}

/** @param {Pick<Sandbox, "url" | "credentials">} sandbox */
export const accessTo = ({ url, credentials }) => ({
  url,
  credentials: { username: credentials.username, password: credentials.password },
  network: { url, credentials: { apiKey: credentials.apiKey }, account: credentials.accountId },
});

/**
 * Has the sandbox's webhooks sent to the shop.
 *
 * @param {Pick<Sandbox, "url" | "credentials">} sandbox
 * @param {string} publicUrl
 * @returns {Promise<Record<string, string>>} the signing keys
 */
export async function subscribe({ url, credentials }, publicUrl) {
  /** @param {string} path @param {object} body @returns {Promise<any>} */
  const post = async (path, body) => {
    const answer = await fetch(`${url}/v2/notification/${path}`, {
      method: "POST",
      headers: {
        authorization: `Basic ${credentials.apiKey}`,
        "content-type": "application/json",
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  };
  const { signing_key_id, signing_key } = await post("signing-keys", {});
  await post("webhooks", {
    url: `${publicUrl}/api/klarna/webhooks`,
    event_types: ["completed", "declined", "expired", "canceled"].map(
      (state) => `payment.request.state-change.${state}`,
    ),
    event_version: "v2",
    signing_key_id,
    status: "ENABLED",
  });
  return { [signing_key_id]: signing_key };
}

/**
 * A server of Node's in front of the library.
 *
 * @param {(origin: () => string) => import("../../www/server/src/public.js").KlarnaServer} make
 * @param {{ port?: number, other?: (message: import("node:http").IncomingMessage, reply: import("node:http").ServerResponse) => void }} [options]
 */
export async function listen(make, { port = 0, other } = {}) {
  let origin = "";
  const klarna = make(() => origin);
  const server = createServer((message, reply) => {
    const handler = klarnaExpress(klarna, { origin });
    void handler(message, reply, () => {
      if (other) return other(message, reply);
      reply.statusCode = 404;
      reply.end();
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  origin = `http://127.0.0.1:${address.port}`;
  return {
    url: origin,
    klarna,
    server,
    async close() {
      server.closeAllConnections();
      server.close();
      await klarna.stop();
    },
  };
}

/**
 * A shop in this process, with the sandbox's webhooks.
 *
 * @param {object} parts
 * @param {Sandbox} parts.sandbox
 * @param {import("../../www/server/src/public.js").Store} parts.store
 * @param {Partial<Options>} [parts.options]
 */
export async function openShop({ sandbox, store, options = {} }) {
  /** @type {Record<string, string>} */
  const keys = {};
  /** @type {Purchase[]} */
  const told = [];
  /** @type {import("../../www/server/src/public.js").LogEntry[]} */
  const log = [];
  const shop = await listen((publicUrl) =>
    createKlarnaServer(
      shopOptions({
        klarna: accessTo(sandbox),
        store,
        publicUrl,
        signingKeys: (id) => keys[id],
        onPlaced: (purchase) => void told.push(purchase),
        log: (entry) => void log.push(entry),
        ...options,
      }),
    ),
  );
  await shop.klarna.start();
  Object.assign(keys, await subscribe(sandbox, shop.url));
  return { ...shop, told, log };
}
