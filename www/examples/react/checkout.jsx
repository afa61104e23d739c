import { KlarnaWidget, useKlarnaPayments } from "klarna-payments-wasm/react";
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";

/** A new cart for each visit; a real shop has it in its database. */
const CART = crypto.randomUUID();
const PRICE = 59900;
/** The sandbox's: leave it out for Klarna's own. */
const KLARNA = import.meta.env.VITE_KLARNA_URL ?? "http://127.0.0.1:4010";

/** Your server makes the session, and decides what it costs. */
async function askForSession(quantity) {
  const answer = await fetch("/api/klarna/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ cart: CART, quantity }),
  });
  if (!answer.ok) throw new Error(`The session failed: ${answer.status}`);
  return answer.json();
}

/** The order in Klarna's form, as the server has it. */
function orderOf(quantity) {
  const total_amount = PRICE * quantity;
  return {
    purchase_country: "SE",
    purchase_currency: "SEK",
    locale: "en-SE",
    order_amount: total_amount,
    order_lines: [{ name: "Shoes", quantity, unit_price: PRICE, total_amount }],
  };
}

function Checkout() {
  const [quantity, setQuantity] = useState(1);
  const klarna = useKlarnaPayments({
    cart: CART,
    clientToken: async () => (await askForSession(quantity)).client_token,
    order: orderOf(quantity),
    backend: "/api/klarna/orders",
    sdk: { url: `${KLARNA}/kp/lib/v1/api.js` },
    onOutcome: ({ status }) => status === "approved" && location.assign("/thanks.html"),
  });
  async function choose({ target }) {
    const count = Number(target.value);
    await askForSession(count); // Klarna's session has the new order, too
    setQuantity(count);
  }
  return (
    <>
      <h1>Checkout</h1>
      <p>
        <label>
          Shoes{" "}
          <select value={quantity} disabled={klarna.status === "busy"} onChange={choose}>
            {[1, 2, 3].map((count) => (
              <option key={count}>{count}</option>
            ))}
          </select>
        </label>{" "}
        <output>{((PRICE * quantity) / 100).toFixed(2)} SEK</output>
      </p>
      <h2>Payment</h2>
      <KlarnaWidget klarna={klarna} className="klarna" />
      <button {...klarna.buyButton} className="buy">
        Buy
      </button>
    </>
  );
}

createRoot(document.querySelector("#checkout")).render(
  <StrictMode>
    <Checkout />
  </StrictMode>,
);
