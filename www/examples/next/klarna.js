import { createKlarnaServer } from "klarna-payments-server";
import { sqliteStore } from "klarna-payments-server/sqlite";

// Klarna is played by the sandbox: npm run klarna
const { KLARNA_URL = "http://127.0.0.1:4010" } = process.env;
const { KLARNA_USERNAME: username = "sandbox", KLARNA_PASSWORD: password = "sandbox" } =
  process.env;
const { DATABASE = "shop.sqlite" } = process.env;
const PRICE = 59900;

export const origin = process.env.ORIGIN ?? "http://localhost:3000";

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

/** `instrumentation.js` starts it; where no process stays, let a scheduler call `klarna.sweep()`. */
export const klarna = createKlarnaServer({
  klarna: { url: KLARNA_URL, credentials: { username, password } },
  store: sqliteStore({ file: DATABASE }),
  publicUrl: origin,
  // The page says which cart and how many; what they cost is decided here.
  order: (_, { cart, quantity }) =>
    cart && [1, 2, 3].includes(quantity) ? orderOf(cart, quantity) : undefined,
  onPlaced: ({ reference, order }) => console.log("ordered", reference, order.order_amount),
});
