// A shop's web server with every arm, and one that stands in for whatever the rivals ask of their makers' servers.

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { brotli } from "../package/bundle.js";

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Payment</title>
<link rel="icon" href="data:,"><div id="klarna"></div></html>`;

/** Klarna's Web SDK, as far as a click needs it. */
const WEB_SDK = `
const click = { klarnaNetworkSessionToken: "krn:session-token", paymentOptionId: "option" };
const Payment = {
  on() {}, off() {}, presentation: async () => ({ instruction: "SHOW_KLARNA" }),
  initiate: (callback) => { callback(click).catch(() => {}); return new Promise(() => {}); },
};
export const KlarnaSDK = async () => ({ Payment });`;

/** What the rivals' loaders wait for. */
const STUBS = `
window.Stripe = Object.assign(() => ({ elements() {}, confirmKlarnaPayment() {} }), { version: "bench" });
window.paypal = { Buttons() {} };`;

/** The addresses in the rivals' code that the stand-in answers for. */
const MAKERS =
  /https:\/\/(js\.stripe\.com|checkout(shopper|analytics)-test(\.cdn)?\.adyen\.com)(?=["'`/])/g;

/** Makes clocks of the page as fine as they get; nothing of another origin can be loaded then. */
const ISOLATED = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/** @type {Record<string, string>} */
const TYPES = { ".wasm": "application/wasm", ".json": "application/json" };

/**
 * @typedef {object} Served
 * @property {string} url the page; `/isolated` is one that loads nothing of another origin
 * @property {string} makers the stand-in
 * @property {(index: number) => string} moduleOf an arm
 * @property {() => Promise<void>} close
 */

/**
 * @param {import("./arms.js").Arm[]} arms
 * @param {string} session what the server answers when a page asks for one
 * @returns {Promise<Served>}
 */
export async function serve(arms, session) {
  const makers = await listen((path) =>
    path.endsWith(".js") || path.startsWith("/sdk/js")
      ? ["text/javascript", STUBS]
      : ["application/json", "{}"],
  );
  // Adyen's code wants to see in the address that it is in its test environment.
  const place = `${makers.url}/test`;
  const modules = arms.map(({ js }) => Buffer.from(js).toString().replaceAll(MAKERS, place));
  const shop = await listen((path) => {
    if (path === "/") return ["text/html", PAGE];
    if (path === "/isolated") return ["text/html", PAGE, ISOLATED];
    if (path === "/session") return ["application/json", session];
    if (path === "/klarna.mjs") return ["text/javascript", WEB_SDK];
    const [, index = "", ...rest] = normalize(path).split("/");
    const { folder } = arms[Number(index)] ?? {};
    if (rest.join() === "index.js") return ["text/javascript", modules[Number(index)] ?? ""];
    if (!folder) return undefined;
    return [TYPES[extname(path)] ?? "text/javascript", readFileSync(join(folder, ...rest))];
  });
  return {
    url: shop.url,
    makers: makers.url,
    moduleOf: (index) => `${shop.url}/${index}/index.js`,
    close: async () => {
      await Promise.all([shop.close(), makers.close()]);
    },
  };
}

/** @typedef {[type: string, content: string | Uint8Array, headers?: Record<string, string>]} Answer */

/** @param {(path: string) => Answer | undefined} answerTo */
async function listen(answerTo) {
  /** Compressed once, and not while something is timed. @type {Map<string, { headers: object, body: Buffer } | undefined>} */
  const ready = new Map();
  /** @param {string} path */
  const prepared = (path) => {
    if (!ready.has(path)) ready.set(path, compressed(answerTo(path)));
    return ready.get(path);
  };
  const server = createServer((request, response) => {
    const file = prepared(new URL(request.url ?? "/", "http://bench").pathname);
    if (!file) return response.writeHead(404).end();
    return response.writeHead(200, { ...file.headers }).end(file.body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** @param {Answer | undefined} answer */
function compressed(answer) {
  if (!answer) return undefined;
  const [type, content, more] = answer;
  const body = brotli(Buffer.from(content));
  const headers = {
    "content-type": type,
    "content-encoding": "br",
    "content-length": body.length,
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    // As for the files of a bundler, whose names change with their content.
    "cache-control": /html|json/.test(type) ? "no-store" : "public, max-age=31536000, immutable",
    ...more,
  };
  return { headers, body };
}
