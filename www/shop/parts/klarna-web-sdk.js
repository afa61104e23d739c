import { loadKlarnaWebSdk } from "klarna-payments-wasm";
import { record } from "../panel/timeline.js";
import { shopFacts } from "./shop-facts.js";

/**
 * Klarna's Web SDK for this visitor.
 *
 * @param {object} [purchase]
 * @param {string} [purchase.cartId] what is being paid
 * @param {() => Promise<unknown>} [purchase.ready] what has to be stored before the shop's server authorizes
 * @param {() => boolean} [purchase.collectsDelivery] at a click: whether Klarna shall ask the customer for the delivery
 */
export async function openWebSdk({
  cartId,
  ready = async () => undefined,
  collectsDelivery = () => false,
} = {}) {
  const { network } = await shopFacts();
  const sdk = await loadKlarnaWebSdk({
    clientId: network.client_id,
    locale: "en-DE",
    products: ["PAYMENT"],
    backend: {
      authorize: {
        url: "/api/klarna/authorize-payment",
        ...(cartId === undefined ? {} : { context: { cart_id: cartId } }),
        body: ({ context, ...click }) => ({
          ...context,
          ...click,
          ...(collectsDelivery() ? { delivery: "klarna" } : {}),
        }),
        headers: async () => {
          await ready();
          return {};
        },
      },
      status: "/api/klarna/payments/{paymentRequestId}",
    },
    ...(network.sdk_url ? { sdk: { url: network.sdk_url } } : {}),
    log: (entry) => record("call", `web sdk: ${entry.event}`, entry),
  });
  record("state", sdk.state);
  sdk.on("statechange", ({ state }) => record("state", state));
  sdk.on("outcome", (outcome) => record("event", `outcome ${outcome.result}`, outcome));
  sdk.on("abort", (paymentRequest) => record("event", "abort", paymentRequest));
  sdk.on("error", ({ error }) => record("event", "error", { code: error.code }));
  return sdk;
}
