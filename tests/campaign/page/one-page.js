// A checkout of one page with Klarna Payments, as the README has it.

import { CALL_MS, loaded, showWidget } from "./payments.js";
import {
  at,
  awaited,
  clicks,
  failed,
  payOtherwise,
  play,
  pressed,
  session,
  shown,
} from "./robot.js";

/** @type {Awaited<ReturnType<typeof loaded>>} */
let klarna;
/** @type {any} */
let order;
let isShown = false;
const page = {
  signal: new AbortController(),
  klarna: () => klarna,
  press: () => buy(),
  again: () => show(),
  /** The cart has changed in another tab: the page shows it, and tells Klarna. */
  async changed() {
    await fetch("/shop/more", { method: "POST" });
    order = (await session())?.order_data;
    if (order) await klarna?.load("#klarna", order).catch(failed);
  },
};

async function open() {
  const given = await session();
  if (!given) return;
  order = given.order_data;
  klarna = await loaded(given, "/api/klarna/orders", page.signal.signal);
  if (klarna) await show();
}

async function show() {
  isShown = false;
  if (!klarna || klarna.state === "disposed") return open();
  try {
    const widget = await showWidget(klarna, order);
    isShown = true;
    if (widget.status === "unavailable") await payOtherwise();
    else await buy();
  } catch (error) {
    await failed(error);
  }
}

async function buy() {
  if (!klarna || !isShown) return show();
  await Promise.all(Array.from({ length: clicks() }, click));
}

async function click() {
  const { signal } = page.signal;
  pressed(order.order_amount);
  try {
    const calling = klarna?.authorize({ signal, timeoutMs: CALL_MS }, order);
    at("click");
    const outcome = await awaited("authorize", Promise.resolve(calling));
    if (outcome?.status === "approved") shown(outcome.delivery.body);
    else if (outcome?.status === "declined") await payOtherwise();
    // "dismissed": the customer presses again
  } catch (error) {
    await failed(error);
  }
}

play(page);
await open();
