import { loadKlarnaPayments } from "klarna-payments-wasm/payments";

const [quantity, total, status, buy] = ["quantity", "total", "status", "buy"].map((id) =>
  document.getElementById(id),
);
let order;
let token;
let klarna;

/** Your server makes the session, and decides what it costs. */
async function askForSession() {
  const answer = await fetch("/api/klarna/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ quantity: Number(quantity.value) }),
  });
  const session = await answer.json();
  if (session.placed) location.assign("/thanks.html"); // ordered already, in another tab
  if (!answer.ok) throw new Error(`The session failed: ${answer.status}`);
  return session;
}

async function show() {
  buy.disabled = true;
  const session = await askForSession();
  order = session.order_data;
  total.value = `${(order.order_amount / 100).toFixed(2)} SEK`;
  if (session.client_token !== token) {
    token = session.client_token;
    klarna = await loadKlarnaPayments({
      clientToken: token,
      backend: "/api/klarna/orders",
      sdk: { url: "http://127.0.0.1:4010/kp/lib/v1/api.js" }, // the sandbox's: leave it out for Klarna's own
    });
  }
  const { status: shown } = await klarna.load("#klarna", order);
  if (shown === "unavailable") status.textContent = "Klarna is not available for this order.";
  buy.disabled = shown === "unavailable";
}

const SAID = {
  declined: "Klarna declined. Please choose another way to pay.",
  dismissed: "Nothing was paid. You may try again.",
  correction_required: "Klarna needs other details of you.",
};

/** What Klarna or the server could not do. Another click goes on where this one ended. */
function failed(error) {
  console.error(error);
  status.textContent = "That did not work. Please try again.";
}

quantity.addEventListener("change", () => show().catch(failed));
show().catch(failed);

buy.addEventListener("click", async () => {
  status.textContent = "";
  quantity.disabled = buy.disabled = true;
  try {
    if (klarna.state === "undelivered") await klarna.deliver();
    else {
      const outcome = await klarna.authorize({}, order); // first of all, in the click's own task
      if (outcome.status !== "approved") status.textContent = SAID[outcome.status];
    }
    if (klarna.state === "delivered") location.assign("/thanks.html");
  } catch (error) {
    failed(error);
  } finally {
    quantity.disabled = buy.disabled = false;
  }
});
