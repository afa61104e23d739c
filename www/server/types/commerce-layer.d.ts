import type { PlaceOrder } from "../src/public.js";

/** For the option `placeOrder`: passes the authorization token on to Commerce Layer, whose order it then pays. */
export function commerceLayer(options: {
  baseUrl: string;
  accessToken: () => Promise<string> | string;
  resources: (
    attempt: Parameters<PlaceOrder>[0],
  ) => Promise<{ paymentId: string; orderId: string }> | { paymentId: string; orderId: string };
  timeoutMs?: number;
}): PlaceOrder;
