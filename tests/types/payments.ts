// What the compiler must accept and refuse in a shop that uses Klarna Payments. Compiled, never run.

import {
  type AuthorizationOutcome,
  type Backend,
  commerceLayer,
  isKlarnaError,
  type KlarnaPayments,
  type LoadOutcome,
  loadKlarnaPayments,
  type OrderData,
} from "klarna-payments-wasm";

declare const clientToken: string;
declare const order: OrderData;
declare function never(value: never): never;

export async function everyOptionIsOptionalButTheToken() {
  await loadKlarnaPayments({ clientToken });
  // @ts-expect-error a session has a client token
  await loadKlarnaPayments({});
  // @ts-expect-error misspelt options are not dropped in silence
  await loadKlarnaPayments({ clientToken, backendUrl: "/klarna" });
}

export async function theBackendIsAUrlOrADescription() {
  const header = async () => ({ Authorization: "Bearer …" });
  await loadKlarnaPayments({ clientToken, backend: "/klarna/authorizations" });
  const backend: Backend = {
    url: "/klarna/authorizations",
    headers: header,
    context: { cart: 17 },
    body: ({ authorizationToken, context }) => ({ authorizationToken, ...context }),
  };
  await loadKlarnaPayments({ clientToken, backend });
  await loadKlarnaPayments({
    clientToken,
    backend: commerceLayer({
      baseUrl: "https://shop.example",
      klarnaPaymentId: "x",
      accessToken: async () => "…",
    }),
  });
  // @ts-expect-error a token is never sent by GET
  await loadKlarnaPayments({ clientToken, backend: { url: "/klarna", method: "GET" } });
}

export function everyOutcomeOfAnAuthorizationCanBeTold(outcome: AuthorizationOutcome): string {
  switch (outcome.status) {
    case "approved":
      return outcome.delivery?.idempotencyKey ?? outcome.authorizationToken ?? "";
    case "correction_required":
      return outcome.invalidFields.join();
    case "finalize_required":
    case "dismissed":
    case "declined":
      return outcome.status;
    default:
      return never(outcome);
  }
}

export function everyOutcomeOfLoadingTheWidgetCanBeTold(outcome: LoadOutcome): string {
  switch (outcome.status) {
    case "correction_required":
      return outcome.invalidFields.join();
    case "shown":
    case "unavailable":
      return outcome.status;
    default:
      return never(outcome);
  }
}

export async function theTwoStepsOfACheckout(klarna: KlarnaPayments, signal: AbortSignal) {
  await klarna.load("#klarna", order);
  await klarna.load(document.body, {
    order_amount: 1000,
    merchant_reference1: "any field of Klarna's",
  });
  await klarna.authorize({ autoFinalize: false, signal }, order);
  await klarna.finalize();
  // @ts-expect-error only the widget's owner sets the state
  klarna.state = "approved";
  // @ts-expect-error Klarna's own spelling is not ours
  await klarna.authorize({ auto_finalize: false });
}

export function eventsHaveTheirOwnPayloads(klarna: KlarnaPayments) {
  const remove: () => void = klarna.on("heightchanged", ({ height }) => height.toFixed());
  klarna.on(
    "statechange",
    ({ state, previous }) => state === "approved" && previous === "finalizing",
  );
  // @ts-expect-error there is no such event
  klarna.on("heightChanged", () => {});
  return remove;
}

export function errorsAreToldApartByTheirCode(error: unknown): string | undefined {
  if (!isKlarnaError(error)) return undefined;
  // @ts-expect-error there is no such code
  if (error.code === "DECLINE") return undefined;
  return error.code === "ORDER_INVALID" ? error.path : error.message;
}

interface Line {
  name: string;
  total_amount: number;
}
interface Order {
  order_amount: number;
  order_lines: readonly Line[];
  merchant_reference1: string;
}

export async function anOrderMayHaveATypeOfTheShops(klarna: KlarnaPayments, own: Order) {
  await klarna.load("#klarna", own);
  await klarna.authorize({}, own);
  await klarna.finalize({ ...own, merchant_data: "beside what is checked" });
  // @ts-expect-error an amount is a number
  await klarna.finalize({ order_amount: "118.00" });
}

export async function whatIsUndefinedIsNotGiven(signal?: AbortSignal, nonce?: string) {
  const klarna = await loadKlarnaPayments({
    clientToken,
    backend: undefined,
    sdk: { nonce, signal },
  });
  await klarna.authorize({ signal, autoFinalize: undefined });
}
