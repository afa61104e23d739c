"use client";

// Klarna in React: two hooks, and the components that draw what they give.

import { Fragment, createElement as h, useEffect, useState, useSyncExternalStore } from "react";
import { loadKlarnaPayments, loadKlarnaWebSdk } from "./lazy-package.js";
import { paymentsCheckout } from "./payments-checkout.js";
import { webSdkCheckout } from "./web-sdk-checkout.js";

/** @import * as Api from "./react.js" */

/** @param {() => any} make @param {unknown} options @returns {any} */
function useCheckout(make, options) {
  const [{ actions, mayBuy, place, read, start, stop, subscribe, update }] = useState(make);
  const view = useSyncExternalStore(subscribe, read, read);
  useEffect(() => update(options));
  useEffect(() => {
    start();
    return stop;
  }, [start, stop]);
  const { status } = view;
  const buyButton = {
    type: "button",
    disabled: !mayBuy(),
    "aria-busy": status === "busy" || undefined,
    onClick: () => void actions.buy(),
  };
  return { ...actions, ...view, place, buyButton };
}

/** @type {typeof Api.useKlarnaPayments} */
export const useKlarnaPayments = (options) =>
  useCheckout(() => paymentsCheckout(loadKlarnaPayments), options);

/** @type {typeof Api.useKlarnaWebSdk} */
export const useKlarnaWebSdk = (options) =>
  useCheckout(() => webSdkCheckout(loadKlarnaWebSdk), options);

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
