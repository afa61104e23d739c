// What the compiler must accept and refuse in a shop in React. Compiled, never run.

import type { OrderData } from "klarna-payments-wasm";
import "klarna-payments-wasm/element";
import {
  KlarnaButton,
  KlarnaWidget,
  useKlarnaPayments,
  useKlarnaWebSdk,
} from "klarna-payments-wasm/react";

declare function createSession(): Promise<string>;

export function Checkout({ order, cart }: { order: OrderData; cart: string }) {
  const klarna = useKlarnaPayments({
    cart,
    clientToken: createSession,
    order,
    backend: "/orders",
    onOutcome: (outcome) => outcome.status === "approved" && outcome.delivery?.body,
    messages: { declined: "No" },
  });
  // @ts-expect-error a session has a client token
  useKlarnaPayments({ order });
  // @ts-expect-error misspelt options are not dropped in silence
  useKlarnaPayments({ clientToken: "token", backendUrl: "/orders" });
  // @ts-expect-error there is no such message
  useKlarnaPayments({ clientToken: "token", messages: { refused: "No" } });
  return (
    <form>
      <KlarnaWidget klarna={klarna} className="klarna" />
      {/* @ts-expect-error it draws a checkout */}
      <KlarnaWidget />
      <button {...klarna.buyButton}>Buy</button>
      {klarna.status === "declined" && <p>{klarna.message}</p>}
      <klarna-payments client-token="token" order={order} backend="/orders" />
    </form>
  );
}

export function Button() {
  const klarna = useKlarnaWebSdk({
    clientId: "klarna_test_client",
    backend: { authorize: "/authorize", status: "/status" },
    amount: 1000,
    currency: "SEK",
    button: { theme: "dark" },
    onOutcome: ({ status, paymentRequestId }) => void [status, paymentRequestId],
  });
  return <KlarnaButton klarna={klarna} />;
}
