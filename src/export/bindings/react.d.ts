/**
 * Klarna in React 18 and 19, under StrictMode, with server rendering and fast refresh.
 *
 * ```jsx
 * const klarna = useKlarnaPayments({ cart: cart.id, clientToken: createSession, order: cart.order, backend: "/api/klarna/orders" });
 * return <><KlarnaWidget klarna={klarna} /><button {...klarna.buyButton}>Buy</button></>;
 * ```
 */

import type { ComponentPropsWithoutRef, ReactElement, ReactNode, Ref } from "react";
import type {
  PaymentsActions,
  PaymentsCheckoutOptions,
  PaymentsView,
  WebSdkActions,
  WebSdkCheckoutOptions,
  WebSdkView,
} from "./checkout.js";
import type { KlarnaButtonElement, KlarnaPaymentsElement } from "./element.js";

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

/** A checkout with Klarna Payments. */
export interface KlarnaPaymentsHook extends PaymentsView, PaymentsActions {
  /** For `<button {...klarna.buyButton}>`. */
  readonly buyButton: BuyButtonProps;
  /** For a container of the shop's own, as `ref`, in place of `KlarnaWidget`. */
  place(container: HTMLElement | null): void;
}

/** A checkout with the Web SDK. */
export interface KlarnaWebSdkHook extends WebSdkView, WebSdkActions {
  /** For a button of the shop's own in place of Klarna's. */
  readonly buyButton: BuyButtonProps;
  /** For a container of the shop's own, as `ref`, in place of `KlarnaButton`. */
  place(container: HTMLElement | null): void;
}

/**
 * Klarna Payments (v1). The session begins when the component is mounted, and goes on if it is mounted again: also one whose
 * token was not delivered. Options may be made anew with each rendering.
 */
export function useKlarnaPayments(options: PaymentsCheckoutOptions): KlarnaPaymentsHook;

/** Klarna Web SDK (v2). Options may be made anew with each rendering. */
export function useKlarnaWebSdk(options: WebSdkCheckoutOptions): KlarnaWebSdkHook;

type Box<Hook> = ComponentPropsWithoutRef<"div"> & {
  klarna: Pick<Hook, Extract<keyof Hook, "status" | "message" | "place">>;
};

/** Klarna's widget in a `div`, and beside it what there is to say, which screen readers read out. */
export function KlarnaWidget(props: Box<KlarnaPaymentsHook>): ReactElement;

/** Klarna's payment button in a `div`, and beside it what there is to say, which screen readers read out. */
export function KlarnaButton(props: Box<KlarnaWebSdkHook>): ReactElement;

/** An option of a custom element: as a property, or its attribute in kebab case. */
type ElementProps<Made> = Partial<Omit<Made, keyof HTMLElement>> & {
  [attribute: `${string}-${string}`]: unknown;
  children?: ReactNode;
  ref?: Ref<Made>;
  id?: string;
  className?: string;
};

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "klarna-payments": ElementProps<KlarnaPaymentsElement>;
      "klarna-button": ElementProps<KlarnaButtonElement>;
    }
  }
}
