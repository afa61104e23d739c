// A small shop: pages that some tool has made, and the endpoints of its server, with the sandbox as Klarna.

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { ORDER as SALE } from "../../www/sandbox/tests/merchant.js";

/** @typedef {import("klarna-sandbox").Sandbox} Sandbox */
/** Answers what the shop itself does not. @typedef {(request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => void} Pages */

const TYPES = /** @type {Record<string, string>} */ ({
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
});

// Klarna knows this customer, and asks nothing.
export const ORDER = { ...SALE, billing_address: { email: "customer+known@example.com" } };

/** @param {string} folder whose files are served @returns {Pages} */
export function folder(folder) {
  return async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://shop.test");
    const file = join(folder, normalize(pathname.replace(/\/$/, "/index.html")));
    try {
      const content = await readFile(file);
      response.writeHead(200, {
        "content-type": TYPES[extname(file)] ?? "application/octet-stream",
        "access-control-allow-origin": "*",
        "cache-control": "no-store",
      });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  };
}

/** A server that shows pages, and with a sandbox also sells. */
export class Shop {
  /** @param {Sandbox} [sandbox] without one, it only shows pages */
  static async open(sandbox) {
    const shop = new Shop(sandbox);
    await once(shop.#server.listen(0, "127.0.0.1"), "listening");
    const { port } = /** @type {import("node:net").AddressInfo} */ (shop.#server.address());
    shop.url = `http://127.0.0.1:${port}`;
    return shop;
  }

  url = "";
  /** What it shows. @type {Pages} */
  pages = (_request, response) => response.writeHead(404).end();
  #sandbox;
  #server = createServer((request, response) => {
    this.#answer(request, response).catch((error) => {
      console.error(error);
      response.writeHead(500).end();
    });
  });

  /** @param {Sandbox | undefined} sandbox */
  constructor(sandbox) {
    this.#sandbox = sandbox;
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {import("node:http").ServerResponse} response
   */
  async #answer(request, response) {
    const answer = this.#sandbox && request.method === "POST" && ANSWERS[request.url ?? ""];
    if (!answer) return this.pages(request, response);
    const text = (await request.setEncoding("utf8").toArray()).join("");
    const ask = (/** @type {string} */ path, /** @type {object} */ body) => this.#ask(path, body);
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(await answer(ask, text === "" ? {} : JSON.parse(text))));
  }

  /** @param {string} path of Klarna's @param {object} body @returns {Promise<any>} */
  async #ask(path, body) {
    const { url, credentials } = /** @type {Sandbox} */ (this.#sandbox);
    const response = await fetch(url + path, {
      method: "POST",
      headers: {
        authorization: `Basic ${credentials.apiKey}`,
        "content-type": "application/json",
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
}

/** @type {Record<string, (ask: (path: string, body: object) => Promise<any>, body: any) => Promise<object>>} */
const ANSWERS = {
  "/session": (ask) => ask("/payments/v1/sessions", ORDER),
  "/orders": (ask, { authorization_token: token }) =>
    ask(`/payments/v1/authorizations/${token}/order`, ORDER),
  "/authorize": async (ask) => {
    const { payment_transaction_response: response } = await ask("/v2/payment/authorize", {
      currency: "SEK",
      request_payment_transaction: { amount: 10_000, payment_transaction_reference: "order-1" },
      supplementary_purchase_data: { customer: ORDER.billing_address },
    });
    return { result: response.result };
  },
};

/** What the shop's server does, beside showing pages. */
export const ENDPOINTS = Object.keys(ANSWERS);
