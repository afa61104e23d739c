// The entries for one SDK export what the whole package does, with the same types.

import * as whole from "klarna-payments-wasm";
import * as payments from "klarna-payments-wasm/payments";
import * as webSdk from "klarna-payments-wasm/web-sdk";

type Same<A, B> = [A, B] extends [B, A] ? true : false;
const isTrue = <T extends true>(): T | undefined => undefined;

isTrue<Same<typeof payments, Omit<typeof whole, "loadKlarnaWebSdk">>>();
isTrue<Same<typeof webSdk, Omit<typeof whole, "loadKlarnaPayments" | "commerceLayer">>>();

// An object of one entry is an object of the other.
export const purchase: payments.KlarnaPayments = await whole.loadKlarnaPayments({
  clientToken: "token",
});
export const sdk: whole.KlarnaWebSdk = await webSdk.loadKlarnaWebSdk({
  clientId: "klarna_test_client",
  backend: { authorize: "/authorize" },
});

// @ts-expect-error the Web SDK is not in the entry of Klarna Payments
payments.loadKlarnaWebSdk;
// @ts-expect-error nor the other way round
webSdk.loadKlarnaPayments;

// What a call and a backend take has a name there, too.
export const given: payments.CallParameters = { timeoutMs: 60_000 };
export const backend: payments.PaymentsBackend = {
  url: "/authorizations",
  cancel: {
    url: "/cancel",
    body: ({ authorizationToken, reason }) => ({
      authorizationToken,
      isSecond: reason === "second",
    }),
  },
};
