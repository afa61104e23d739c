// Klarna Web SDK as a shop writes it without a package, to compare with: a button of its own, whose click goes to the shop's
// server with the care of `by-hand.js`. It checks no input and knows no other flow.

import { post } from "./by-hand.js";

const MODULE = "https://js.klarna.com/web-sdk/v2/klarna.mjs";

/** @param {{ clientId: string, backend: { authorize: string }, sdk?: { url?: string } }} options */
export async function loadKlarnaWebSdk({ clientId, backend, sdk }) {
  const { KlarnaSDK } = await import(sdk?.url ?? MODULE);
  const klarna = await KlarnaSDK({ clientId });
  return {
    /** In the click's own task. @param {object} [options] */
    initiate: (options = {}) =>
      klarna.Payment.initiate(
        (/** @type {object} */ click) => post(backend.authorize, click),
        options,
      ),
    /**
     * @param {string} event
     * @param {(...args: unknown[]) => void} handler
     */
    on: (event, handler) => klarna.Payment.on(event, handler),
  };
}
