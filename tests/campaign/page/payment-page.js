// The payment page of a checkout of several pages, as the README has it.

import { CALL_MS, loaded, showWidget } from "./payments.js";
import {
  at,
  awaited,
  clicks,
  failed,
  payOtherwise,
  plan,
  play,
  pressed,
  session,
} from "./robot.js";

/** @type {Awaited<ReturnType<typeof loaded>>} */
let klarna;
/** @type {any} */
let order;
let isShown = false;
const page = {
  signal: new AbortController(),
  klarna: () => klarna,
  press: () => next(),
  again: () => show(),
};

async function open() {
  const given = await session("?step=payment");
  if (!given) return;
  order = given.order_data;
  klarna = await loaded(given, "/api/klarna/keep", page.signal.signal);
  if (klarna) await show();
}

async function show() {
  isShown = false;
  if (!klarna || klarna.state === "disposed") return open();
  try {
    const widget = await showWidget(klarna, order);
    isShown = true;
    if (widget.status === "unavailable") await payOtherwise();
    else await next();
  } catch (error) {
    await failed(error);
  }
}

async function next() {
  if (!klarna || !isShown) return show();
  await Promise.all(Array.from({ length: clicks() }, agree));
}

async function agree() {
  const { signal } = page.signal;
  pressed(-1);
  try {
    const calling = klarna?.authorize({ autoFinalize: false, signal, timeoutMs: CALL_MS }, order);
    at("agree");
    const outcome = await awaited("authorize", Promise.resolve(calling));
    const { status = "" } = outcome ?? {};
    if (status === "finalize_required" || status === "approved")
      location.assign(`/shop/review?cart=${plan.cart}&tab=${plan.tab}`);
    else if (status === "declined") await payOtherwise();
  } catch (error) {
    await failed(error);
  }
}

play(page);
await open();
