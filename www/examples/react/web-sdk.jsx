import { KlarnaButton, useKlarnaWebSdk } from "klarna-payments-wasm/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

/** The tab's cart, after a reload, too: thanks.html drops it. A real shop has it in its database. */
sessionStorage.cart ??= crypto.randomUUID();
const CART = sessionStorage.cart;
const PRICE = 59900;
/** The sandbox's: leave it out for Klarna's own. */
const KLARNA = import.meta.env.VITE_KLARNA_URL ?? "http://127.0.0.1:4010";

/** Klarna may tell of an earlier cart first: this one is still to be paid then. */
function ended({ status, body }) {
  const { purchase = CART } = Object(body);
  if (status === "approved" && purchase === CART) location.assign("/thanks.html");
}

function Checkout() {
  const klarna = useKlarnaWebSdk({
    clientId: "klarna_test_client_sandbox",
    backend: {
      authorize: "/api/klarna/authorize-payment",
      status: "/api/klarna/payments/{paymentRequestId}",
    },
    amount: PRICE,
    currency: "SEK",
    locale: "en-SE",
    purchase: CART,
    sdk: { url: `${KLARNA}/web-sdk/v2/klarna.mjs` },
    onOutcome: ended,
  });
  return (
    <>
      <h1>Checkout</h1>
      <p>
        Shoes <output>{(PRICE / 100).toFixed(2)} SEK</output>
      </p>
      <h2>Payment</h2>
      <KlarnaButton klarna={klarna} />
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
