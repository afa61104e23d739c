// Klarna Payments on a page of the shop's, with time limits that fit the campaign.

import { loadKlarnaPayments } from "klarna-payments-wasm/payments";
import { at, awaited, failed, plan, say } from "./robot.js";

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
        url: `${plan.klarnaUrl}/kp/lib/v1/api.js?cart=${plan.cart}`,
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

/** Shows the widget. @param {any} klarna @param {any} order */
export async function showWidget(klarna, order) {
  const loading = klarna.load("#klarna", order);
  at("load");
  return awaited("load", loading);
}
