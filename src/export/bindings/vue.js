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
import { paymentsCheckout } from "./payments_checkout.js";
import { webSdkCheckout } from "./web_sdk_checkout.js";

/** @import * as Api from "./vue.js" */

/**
 * @template Options, View
 * @param {{ read(): View, subscribe(hear: () => void): () => void, update(options: Options): void, start(): void, stop(): void }} checkout
 * @param {import("vue").MaybeRefOrGetter<Options>} options
 * @param {() => unknown} onClick
 */
function useCheckout(checkout, options, onClick) {
  const drawn = () => {
    const view = /** @type {any} */ (checkout.read());
    return { ...view, buyButton: button(view.status, onClick) };
  };
  const klarna = shallowReactive({ ...checkout, ...drawn() });
  const unsubscribe = checkout.subscribe(() => Object.assign(klarna, drawn()));
  // An order is changed in its place as often as it is replaced.
  watch(() => toValue(options), checkout.update, { deep: true, immediate: true });
  onMounted(checkout.start);
  onActivated(checkout.start);
  onDeactivated(checkout.stop);
  onBeforeUnmount(() => {
    checkout.stop();
    unsubscribe();
  });
  return /** @type {any} */ (klarna);
}

/** @type {typeof Api.useKlarnaPayments} */
export function useKlarnaPayments(options) {
  const checkout = paymentsCheckout();
  return useCheckout(checkout, options, () => checkout.buy());
}

/** @type {typeof Api.useKlarnaWebSdk} */
export function useKlarnaWebSdk(options) {
  const checkout = webSdkCheckout();
  return useCheckout(checkout, options, () => checkout.initiate());
}

/** @type {(status: string, onClick: () => unknown) => any} */
const button = (status, onClick) => ({
  type: "button",
  disabled: status !== "ready",
  "aria-busy": status === "busy" || undefined,
  onClick,
});

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
