import "klarna-payments-wasm/element/payments";

/** A new cart for each visit; a real shop has it in its database. */
const CART = crypto.randomUUID();
const PRICE = 59900;
/** The sandbox's: leave it out for Klarna's own. */
const KLARNA = import.meta.env.VITE_KLARNA_URL ?? "http://127.0.0.1:4010";

const klarna = document.querySelector("klarna-payments");
const quantity = document.querySelector("#quantity");

/** Your server makes the session, and decides what it costs. */
async function askForSession() {
  const answer = await fetch("/api/klarna/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ cart: CART, quantity: Number(quantity.value) }),
  });
  if (!answer.ok) throw new Error(`The session failed: ${answer.status}`);
  return answer.json();
}

/** The order in Klarna's form, as the server has it. */
function showOrder() {
  const count = Number(quantity.value);
  const total_amount = PRICE * count;
  document.querySelector("#total").value = `${(total_amount / 100).toFixed(2)} SEK`;
  klarna.order = {
    purchase_country: "SE",
    purchase_currency: "SEK",
    locale: "en-SE",
    order_amount: total_amount,
    order_lines: [{ name: "Shoes", quantity: count, unit_price: PRICE, total_amount }],
  };
}

quantity.addEventListener("change", async () => {
  await askForSession(); // Klarna's session has the new order, too
  showOrder();
});
showOrder();
klarna.sdk = { url: `${KLARNA}/kp/lib/v1/api.js` };
klarna.cart = CART;
klarna.clientToken = async () => (await askForSession()).client_token;

klarna.addEventListener("klarna-status", ({ detail }) => {
  quantity.disabled = detail === "busy";
});
klarna.addEventListener("klarna-outcome", ({ detail }) => {
  if (detail.status === "approved") location.assign("/thanks.html");
});
