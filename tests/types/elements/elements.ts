// What the compiler must accept and refuse of the custom elements: by the platform's names, as Lit and plain pages use them.

import type { OrderData } from "klarna-payments-wasm";
import {
  KlarnaButtonElement,
  type KlarnaElementEvents,
  type KlarnaPaymentsElement,
  type WebSdkEnd,
} from "klarna-payments-wasm/element";
import { KlarnaPaymentsElement as Alone } from "klarna-payments-wasm/element/payments";
import { KlarnaButtonElement as ButtonAlone } from "klarna-payments-wasm/element/web-sdk";

declare const order: OrderData;
declare function createSession(): Promise<string>;

// By its tag it is known, as Lit's `@query` and a test's selector have it.
const klarna = document.createElement("klarna-payments");
klarna.order = order;
klarna.clientToken = createSession;
klarna.backend = "/orders";
// @ts-expect-error a number is no order
klarna.order = 11800;
// @ts-expect-error what has happened is told, not set
klarna.status = "ready";
document.querySelector("klarna-button")?.buy();
document.querySelector("klarna-button")?.initiate({ initiationMode: "POPUP" });

klarna.addEventListener("klarna-outcome", ({ detail }) => {
  if (detail.status === "approved") detail.delivery?.body;
  // @ts-expect-error there is no such outcome
  if (detail.status === "paid") klarna.retry();
});
klarna.addEventListener("klarna-error", ({ detail }) => detail.code);
// An event that is no one's of ours.
klarna.addEventListener("click", (event) => event.preventDefault());

// Angular gives a template's `$event`, which is the event.
export const ended = (event: KlarnaElementEvents<WebSdkEnd>["klarna-outcome"]) =>
  event.detail.paymentRequestId;

const button = new KlarnaButtonElement();
button.amount = 11800;
// @ts-expect-error in cents, not as a text
button.amount = "118.00";
button.addEventListener("klarna-outcome", ({ detail }) => detail.reason);

export const same: (typeof KlarnaPaymentsElement)[] = [Alone];
export const sameButton: (typeof KlarnaButtonElement)[] = [ButtonAlone];
