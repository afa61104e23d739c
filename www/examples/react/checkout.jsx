import { KlarnaWidget, useKlarnaPayments } from "klarna-payments-wasm/react";
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";

/** The tab's cart, after a reload, too: thanks.html drops it. A real shop has it in its database. */
sessionStorage.cart ??= crypto.randomUUID();
const CART = sessionStorage.cart;
const PRICE = 59900;
/** The sandbox's: leave it out for Klarna's own. */
const KLARNA = import.meta.env.VITE_KLARNA_URL ?? "http://127.0.0.1:4010";

/** Your server makes the session, and decides what it costs. One request at a time: the last one counts there, too. */
const askForSession = (quantity) =>
  navigator.locks.request(CART, async () => {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ cart: CART, quantity });
    const signal = AbortSignal.timeout?.(20_000); // nobody waits for a request that hangs
    const answer = await fetch("/api/klarna/session", { method: "POST", headers, body, signal });
    const session = await answer.json();
    if (session.placed) location.assign("/thanks.html"); // ordered already, in another tab
    if (!answer.ok) throw new Error(`The session failed: ${answer.status}`);
    return session.client_token;
  });

/** The order in Klarna's form, as the server has it. */
const orderOf = (quantity) => ({
  purchase_country: "SE",
  purchase_currency: "SEK",
  locale: "en-SE",
  order_amount: PRICE * quantity,
  order_lines: [{ name: "Shoes", quantity, unit_price: PRICE, total_amount: PRICE * quantity }],
});

function Checkout() {
  const [{ quantity, version }, setCart] = useState({ quantity: 1, version: 1 });
  const klarna = useKlarnaPayments({
    cart: `${CART}, version ${version}`, // another name: the server is asked before Buy is on again
    clientToken: () => askForSession(quantity),
    order: orderOf(quantity),
    backend: "/api/klarna/orders",
    sdk: { url: `${KLARNA}/kp/lib/v1/api.js` },
    onOutcome: ({ status }) => status === "approved" && location.assign("/thanks.html"),
  });
  const choose = ({ target }) => setCart({ quantity: Number(target.value), version: version + 1 });
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
      {klarna.status === "failed" && (
        <button type="button" className="again" onClick={klarna.retry}>
          Try again
        </button>
      )}
    </>
  );
}

createRoot(document.querySelector("#checkout")).render(
  <StrictMode>
    <Checkout />
  </StrictMode>,
);
