import "klarna-payments-wasm/element";

const klarna = document.querySelector("klarna-payments");
const quantity = document.querySelector("#quantity");
const PRICE = 59900;

/** The order in Klarna's form; amounts in cents. */
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
quantity.addEventListener("change", showOrder);
showOrder();

/** Your server creates the session: Klarna's credentials stay there. */
klarna.clientToken = async () => {
  const answer = await fetch("/api/klarna/session", { method: "POST" });
  if (!answer.ok) throw new Error(`The session failed: ${answer.status}`);
  return (await answer.json()).client_token;
};

klarna.addEventListener("klarna-status", ({ detail }) => {
  quantity.disabled = detail === "busy";
});
klarna.addEventListener("klarna-outcome", ({ detail }) => {
  if (detail.status === "approved") location.assign(detail.delivery.body.redirect_url);
});
