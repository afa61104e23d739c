import { createKlarnaServer } from "klarna-payments-server";
import { sqliteStore } from "klarna-payments-server/sqlite";

// Klarna is played by the sandbox: npm run klarna
const { KLARNA_URL: url = "http://127.0.0.1:4010", DATABASE = "shop.sqlite" } = process.env;
const { KLARNA_USERNAME: username = "sandbox", KLARNA_PASSWORD: password = "sandbox" } =
  process.env;
const { KLARNA_API_KEY: apiKey = "klarna_test_api_sandbox" } = process.env;
const { KLARNA_ACCOUNT: account = "krn:partner:global:account:test:SANDBOX1" } = process.env;
const PRICE = 59900;

export const origin = process.env.ORIGIN ?? "http://127.0.0.1:5173";

/** A real shop has the cart in its database, and knows by a cookie whose it is. */
const orderOf = (cart, quantity) => ({
  cart,
  reference: cart,
  purchase_country: "SE",
  purchase_currency: "SEK",
  locale: "en-SE",
  order_amount: PRICE * quantity,
  order_lines: [{ name: "Shoes", quantity, unit_price: PRICE, total_amount: PRICE * quantity }],
});

export const klarna = createKlarnaServer({
  // One of the two is enough: Klarna Payments (v1), and the Klarna Network of the Web SDK (v2).
  klarna: {
    url,
    credentials: { username, password },
    network: { url, credentials: { apiKey }, account },
  },
  store: sqliteStore({ file: DATABASE }),
  publicUrl: origin,
  // The page says which cart and how many; what they cost is decided here.
  order: (_, { purchase, cart = purchase, quantity = 1 }) =>
    cart && [1, 2, 3].includes(quantity) ? orderOf(cart, quantity) : undefined,
  // `payment` is where a redirect of the Web SDK comes back to when nothing is paid.
  pages: { confirmation: () => "/thanks.html", payment: () => "/web-sdk.html" },
  onPlaced: ({ reference, order }) => console.log("ordered", reference, order.order_amount),
});
await klarna.start();
