// What the compiler must accept and refuse in a shop in Vue. Compiled, never run.

import type { OrderData } from "klarna-payments-wasm";
import {
  KlarnaButton,
  KlarnaWidget,
  useKlarnaPayments,
  useKlarnaWebSdk,
} from "klarna-payments-wasm/vue";
import { h, ref } from "vue";

declare function createSession(): Promise<string>;

export function useCheckout(cart: string) {
  const order = ref<OrderData>({ order_amount: 1000 });
  const klarna = useKlarnaPayments(() => ({
    cart,
    clientToken: createSession,
    order: order.value,
    backend: "/orders",
  }));
  // @ts-expect-error a session has a client token
  useKlarnaPayments({ order: order.value });
  const sdk = useKlarnaWebSdk({
    clientId: "klarna_test_client",
    backend: { authorize: "/authorize" },
    amount: 1000,
    currency: "SEK",
  });
  // @ts-expect-error it draws a checkout
  h(KlarnaWidget, {});
  const { status, message } = klarna;
  // @ts-expect-error there is no such status
  if (status === "paid") return [];
  return [message, h(KlarnaWidget, { klarna }), h(KlarnaButton, { klarna: sdk })];
}
