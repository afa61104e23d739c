"use client";

import { KlarnaWidget, useKlarnaPayments } from "klarna-payments-wasm/react";
import { useState } from "react";

const KLARNA = process.env.NEXT_PUBLIC_KLARNA_URL ?? "http://127.0.0.1:4010";

/** Your server makes the session, and decides what it costs. */
async function askForSession(cart, quantity) {
  const answer = await fetch("/api/klarna/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ cart, quantity }),
  });
  if (!answer.ok) throw new Error(`The session failed: ${answer.status}`);
  return answer.json();
}

/** The order in Klarna's form, as the server has it. */
const orderOf = ({ name, price }, quantity) => ({
  purchase_country: "SE",
  purchase_currency: "SEK",
  locale: "en-SE",
  order_amount: price * quantity,
  order_lines: [{ name, quantity, unit_price: price, total_amount: price * quantity }],
});

export function Checkout({ cart }) {
  const [quantity, setQuantity] = useState(1);
  const klarna = useKlarnaPayments({
    cart: cart.id,
    clientToken: async () => (await askForSession(cart.id, quantity)).client_token,
    order: orderOf(cart, quantity),
    backend: "/api/klarna/orders",
    // The sandbox's: leave it out for Klarna's own.
    sdk: { url: `${KLARNA}/kp/lib/v1/api.js` },
    onOutcome: (outcome) => {
      if (outcome.status === "approved") location.assign("/thanks");
    },
  });
  return (
    <>
      <p>
        <label>
          {cart.name}{" "}
          <select
            value={quantity}
            disabled={klarna.status === "busy"}
            onChange={async ({ target }) => {
              const count = Number(target.value);
              await askForSession(cart.id, count); // Klarna's session has the new order, too
              setQuantity(count);
            }}
          >
            {[1, 2, 3].map((count) => (
              <option key={count}>{count}</option>
            ))}
          </select>
        </label>{" "}
        <output>{((cart.price * quantity) / 100).toFixed(2)} SEK</output>
      </p>
      <h2>Payment</h2>
      <KlarnaWidget klarna={klarna} className="klarna" />
      <button {...klarna.buyButton} className="buy">
        Buy
      </button>
    </>
  );
}
