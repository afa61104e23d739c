import { join } from "node:path";
import { IMPORT_MAP } from "./files.js";

/** Where the scripts of the pages are. */
export const PAGE = join(import.meta.dirname, "page");

/**
 * The shop's pages: what each purchase needs, and the robot that buys on it.
 *
 * @param {object} facts
 * @param {string} facts.cart
 * @param {URL} facts.url
 * @param {import("./purchases.js").Purchase} facts.purchase
 * @param {string} facts.klarnaUrl
 * @param {string} facts.clientId
 */
export function pageOf({ cart, url, purchase, klarnaUrl, clientId }) {
  const { cell, isHit } = purchase;
  const script = ROBOTS[url.pathname] ?? "thanks";
  const plan = {
    ...{ cart, klarnaUrl, clientId, flow: cell.flow },
    tab: Number(url.searchParams.get("tab") ?? 1),
    ...(isHit ? {} : { step: cell.step, fault: cell.fault }),
  };
  // Another part of the shop loads Klarna's script by a tag of its own.
  const isTwice = !isHit && cell.step === "script" && cell.fault === "twice";
  const tag = isTwice ? (TAGS[cell.flow]?.(`cart=${cart}`, klarnaUrl) ?? "") : "";
  return `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <title>A shop</title>
  <link rel="icon" href="data:,">
  <script type="importmap">${IMPORT_MAP}</script>
  ${tag}
  ${EARLY.map((path) => `<link rel="modulepreload" href="${path}">`).join("")}
  <script type="application/json" id="plan">${JSON.stringify(plan)}</script>
  <script type="module" src="/page/${script}.js"></script>
  <div id="elsewhere"></div>
  <div id="klarna"></div>
  <div id="klarna-button"></div>
  <button id="buy" type="button">Buy</button>
  <p id="said"></p>
</html>`;
}

/** What every page has in the end: asked for at once, not one after the other. */
const EARLY = [
  "/page/robot.js",
  "/pkg/wasm-module.js",
  "/pkg/sdk-options.js",
  "/pkg/rust-object.js",
];

/** @type {(query: string, klarnaUrl: string) => string} */
const payments = (query, url) => `<script async src="${url}/kp/lib/v1/api.js?${query}"></script>`;
/** @type {(query: string, klarnaUrl: string) => string} */
const webSdk = (query, url) =>
  `<script type="module" src="${url}/web-sdk/v2/klarna.mjs?${query}"></script>`;
/** @type {Record<string, typeof webSdk>} */
const TAGS = { "one-page": payments, pages: payments, button: webSdk, "own-button": webSdk };

/** @type {Record<string, string>} */
const ROBOTS = {
  "/shop/one-page": "one-page",
  "/shop/pages": "payment-page",
  "/shop/kept": "payment-page",
  "/shop/review": "review-page",
  "/shop/button": "web-sdk",
  "/shop/own-button": "web-sdk",
  "/shop/redirect": "web-sdk",
  "/shop/start": "start",
  "/shop/away": "away",
};
