import { KlarnaWidget, useKlarnaPayments } from "klarna-payments-wasm/react";
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";

const CART = { id: "cart-1", name: "Shoes", price: 59900 };

/** The order in Klarna's form; amounts in cents. */
function orderOf({ name, price }, quantity) {
  const total_amount = price * quantity;
  return {
    purchase_country: "SE",
    purchase_currency: "SEK",
    locale: "en-SE",
    order_amount: total_amount,
    order_lines: [{ name, quantity, unit_price: price, total_amount }],
  };
}

/** Your server creates the session: Klarna's credentials stay there. */
async function createSession() {
  const answer = await fetch("/api/klarna/session", { method: "POST" });
  if (!answer.ok) throw new Error(`The session failed: ${answer.status}`);
  return (await answer.json()).client_token;
}

function Checkout({ cart }) {
  const [quantity, setQuantity] = useState(1);
  const klarna = useKlarnaPayments({
    cart: cart.id,
    clientToken: createSession,
    order: orderOf(cart, quantity),
    backend: "/api/klarna/orders",
    onOutcome: (outcome) => {
      if (outcome.status === "approved") location.assign(outcome.delivery.body.redirect_url);
    },
  });
  const total = ((cart.price * quantity) / 100).toFixed(2);
  return (
    <>
      <h1>Checkout</h1>
      <p>
        <label>
          {cart.name}{" "}
          <select
            value={quantity}
            disabled={klarna.status === "busy"}
            onChange={({ target }) => setQuantity(Number(target.value))}
          >
            {[1, 2, 3].map((count) => (
              <option key={count}>{count}</option>
            ))}
          </select>
        </label>{" "}
        <output>{total} SEK</output>
      </p>
      <h2>Payment</h2>
      <KlarnaWidget klarna={klarna} className="klarna" />
      {klarna.status === "failed" && (
        <button type="button" onClick={klarna.retry}>
          Try again
        </button>
      )}
      <button {...klarna.buyButton} className="buy">
        Buy
      </button>
    </>
  );
}

createRoot(document.querySelector("#checkout")).render(
  <StrictMode>
    <Checkout cart={CART} />
  </StrictMode>,
);
