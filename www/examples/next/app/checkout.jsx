"use client";

import { KlarnaWidget, useKlarnaPayments } from "klarna-payments-wasm/react";
import { useState } from "react";

const KLARNA = process.env.NEXT_PUBLIC_KLARNA_URL ?? "http://127.0.0.1:4010";

/** Your server makes the session, and decides what it costs. One request at a time: the last one counts there, too. */
const askForSession = (cart, quantity) =>
  navigator.locks.request(cart, async () => {
    sessionStorage.cart ??= cart; // the tab's goes on after a reload, and /thanks drops it
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ cart: sessionStorage.cart, quantity });
    const signal = AbortSignal.timeout?.(20_000); // nobody waits for a request that hangs
    const answer = await fetch("/api/klarna/session", { method: "POST", headers, body, signal });
    const session = await answer.json();
    if (session.placed) location.assign("/thanks"); // ordered already, in another tab
    if (!answer.ok) throw new Error(`The session failed: ${answer.status}`);
    return session.client_token;
  });

/** The order in Klarna's form, as the server has it. */
const orderOf = ({ name, price }, quantity) => ({
  purchase_country: "SE",
  purchase_currency: "SEK",
  locale: "en-SE",
  order_amount: price * quantity,
  order_lines: [{ name, quantity, unit_price: price, total_amount: price * quantity }],
});

export function Checkout({ cart }) {
  const [{ quantity, version }, setCart] = useState({ quantity: 1, version: 1 });
  const klarna = useKlarnaPayments({
    cart: `${cart.id}, version ${version}`, // another name: the server is asked before Buy is on again
    clientToken: () => askForSession(cart.id, quantity),
    order: orderOf(cart, quantity),
    backend: "/api/klarna/orders",
    // The sandbox's: leave it out for Klarna's own.
    sdk: { url: `${KLARNA}/kp/lib/v1/api.js` },
    onOutcome: ({ status }) => status === "approved" && location.assign("/thanks"),
  });
  const choose = ({ target }) => setCart({ quantity: Number(target.value), version: version + 1 });
  return (
    <>
      <p>
        <label>
          {cart.name}{" "}
          <select value={quantity} disabled={klarna.status === "busy"} onChange={choose}>
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
      {klarna.status === "failed" && (
        <button type="button" className="again" onClick={klarna.retry}>
          Try again
        </button>
      )}
    </>
  );
}
