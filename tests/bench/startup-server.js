// Serves both modules of the start-up comparison as a shop's web server does: minified, compressed, with their types.

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { CRATE, ROOT } from "../../.tooling/environment.js";
import { brotli, bundle } from "../package/bundle.js";

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Payment</title>
<link rel="icon" href="data:,"><div id="klarna"></div></html>`;

/** Of the package's modules the one for Klarna Payments (v1). */
const WASM = `payments/${CRATE}_bg.wasm`;

/** Where each module is, and what a cold browser asks the server for to have it. */
export const MODULES = {
  package: { url: "/package/index.js", files: ["/package/index.js", `/package/${WASM}`] },
  byHand: { url: "/by-hand/index.js", files: ["/by-hand/index.js"] },
};

/** @typedef {keyof typeof MODULES} ModuleName */

/**
 * @typedef {object} ShopServer
 * @property {string} url of its page, without a slash at the end
 * @property {() => string[]} asked the paths of everything but the page, since the last call
 * @property {() => Promise<void>} close
 */

/**
 * @param {string} folder where the built package is
 * @returns {Promise<ShopServer>}
 */
export async function serveShop(folder) {
  const files = new Map([
    ["/", compressed("text/html; charset=utf-8", Buffer.from(PAGE))],
    [MODULES.package.url, script(await bundle(join(folder, "index.js")))],
    [`/package/${WASM}`, compressed("application/wasm", readFileSync(join(folder, WASM)))],
    [MODULES.byHand.url, script(await bundle(join(ROOT, "tests/bench/startup-by-hand.js")))],
  ]);
  /** @type {string[]} */
  const asked = [];
  const server = createServer(({ url = "/", headers }, response) => {
    if (url !== "/") asked.push(url);
    const file = files.get(url);
    if (!file) return response.writeHead(404).end();
    // Chromium takes it from a loopback address too; without it, this would measure another page than a shop's.
    if (!/\bbr\b/.test(String(headers["accept-encoding"]))) return response.writeHead(406).end();
    return response.writeHead(200, file.headers).end(file.body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    asked: () => asked.splice(0),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** @param {Uint8Array} content */
const script = (content) => compressed("text/javascript; charset=utf-8", content);

/**
 * @param {string} type
 * @param {Uint8Array} content
 */
function compressed(type, content) {
  const body = brotli(content);
  const headers = {
    "content-type": type,
    "content-encoding": "br",
    "content-length": body.length,
    // As for the files of a bundler, whose names change with their content.
    "cache-control": type.startsWith("text/html")
      ? "no-cache"
      : "public, max-age=31536000, immutable",
  };
  return { headers, body };
}
