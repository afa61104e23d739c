import "klarna-payments-wasm/element/web-sdk";

/** The sandbox's: leave it out for Klarna's own. */
const KLARNA = import.meta.env.VITE_KLARNA_URL ?? "http://127.0.0.1:4010";

const klarna = document.querySelector("klarna-button");
klarna.sdk = { url: `${KLARNA}/web-sdk/v2/klarna.mjs` };
/** The tab's cart, after a reload, too: thanks.html drops it. A real shop has it in its database. */
sessionStorage.cart ??= crypto.randomUUID();
const CART = sessionStorage.cart;
klarna.purchase = CART;

const again = document.querySelector("#again");
klarna.addEventListener("klarna-status", ({ detail }) => {
  again.hidden = detail !== "failed";
});
again.addEventListener("click", () => klarna.retry());
klarna.addEventListener("klarna-outcome", ({ detail }) => ended(detail));

/** Klarna may tell of an earlier cart first: this one is still to be paid then. */
function ended({ status, body }) {
  const { purchase = CART } = Object(body);
  if (status === "approved" && purchase === CART) location.assign("/thanks.html");
}
