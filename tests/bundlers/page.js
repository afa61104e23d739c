// The shop's page, as its developer writes it: nothing in it knows of the tool that bundles it.

import { ORDER } from "./shop.js";

/** @typedef {"." | "./payments" | "./web-sdk" | "./external" | "./payments/external" | "./web-sdk/external"} Entry of the package */

/** What is bought with which entry. @type {Record<Entry, ("v1" | "v2")[]>} */
export const SDKS = {
  ".": ["v1", "v2"],
  "./payments": ["v1"],
  "./web-sdk": ["v2"],
  "./external": ["v1", "v2"],
  "./payments/external": ["v1"],
  "./web-sdk/external": ["v2"],
};

const NAMES = { v1: "payments", v2: "web-sdk" };

/** The files of WebAssembly, by SDK, from the package's folder. */
export const FILES = {
  v1: "payments/klarna_payments_wasm_bg.wasm",
  v2: "web-sdk/klarna_payments_wasm_bg.wasm",
};

const V1 = `
async function offerPayments() {
  const { client_token } = await (await fetch("/session", { method: "POST" })).json();
  const klarna = await loadKlarnaPayments({ clientToken: client_token, backend: "/orders", FALLBACK });
  await klarna.load("#klarna", order);
  const buy = document.querySelector("#v1");
  buy.onclick = async () => {
    try {
      const outcome = await klarna.authorize({}, order);
      say("v1 " + outcome.status + " " + outcome.delivery.body.order_id);
    } catch (error) {
      say("v1 " + error.code + ": " + error.message);
    }
  };
  buy.disabled = false;
}
offerPayments().catch((error) => say("v1 " + error.code + ": " + error.message));
`;

const V2 = `
async function offerWebSdk() {
  const klarna = await loadKlarnaWebSdk({
    clientId: "CLIENT_ID",
    backend: { authorize: "/authorize" },
    returnUrl: location.origin + "/?paid",
    FALLBACK
  });
  klarna.on("outcome", ({ result }) => say("v2 " + result));
  klarna.on("error", ({ error }) => say("v2 " + error.code + ": " + error.message));
  const presentation = await klarna.presentation({ amount: 10000, currency: "SEK", locale: "en-SE" });
  presentation.mountButton("#button");
  document.querySelector("#v2").hidden = false;
}
offerWebSdk().catch((error) => say("v2 " + error.code + ": " + error.message));
`;

/** Which plain JavaScript the shop hands over, with which entry: for pages where WebAssembly cannot run. @type {Partial<Record<Entry, string>>} */
export const COMPAT = { "./payments": "/payments/compat", "./web-sdk": "/web-sdk/compat" };

/**
 * The page's script.
 * @param {Entry} entry
 * @param {string} clientId
 * @param {boolean} namesFiles whether the shop says where the files of WebAssembly are
 */
export function script(entry, clientId, namesFiles) {
  const sdks = SDKS[entry];
  const names = [
    ...(sdks.includes("v1") ? ["loadKlarnaPayments"] : []),
    ...(sdks.includes("v2") ? ["loadKlarnaWebSdk"] : []),
    ...(namesFiles ? ["preload"] : []),
  ];
  const preloads = sdks.map((sdk) => {
    const given = { for: NAMES[sdk], source: `/${FILES[sdk]}` };
    return `preload(${JSON.stringify(given)}).catch(() => {});\n`;
  });
  const compat = COMPAT[entry];
  const fallback = compat ? `fallback: () => import("klarna-payments-wasm${compat}")` : "";
  const offers = `${sdks.includes("v1") ? V1 : ""}${sdks.includes("v2") ? V2 : ""}`
    .replaceAll("FALLBACK", fallback)
    .replace("CLIENT_ID", clientId);
  return `import { ${names.join(", ")} } from "klarna-payments-wasm${entry.slice(1)}";

const order = ${JSON.stringify(ORDER)};
const say = (text) => {
  const line = document.createElement("li");
  line.textContent = text;
  document.querySelector("#said").append(line);
};
${namesFiles ? preloads.join("") : ""}${offers}`;
}

/** What the page shows. */
export const BODY = `<h1>Checkout</h1>
    <button id="v1" disabled>Buy</button>
    <div id="v2" hidden><div id="button"></div></div>
    <ul id="said"></ul>
    <div id="klarna"></div>`;

/**
 * The page.
 * @param {string} tag of its script
 */
export const html = (tag) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Checkout</title>
    <link rel="icon" href="data:,">
  </head>
  <body>
    ${BODY}
    ${tag}
  </body>
</html>
`;
