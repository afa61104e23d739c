// The review page of a checkout of several pages, as the README has it.

import { isKlarnaError } from "klarna-payments-wasm/payments";
import { CALL_MS, loaded } from "./payments.js";
import {
  at,
  awaited,
  clicks,
  end,
  failed,
  ordered,
  pause,
  plan,
  play,
  pressed,
  say,
  session,
} from "./robot.js";

/** @type {Awaited<ReturnType<typeof loaded>>} */
let klarna;
/** @type {any} */
let order;
/** Which token is meant, and of which goods. @type {{ session_id?: string, purchase?: string }} */
let shown = {};
const page = {
  signal: new AbortController(),
  klarna: () => klarna,
  press: () => buy(),
  again: () => open(),
};

async function open() {
  const given = await session("?step=review");
  if (!given) return;
  order = given.order_data;
  shown = { session_id: given.session_id, purchase: given.purchase };
  klarna = await loaded(given, "/api/klarna/orders", page.signal.signal);
  at("review");
  if (klarna) await buy();
}

async function buy() {
  if (!klarna) return open();
  await Promise.all(Array.from({ length: clicks() }, click));
}

const toPayment = () => location.assign(`/shop/${plan.flow}?cart=${plan.cart}&tab=${plan.tab}`);

async function click() {
  if (!klarna) return;
  const { signal } = page.signal;
  pressed(order.order_amount);
  try {
    if (klarna.state === "undelivered") {
      const delivering = klarna.deliver();
      at("click");
      return ordered((await awaited("deliver", delivering)).body);
    }
    const calling = klarna.finalize({ order, signal, timeoutMs: CALL_MS });
    at("click");
    const outcome = await awaited("finalize", calling);
    if (outcome.status === "approved") ordered(outcome.delivery.body);
    else toPayment();
  } catch (error) {
    say({ what: "error", code: /** @type {any} */ (error).code, state: klarna.state });
    // "another click goes on"; the README's page shows the failure.
    if (!isKlarnaError(error) || error.retryable) return failed(error);
    await wasKept(error);
  }
}

/** Was the token there already, of the goods on this page? @param {unknown} error */
async function wasKept(error) {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify(shown);
  for (let tries = 0; tries < 5; tries += 1) {
    try {
      const asked = fetch("/api/klarna/orders/kept", { method: "POST", headers, body });
      const kept = await awaited("kept", asked);
      if (kept.ok) return void (await ordered(await kept.json()));
      if ((await kept.json().catch(() => ({}))).placed === false) return toPayment();
    } catch {
      // The network: the customer presses again.
    }
    await pause(300);
  }
  return failed(error).then(() => end("unknown"));
}

play(page);
await open();
