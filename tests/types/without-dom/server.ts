// What is imported on a server, where a checkout's types are needed for what it is told.

import { type DeliveryResult, isKlarnaError, type OrderData } from "klarna-payments-wasm";
import type { KlarnaPayments } from "klarna-payments-wasm/payments";
import type { PaymentOutcome } from "klarna-payments-wasm/web-sdk";

export const order: OrderData = { order_amount: 1000, purchase_country: "SE" };
export const code = (error: unknown) => (isKlarnaError(error) ? error.code : undefined);
export type Told = PaymentOutcome | DeliveryResult | KlarnaPayments["state"];

// @ts-expect-error importing the package does not bring the symbol
Symbol.dispose;
