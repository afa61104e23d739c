import "klarna-payments-wasm/element/payments";

/** The tab's cart, after a reload, too: thanks.html drops it. A real shop has it in its database. */
sessionStorage.cart ??= crypto.randomUUID();
const CART = sessionStorage.cart;
const PRICE = 59900;
/** The sandbox's: leave it out for Klarna's own. */
const KLARNA = import.meta.env.VITE_KLARNA_URL ?? "http://127.0.0.1:4010";

const klarna = document.querySelector("klarna-payments");
const quantity = document.querySelector("#quantity");
const again = document.querySelector("#again");
let version = 0;

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
function showOrder() {
  const count = Number(quantity.value);
  const total_amount = PRICE * count;
  document.querySelector("#total").value = `${(total_amount / 100).toFixed(2)} SEK`;
  version += 1;
  klarna.cart = `${CART}, version ${version}`; // another name: the server is asked before Buy is on again
  klarna.clientToken = () => askForSession(count);
  klarna.order = {
    purchase_country: "SE",
    purchase_currency: "SEK",
    locale: "en-SE",
    order_amount: total_amount,
    order_lines: [{ name: "Shoes", quantity: count, unit_price: PRICE, total_amount }],
  };
}

quantity.addEventListener("change", showOrder);
klarna.sdk = { url: `${KLARNA}/kp/lib/v1/api.js` };
showOrder();

klarna.addEventListener("klarna-status", ({ detail }) => {
  quantity.disabled = detail === "busy";
  again.hidden = detail !== "failed";
});
again.addEventListener("click", () => klarna.retry());
klarna.addEventListener("klarna-outcome", ({ detail }) => {
  if (detail.status === "approved") location.assign("/thanks.html");
});
