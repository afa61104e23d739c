// What Svelte's templates are checked with, once a shop has told it of the elements, as the docs say.

import type {
  AuthorizationOutcome,
  KlarnaError,
  KlarnaWebSdkOptions,
  OrderData,
} from "klarna-payments-wasm";
import type {
  KlarnaButtonProperties,
  KlarnaPaymentsProperties,
  WebSdkEnd,
} from "klarna-payments-wasm/element";
import type { HTMLAttributes, SvelteHTMLElements } from "svelte/elements";

type Events<Outcome> = {
  "onklarna-outcome"?: (event: CustomEvent<Outcome>) => void;
  "onklarna-error"?: (event: CustomEvent<KlarnaError>) => void;
};
declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "klarna-payments": HTMLAttributes<HTMLElement> &
      KlarnaPaymentsProperties &
      Events<AuthorizationOutcome>;
    "klarna-button": HTMLAttributes<HTMLElement> & KlarnaButtonProperties & Events<WebSdkEnd>;
  }
}

declare const order: OrderData;
declare const backend: KlarnaWebSdkOptions["backend"];

export const payments: SvelteHTMLElements["klarna-payments"] = {
  cart: "cart-1",
  clientToken: async () => "token",
  order,
  backend: "/orders",
  class: "klarna",
  "onklarna-outcome": ({ detail }) => detail.status === "approved" && detail.delivery?.body,
};
export const button: SvelteHTMLElements["klarna-button"] = {
  clientId: "klarna_test_client",
  amount: 11800,
  currency: "SEK",
  backend,
  "onklarna-outcome": ({ detail }) => detail.paymentRequestId,
};
export const wrong: SvelteHTMLElements["klarna-payments"] = {
  // @ts-expect-error a number is no order
  order: 11800,
};
