// A shop's server that does what a test wants: pages under any policy, Klarna's script and the shop's endpoint in any
// condition. It keeps what it was asked.

import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

/** Where the package is built. */
export const PKG = process.env.PACKAGE_FOLDER ?? join(import.meta.dirname, "../../pkg");
/** The file of the fallback, beside a module. */
export const COMPAT = "klarna_payments_wasm_compat.js";
/** Why tests of the fallback are skipped, if they are. */
export const lacksFallback =
  !existsSync(join(PKG, "payments", COMPAT)) &&
  "the development build has no plain JavaScript: npm run test:e2e -- --release";
const PAGE = join(import.meta.dirname, "page");

const TYPES = /** @type {Record<string, string>} */ ({
  ".js": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
  ".html": "text/html; charset=utf-8",
});

/** @typedef {import("node:http").ServerResponse} Response */

/**
 * @typedef {object} Asked
 * @property {string} method
 * @property {string} path with its query
 * @property {import("node:http").IncomingHttpHeaders} headers
 * @property {string} body
 * @property {number} at milliseconds
 */

/** @typedef {(response: Response, asked: Asked) => void} Behaviour */

/** Answers: what a test plays with. */
export const answer = {
  /**
   * @param {unknown} body
   * @param {number} [status]
   * @param {import("node:http").OutgoingHttpHeaders} [headers]
   * @returns {Behaviour}
   */
  json:
    (body, status = 200, headers = {}) =>
    (response) =>
      response
        .writeHead(status, { "content-type": "application/json", ...headers })
        .end(JSON.stringify(body)),
  /**
   * @param {number} status
   * @param {import("node:http").OutgoingHttpHeaders} [headers]
   * @returns {Behaviour}
   */
  status: (status, headers) => (response) => response.writeHead(status, headers).end(),
  /** @param {number} [status] @returns {Behaviour} */
  html:
    (status = 200) =>
    (response) =>
      response
        .writeHead(status, { "content-type": "text/html" })
        .end("<!doctype html><title>Log in</title><h1>Log in</h1>"),
  /** @type {Behaviour} */
  nothing: () => {},
  /** @type {Behaviour} */
  drop: (response) => response.destroy(),
  /** Ends in the middle. @param {string} text @param {string} type @returns {Behaviour} */
  cutOff: (text, type) => (response) => {
    response.writeHead(200, { "content-type": type, "content-length": text.length * 2 });
    response.write(text, () => response.destroy());
  },
  /** Begins and never ends. @param {string} text @param {string} type @returns {Behaviour} */
  stallAfter: (text, type) => (response) => {
    response.writeHead(200, { "content-type": type });
    response.write(text);
  },
  /** A file of the package, as the server gives it. @param {string} path below `/pkg/` @returns {Behaviour} */
  file: (path) => async (response) =>
    response
      .writeHead(200, { "content-type": TYPES[extname(path)] })
      .end(await readFile(join(PKG, path))),
  /** @param {number} ms @param {Behaviour} behaviour @returns {Behaviour} */
  late: (ms, behaviour) => (response, asked) => setTimeout(behaviour, ms, response, asked),
  /** @param {string} text @returns {Behaviour} */
  script: (text) => (response) =>
    response.writeHead(200, { "content-type": "text/javascript" }).end(text),
};

/**
 * One behaviour after the other; the last one stays.
 *
 * @param {Behaviour[]} turns
 * @returns {Behaviour}
 */
export const inTurn =
  (...turns) =>
  (response, asked) =>
    (turns.length > 1 ? turns.shift() : turns[0])?.(response, asked);

/** A stand-in for `api.js` that answers everything at once. */
export const API_JS = await readFile(join(PAGE, "fake-api.js"), "utf8");

export class CheckoutServer {
  /** Everything that was asked, in order. @type {Asked[]} */
  asked = [];
  /** What the page's answer has besides: policies, cookies. @type {import("node:http").OutgoingHttpHeaders} */
  pageHeaders = {};
  /** What is put into the head of the page. */
  pageHead = "";
  /** What `/sdk/api.js` does, request by request; the last one stays. @type {Behaviour[]} */
  sdk = [answer.script(API_JS)];
  /** What `/orders` does, request by request; the last one stays. @type {Behaviour[]} */
  orders = [answer.json({ order_number: "1" })];
  /** Further paths. @type {Record<string, Behaviour>} */
  paths = {};

  #server = createServer((request, response) => void this.#serve(request, response));

  static async start() {
    const server = new CheckoutServer();
    server.#server.listen(0, "127.0.0.1");
    await once(server.#server, "listening");
    return server;
  }

  get url() {
    const address = /** @type {import("node:net").AddressInfo} */ (this.#server.address());
    return `http://127.0.0.1:${address.port}`;
  }

  /** As it was at the start. */
  reset() {
    const fresh = new CheckoutServer();
    const { asked, pageHeaders, pageHead, sdk, orders, paths } = fresh;
    Object.assign(this, { asked, pageHeaders, pageHead, sdk, orders, paths });
  }

  /** What was asked of a path, whatever the query. @param {string} path @param {string} [method] */
  to(path, method) {
    return this.asked.filter(
      (asked) => asked.path.split("?")[0] === path && (!method || asked.method === method),
    );
  }

  close() {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {Response} response
   */
  async #serve(request, response) {
    const { method = "GET", url: path = "/", headers } = request;
    /** @type {Asked} */
    const asked = { method, path, headers, body: "", at: performance.now() };
    this.asked.push(asked);
    try {
      for await (const chunk of request) asked.body += chunk;
    } catch {
      return;
    }
    const [name = ""] = path.split("?");
    const behaviour = this.paths[name] ?? this.#turn(name);
    if (behaviour) behaviour(response, asked);
    else await this.#file(name, response);
  }

  /** @param {string} name */
  #turn(name) {
    const turns = name === "/sdk/api.js" ? this.sdk : name === "/orders" ? this.orders : [];
    return turns.length > 1 ? turns.shift() : turns[0];
  }

  /**
   * The package, at `/pkg/` and, as a copy of its own, at `/copy/`; and the test's page.
   *
   * @param {string} name
   * @param {Response} response
   */
  async #file(name, response) {
    const inside = normalize(name).replace(/^\/(pkg|copy)\//, "");
    const isPackage = inside !== normalize(name);
    const file = isPackage ? join(PKG, inside) : join(PAGE, extname(name) ? name : "index.html");
    try {
      let content = await readFile(file);
      const type = TYPES[extname(file)] ?? "text/plain";
      if (file.endsWith(".html"))
        content = Buffer.from(String(content).replace("<!-- head -->", this.pageHead));
      response.writeHead(200, {
        "content-type": type,
        ...(file.endsWith(".html") ? { "cache-control": "no-store", ...this.pageHeaders } : {}),
      });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  }
}
