import { loadKlarnaPayments } from "klarna-payments-wasm/payments";

const [quantity, total, status, buy, again] = ["quantity", "total", "status", "buy", "again"].map(
  (id) => document.getElementById(id),
);
let order, token, klarna;
let [version, shown] = [0, Promise.resolve()];

/** Your server makes the session, and decides what it costs. */
async function show() {
  again.hidden = true;
  total.value = status.textContent = "";
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ quantity: Number(quantity.value) });
  const signal = AbortSignal.timeout?.(20_000); // nobody waits for a request that hangs
  const answer = await fetch("/api/klarna/session", { method: "POST", headers, body, signal });
  const session = await answer.json();
  if (session.placed) location.assign("/thanks.html"); // ordered already, in another tab
  if (!answer.ok) throw new Error(`The session failed: ${answer.status}`);
  order = session.order_data;
  total.value = `${(order.order_amount / 100).toFixed(2)} SEK`;
  if (session.client_token !== token) {
    klarna = await loadKlarnaPayments({
      clientToken: session.client_token,
      backend: "/api/klarna/orders",
      sdk: { url: "http://127.0.0.1:4010/kp/lib/v1/api.js" }, // the sandbox's: leave it out for Klarna's own
    });
    token = session.client_token;
  }
  const isOn = (await klarna.load("#klarna", order)).status !== "unavailable";
  if (!isOn) status.textContent = "Klarna is not available for this order.";
  return isOn;
}

/** Nothing can be bought until the server has answered. One at a time: the last quantity counts there, too. */
async function begin() {
  buy.disabled = true;
  version += 1;
  const mine = version;
  shown = shown.then(() => mine === version && show()).catch(failed);
  const isOn = await shown;
  if (mine === version) buy.disabled = !isOn;
}

const SAID = {
  declined: "Klarna declined. Please choose another way to pay.",
  dismissed: "Nothing was paid. You may try again.",
  correction_required: "Klarna needs other details of you.",
};

/** What Klarna or the server could not do. Buy sends a token that is owed; else, or where it was refused, all begins again. */
function failed(error) {
  console.error(error);
  status.textContent = "That did not work. Please try again.";
  const isRefused = error.status !== undefined && !error.retryable;
  if (klarna?.state === "undelivered" && !isRefused) return;
  klarna = token = undefined;
  again.hidden = false;
}

quantity.addEventListener("change", begin);
again.addEventListener("click", begin);
begin();

buy.addEventListener("click", async () => {
  status.textContent = "";
  quantity.disabled = buy.disabled = true;
  try {
    const isOwed = klarna.state === "undelivered"; // Klarna is called first of all, in the click's own task
    const outcome = await (isOwed ? klarna.deliver() : klarna.authorize({}, order));
    if (klarna.state === "delivered") location.assign("/thanks.html");
    else status.textContent = SAID[outcome.status];
  } catch (error) {
    failed(error);
  } finally {
    quantity.disabled = klarna?.state === "undelivered"; // what Klarna agreed to stays as it is
    buy.disabled = !again.hidden;
  }
});
