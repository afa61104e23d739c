// Klarna Payments on a page of the shop's, with time limits that fit the campaign.

import { loadKlarnaPayments } from "klarna-payments-wasm/payments";
import {
  at,
  awaited,
  clicks,
  count,
  failed,
  payOtherwise,
  plan,
  play,
  say,
  session,
} from "./robot.js";

/** How long a customer has at Klarna, in milliseconds. */
export const CALL_MS = 2_500;

/**
 * @param {any} session
 * @param {string} backend
 * @param {AbortSignal} signal
 * @returns {Promise<import("klarna-payments-wasm").KlarnaPayments<import("klarna-payments-wasm").Delivered<any>> | undefined>}
 */
export async function loaded(session, backend, signal) {
  try {
    const loading = loadKlarnaPayments({
      clientToken: session.client_token,
      backend: { url: backend, attemptTimeoutMs: 1_000, maxAttempts: 4, deadlineMs: 5_000 },
      sdk: {
        // Where it has misbehaved, the next page wants it anew: WebKit gives a script that was preloaded to every page of
        // the tab, whatever its headers say.
        url: `${plan.klarnaUrl}/kp/lib/v1/api.js?cart=${plan.cart}&hits=${count("hit")}`,
        timeoutMs: 1_000,
        signal,
      },
      loadTimeoutMs: 2_000,
      log: (entry) => say({ what: "log", entry }),
    });
    at("opened");
    const klarna = await awaited("loadKlarnaPayments", loading);
    klarna.on("statechange", ({ state }) => {
      if (state === "delivering") at("post");
    });
    return klarna;
  } catch (error) {
    await failed(error);
    return undefined;
  }
}

/**
 * Plays a page with Klarna's widget and a button.
 *
 * @param {object} how
 * @param {string} how.query which of the shop's pages asks for the session
 * @param {string} how.backend where tokens go
 * @param {(klarna: NonNullable<Awaited<ReturnType<typeof loaded>>>, order: any, signal: AbortSignal) => Promise<void>} how.click what the button does
 */
export async function playWidget({ query, backend, click }) {
  /** @type {Awaited<ReturnType<typeof loaded>>} */
  let klarna;
  /** @type {any} */
  let order;
  let isShown = false;
  const page = {
    signal: new AbortController(),
    klarna: () => klarna,
    press,
    again: show,
    /** The cart has changed in another tab: the page shows it, and tells Klarna. */
    async changed() {
      await fetch("/shop/more", { method: "POST" });
      order = (await session(query))?.order_data;
      if (order) await klarna?.load("#klarna", order).catch(failed);
    },
  };

  async function open() {
    const given = await session(query);
    if (!given) return;
    order = given.order_data;
    klarna = await loaded(given, backend, page.signal.signal);
    if (klarna) await show();
  }

  async function show() {
    isShown = false;
    if (!klarna || klarna.state === "disposed") return open();
    try {
      const loading = klarna.load("#klarna", order);
      at("load");
      const widget = await awaited("load", loading);
      isShown = true;
      if (widget.status === "unavailable") await payOtherwise();
      else await press();
    } catch (error) {
      await failed(error);
    }
  }

  async function press() {
    const shown = klarna;
    if (!shown || !isShown) return show();
    const { signal } = page.signal;
    await Promise.all(Array.from({ length: clicks() }, () => click(shown, order, signal)));
  }

  play(page);
  await open();
}
