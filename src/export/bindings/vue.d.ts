/**
 * Klarna in Vue 3, also in Nuxt.
 *
 * ```vue
 * const klarna = useKlarnaPayments(() => ({ cart: cart.id, clientToken: createSession, order: cart.order, backend: "/api/klarna/orders" }));
 * <KlarnaWidget :klarna="klarna" /><button v-bind="klarna.buyButton">Buy</button>
 * ```
 */

import type { DefineComponent, MaybeRefOrGetter } from "vue";
import type {
  PaymentsActions,
  PaymentsCheckoutOptions,
  PaymentsView,
  WebSdkActions,
  WebSdkCheckoutOptions,
  WebSdkView,
} from "./checkout.js";

export type {
  CheckoutOptions,
  Messages,
  PaymentsCheckoutOptions,
  PaymentsView,
  WebSdkCheckoutOptions,
  WebSdkEnd,
  WebSdkView,
} from "./checkout.js";

/** Attributes of a Buy button of the shop's own: disabled unless the customer may click, `aria-busy` while a call runs. */
export interface BuyButtonProps {
  readonly type: "button";
  readonly disabled: boolean;
  readonly "aria-busy": true | undefined;
  readonly onClick: () => void;
}

/** A checkout with Klarna Payments; reactive. */
export interface KlarnaPaymentsComposable extends PaymentsView, PaymentsActions {
  /** For `<button v-bind="klarna.buyButton">`. */
  readonly buyButton: BuyButtonProps;
  /** For a container of the shop's own, as `ref`, in place of `KlarnaWidget`. */
  place(container: HTMLElement | null): void;
}

/** A checkout with the Web SDK; reactive. */
export interface KlarnaWebSdkComposable extends WebSdkView, WebSdkActions {
  /** For a button of the shop's own in place of Klarna's. */
  readonly buyButton: BuyButtonProps;
  /** For a container of the shop's own, as `ref`, in place of `KlarnaButton`. */
  place(container: HTMLElement | null): void;
}

/**
 * Klarna Payments (v1). The session begins when the component is mounted, and goes on if it is mounted again: also one whose
 * token was not delivered. Options may be reactive: a changed order is loaded again.
 */
export function useKlarnaPayments(
  options: MaybeRefOrGetter<PaymentsCheckoutOptions>,
): KlarnaPaymentsComposable;

/** Klarna Web SDK (v2). Options may be reactive. */
export function useKlarnaWebSdk(
  options: MaybeRefOrGetter<WebSdkCheckoutOptions>,
): KlarnaWebSdkComposable;

/** Klarna's widget in a `div`, and beside it what there is to say, which screen readers read out. */
export const KlarnaWidget: DefineComponent<{ klarna: KlarnaPaymentsComposable }>;

/** Klarna's payment button in a `div`, and beside it what there is to say, which screen readers read out. */
export const KlarnaButton: DefineComponent<{ klarna: KlarnaWebSdkComposable }>;
