"use client";

// Klarna in React: two hooks, and the components that draw what they give.

import { Fragment, createElement as h, useEffect, useState, useSyncExternalStore } from "react";
import { paymentsCheckout } from "./payments_checkout.js";
import { webSdkCheckout } from "./web_sdk_checkout.js";

/** @import * as Api from "./react.js" */

/**
 * @template Options, View
 * @param {() => { read(): View, subscribe(hear: () => void): () => void, update(options: Options): void, start(): void, stop(): void }} make
 * @param {Options} options
 */
function useCheckout(make, options) {
  const [checkout] = useState(make);
  const view = useSyncExternalStore(checkout.subscribe, checkout.read, checkout.read);
  useEffect(() => checkout.update(options));
  useEffect(() => {
    checkout.start();
    return checkout.stop;
  }, [checkout]);
  return /** @type {any} */ ({ ...checkout, ...view });
}

/** @type {typeof Api.useKlarnaPayments} */
export function useKlarnaPayments(options) {
  const klarna = useCheckout(paymentsCheckout, options);
  return { ...klarna, buyButton: button(klarna.status, klarna.buy) };
}

/** @type {typeof Api.useKlarnaWebSdk} */
export function useKlarnaWebSdk(options) {
  const klarna = useCheckout(webSdkCheckout, options);
  return { ...klarna, buyButton: button(klarna.status, () => klarna.initiate()) };
}

/** @type {(status: string, onClick: () => unknown) => any} */
const button = (status, onClick) => ({
  type: "button",
  disabled: status !== "ready",
  "aria-busy": status === "busy" || undefined,
  onClick: () => void onClick(),
});

/** @type {typeof Api.KlarnaWidget} */
export function KlarnaWidget({ klarna, ...rest }) {
  const isLoading = klarna.status === "loading" || undefined;
  return h(
    Fragment,
    null,
    h("div", { ...rest, ref: klarna.place, "aria-busy": isLoading }),
    h("div", { role: "status" }, klarna.message),
  );
}

/** @type {typeof Api.KlarnaButton} */
export const KlarnaButton = /** @type {any} */ (KlarnaWidget);
