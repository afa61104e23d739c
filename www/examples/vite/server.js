import { createKlarnaServer } from "klarna-payments-server";
import { sqliteStore } from "klarna-payments-server/sqlite";

// Klarna is played by the sandbox: npm run klarna
const { KLARNA_URL = "http://127.0.0.1:4010", KLARNA_API_KEY = "klarna_test_api_sandbox" } =
  process.env;
const { KLARNA_ACCOUNT = "krn:partner:global:account:test:SANDBOX1" } = process.env;
const { DATABASE = "shop.sqlite" } = process.env;

export const origin = process.env.ORIGIN ?? "http://127.0.0.1:5173";

export const klarna = createKlarnaServer({
  klarna: { url: KLARNA_URL, credentials: { apiKey: KLARNA_API_KEY }, account: KLARNA_ACCOUNT },
  store: sqliteStore({ file: DATABASE }),
  publicUrl: origin,
  // A real shop has the cart in its database, and knows by a cookie whose it is.
  order: (_, { purchase: cart }) => ({
    cart,
    reference: cart,
    purchase_country: "SE",
    purchase_currency: "SEK",
    locale: "en-SE",
    order_amount: 59900,
    order_lines: [{ name: "Shoes", quantity: 1, unit_price: 59900, total_amount: 59900 }],
  }),
  // Where you register Klarna's webhook (https://…/api/klarna/webhooks), its key; until then the server asks Klarna.
  signingKeys: JSON.parse(process.env.KLARNA_SIGNING_KEYS ?? "{}"),
  pages: { confirmation: ({ reference }) => `/thanks.html?order=${reference}` },
  onPlaced: ({ reference, order }) => console.log("ordered", reference, order.order_amount),
});
await klarna.start();
