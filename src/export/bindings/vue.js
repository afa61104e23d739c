// Klarna in Vue: two composables, and the components that draw what they give.

import {
  defineComponent,
  h,
  onActivated,
  onBeforeUnmount,
  onDeactivated,
  onMounted,
  shallowReactive,
  toValue,
  watch,
} from "vue";
import { loadKlarnaPayments, loadKlarnaWebSdk } from "./lazy-package.js";
import { paymentsCheckout } from "./payments-checkout.js";
import { webSdkCheckout } from "./web-sdk-checkout.js";

/** @import * as Api from "./vue.js" */

/** @param {any} checkout @param {unknown} options @returns {any} */
function useCheckout(
  { mayBuy, place, read, start, stop, subscribe, update, ...checkout },
  options,
) {
  const keepUp = () => update(toValue(options));
  // Vue tells of a change after the click that may come with it.
  /** @type {any} */
  const actions = Object.fromEntries(
    Object.entries(checkout.actions).map(([name, act]) => [
      name,
      (/** @type {unknown[]} */ ...given) => {
        keepUp();
        return act(...given);
      },
    ]),
  );
  const drawn = () => {
    const view = read();
    const { status } = view;
    const buyButton = {
      type: "button",
      disabled: !mayBuy(),
      "aria-busy": status === "busy" || undefined,
      onClick: () => void actions.buy(),
    };
    return { ...view, buyButton };
  };
  const klarna = shallowReactive({ ...actions, place, ...drawn() });
  const unsubscribe = subscribe(() => Object.assign(klarna, drawn()));
  // An order is changed in its place as often as it is replaced.
  watch(() => toValue(options), keepUp, { deep: true, immediate: true });
  onMounted(start);
  onActivated(start);
  onDeactivated(stop);
  onBeforeUnmount(() => {
    stop();
    unsubscribe();
  });
  return klarna;
}

/** @type {typeof Api.useKlarnaPayments} */
export const useKlarnaPayments = (options) =>
  useCheckout(paymentsCheckout(loadKlarnaPayments), options);

/** @type {typeof Api.useKlarnaWebSdk} */
export const useKlarnaWebSdk = (options) => useCheckout(webSdkCheckout(loadKlarnaWebSdk), options);

/** @type {typeof Api.KlarnaWidget} */
export const KlarnaWidget = /** @type {any} */ (
  /* @__PURE__ */ defineComponent({
    props: ["klarna"],
    inheritAttrs: false,
    setup:
      ({ klarna }, { attrs }) =>
      () => [
        h("div", {
          ...attrs,
          ref: klarna.place,
          "aria-busy": klarna.status === "loading" || undefined,
        }),
        h("div", { role: "status" }, klarna.message),
      ],
  })
);

/** @type {typeof Api.KlarnaButton} */
export const KlarnaButton = /** @type {any} */ (KlarnaWidget);
