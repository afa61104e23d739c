import { readFile } from "node:fs/promises";
import { join, normalize } from "node:path";

const PACKAGE = process.env.PACKAGE_FOLDER ?? join(import.meta.dirname, "../../pkg");

/**
 * Gives a file of the package (`/pkg/…`) or of a test's pages.
 *
 * @param {string} path
 * @param {Record<string, string>} folders by the first word of the path
 * @param {import("node:http").ServerResponse} reply
 */
export async function giveFile(path, folders, reply) {
  const [, place = "", ...rest] = normalize(path).split("/");
  const type = path.endsWith(".wasm") ? "application/wasm" : "text/javascript; charset=utf-8";
  const folder = place === "pkg" ? PACKAGE : (folders[place] ?? "");
  const content = await readFile(join(folder, ...rest));
  reply.writeHead(200, { "content-type": type, "cache-control": "max-age=3600" }).end(content);
}

/** Where pages find the package by its name. */
export const IMPORT_MAP = JSON.stringify({
  imports: {
    "klarna-payments-wasm": "/pkg/index.js",
    "klarna-payments-wasm/payments": "/pkg/payments.js",
    "klarna-payments-wasm/web-sdk": "/pkg/web-sdk.js",
  },
});
