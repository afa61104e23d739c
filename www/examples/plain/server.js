// The shop's server: the page, the package's files, and everything below /api/klarna.

import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";
import { createKlarnaServer } from "klarna-payments-server";
import { klarnaExpress } from "klarna-payments-server/express";
import { sqliteStore } from "klarna-payments-server/sqlite";

// Klarna is played by the sandbox: npm run klarna
const { PORT = "8080", KLARNA_URL = "http://127.0.0.1:4010" } = process.env;
const { KLARNA_USERNAME: username = "sandbox", KLARNA_PASSWORD: password = "sandbox" } =
  process.env;
const origin = `http://127.0.0.1:${PORT}`;
const PRICE = 59900;

const klarna = createKlarnaServer({
  klarna: { url: KLARNA_URL, credentials: { username, password } },
  store: sqliteStore({ file: process.env.DATABASE ?? "shop.sqlite" }),
  publicUrl: origin,
  // A real shop has the cart in its database. The page says how many; what they cost is decided here.
  order(request, { quantity = 1 }) {
    const cart = /cart=([\w-]+)/.exec(request.headers.get("cookie") ?? "")?.[1];
    if (!cart || ![1, 2, 3].includes(quantity)) return undefined;
    const total_amount = PRICE * quantity;
    return {
      cart,
      purchase_country: "SE",
      purchase_currency: "SEK",
      locale: "en-SE",
      order_amount: total_amount,
      order_lines: [{ name: "Shoes", quantity, unit_price: PRICE, total_amount }],
    };
  },
  pages: { confirmation: ({ reference }) => `/thanks.html?order=${reference}` },
  onPlaced: ({ reference, order }) => console.log("ordered", reference, order.order_amount),
});
await klarna.start();

const FILES =
  /^\/((index|thanks)\.html|checkout\.(js|css)|node_modules\/klarna-payments-wasm\/pkg\/.+)$/;
const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};

async function sendFile(request, response) {
  const { pathname } = new URL(request.url, origin);
  const path = pathname === "/" ? "/index.html" : pathname;
  const content = FILES.test(path) && (await readFile(`.${path}`).catch(() => undefined));
  if (!content) return response.writeHead(404).end();
  // A cart for each visitor, and another one after the order.
  if (path === "/thanks.html" || !request.headers.cookie?.includes("cart="))
    response.setHeader("set-cookie", `cart=${randomUUID()}; HttpOnly; SameSite=Lax; Path=/`);
  response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "text/plain" }).end(content);
}

const answer = klarnaExpress(klarna, { origin });
createServer((request, response) =>
  answer(request, response, () => sendFile(request, response)),
).listen(PORT, "127.0.0.1", () => console.log(`open ${origin}`));
