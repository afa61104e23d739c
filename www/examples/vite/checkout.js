import { loadKlarnaWebSdk } from "klarna-payments-wasm/web-sdk";

/** The tab's cart, after a reload, too: thanks.html drops it. A real shop has it in its database. */
sessionStorage.cart ??= crypto.randomUUID();
const CART = sessionStorage.cart;
/** The sandbox's: leave it out for Klarna's own. */
const KLARNA = import.meta.env.VITE_KLARNA_URL ?? "http://127.0.0.1:4010";

const [status, again] = ["#status", "#again"].map((id) => document.querySelector(id));
const say = (text) => {
  status.textContent = text;
};

function failed(error) {
  console.error(error);
  say("That did not work. Please try again.");
}

/** What may be done once more, where it fails. */
function attempt(step) {
  again.hidden = true;
  step().catch((error) => {
    failed(error);
    again.hidden = false;
    again.onclick = () => attempt(step);
  });
}

async function show() {
  say("");
  const klarna = await loadKlarnaWebSdk({
    clientId: import.meta.env.VITE_KLARNA_CLIENT_ID ?? "klarna_test_client_sandbox",
    backend: {
      authorize: "/api/klarna/authorize-payment",
      status: "/api/klarna/payments/{paymentRequestId}",
    },
    sdk: { url: `${KLARNA}/web-sdk/v2/klarna.mjs` },
  });
  klarna.on("error", ({ error }) => failed(error));
  const asked = new Set();
  const ask = (id = "") => {
    if (!asked.has(id)) attempt(() => confirm(klarna, id)); // both events tell of it
    asked.add(id);
    return false; // to Klarna's SDK: the customer stays on this page
  };
  klarna.on("end", ({ status: end, paymentRequestId }) => {
    if (end === "completed") ask(paymentRequestId);
    if (end === "declined") say("Klarna declined. Please choose another way to pay.");
    if (end === "dismissed") say("Nothing was paid. You may try again.");
  });
  // Last: what a redirect left is told at once, and who accepts after the click has ended.
  klarna.on("complete", ({ paymentRequestId }) => ask(paymentRequestId));
  await offer(klarna);
}

async function offer(klarna) {
  say("");
  const presentation = await klarna.presentation({
    amount: 59900,
    currency: "SEK",
    locale: "en-SE",
    purchase: CART,
  });
  if (presentation.instruction === "HIDE_KLARNA") say("Klarna is not available for this order.");
  else presentation.mountButton("#klarna", { initiationMode: "ON_PAGE" });
}

/** Your server has the last word. */
async function confirm(klarna, paymentRequestId) {
  say("One moment …");
  const { status: decided, body } = await klarna.confirm(paymentRequestId);
  // An earlier page's: this cart is still to be paid.
  if ((Object(body).purchase ?? CART) !== CART) return offer(klarna);
  if (decided === "approved") location.assign(body.returnUrl);
  else if (decided === "pending") say("Klarna still looks at it. We write to you.");
  else say("It was not paid. Please try again, or choose another way to pay.");
}

attempt(show);
