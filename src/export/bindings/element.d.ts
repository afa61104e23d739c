/**
 * Klarna as custom elements, for a page without a framework or with any. Importing this defines `<klarna-payments>` and
 * `<klarna-button>`; on a server it does nothing. What belongs to an SDK, its part of this package as well, is fetched when its
 * element begins (WASM_LOAD_FAILED where it does not come). A page that uses one of Klarna's SDKs loads less, and sooner, with
 * `klarna-payments-wasm/element/payments` or `klarna-payments-wasm/element/web-sdk`, which define one of them.
 *
 * An option is a property of the element, and an attribute by the name in kebab case: a text, a number, `true` or `false`, or JSON
 * (`order='{"order_amount":11800,…}'`). Of the two, what is set last counts. A `<button data-klarna-buy>` in the element buys, and is
 * disabled unless the customer may click.
 */

import type { AuthorizationOutcome, KlarnaError } from "../index.js";
import type {
  PaymentsActions,
  PaymentsCheckoutOptions,
  PaymentsView,
  WebSdkActions,
  WebSdkCheckoutOptions,
  WebSdkEnd,
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

/** What the elements dispatch; the events bubble, also out of a shadow root. */
export interface KlarnaElementEvents<Outcome> {
  "klarna-outcome": CustomEvent<Outcome>;
  "klarna-error": CustomEvent<KlarnaError>;
  /** The attribute `status` has the same. */
  "klarna-status": CustomEvent<PaymentsView["status"]>;
}

type Options<All> = Omit<All, "onOutcome" | "onError">;

/** The properties of `<klarna-payments>` that a framework's template sets: for its own types of elements. */
export type KlarnaPaymentsProperties = Partial<Options<PaymentsCheckoutOptions>>;

/** The same of `<klarna-button>`. */
export type KlarnaButtonProperties = Partial<Options<WebSdkCheckoutOptions>>;

/**
 * `<klarna-payments client-token="…" backend="/api/klarna/orders">`: a checkout with Klarna Payments (v1). It begins once it is in
 * the document and has a client token. With the attribute `review` it shows no widget, and buys with `finalize`. Not within
 * a shadow root: Klarna's widget does not work there (INVALID_CONTAINER).
 */
export interface KlarnaPaymentsElement
  extends HTMLElement,
    KlarnaPaymentsProperties,
    PaymentsView,
    PaymentsActions {
  addEventListener<Name extends keyof KlarnaElementEvents<AuthorizationOutcome>>(
    name: Name,
    listener: (event: KlarnaElementEvents<AuthorizationOutcome>[Name]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(...listener: Parameters<HTMLElement["addEventListener"]>): void;
}
export const KlarnaPaymentsElement: {
  new (): KlarnaPaymentsElement;
  prototype: KlarnaPaymentsElement;
};

/**
 * `<klarna-button client-id="…" amount="11800" currency="SEK">` and `backend`: Klarna's payment button (v2). Not within a shadow
 * root either.
 */
export interface KlarnaButtonElement
  extends HTMLElement,
    KlarnaButtonProperties,
    WebSdkView,
    WebSdkActions {
  addEventListener<Name extends keyof KlarnaElementEvents<WebSdkEnd>>(
    name: Name,
    listener: (event: KlarnaElementEvents<WebSdkEnd>[Name]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(...listener: Parameters<HTMLElement["addEventListener"]>): void;
}
export const KlarnaButtonElement: { new (): KlarnaButtonElement; prototype: KlarnaButtonElement };

declare global {
  interface HTMLElementTagNameMap {
    "klarna-payments": KlarnaPaymentsElement;
    "klarna-button": KlarnaButtonElement;
  }
}
