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

export async function aBackendMakesTheDifferenceBetweenADeliveryAndAToken() {
  const delivering = await loadKlarnaPayments({ clientToken, backend: "/orders" });
  const delivered = await delivering.finalize();
  if (delivered.status === "approved") {
    const { delivery } = delivered;
    const never: undefined = delivered.authorizationToken;
    void [delivery.attempts, never];
  }
  const own = await loadKlarnaPayments({ clientToken });
  const authorized = await own.finalize();
  if (authorized.status === "approved") {
    const token: string = authorized.authorizationToken;
    // @ts-expect-error without a backend nothing is delivered
    void authorized.delivery.attempts;
    void token;
  }
  // Where it is not known, both are asked for.
  const either: KlarnaPayments = delivering;
  const outcome = await either.finalize();
  // @ts-expect-error there may be none
  if (outcome.status === "approved") outcome.delivery.attempts;
}

export async function whatTheBackendAnswersHasTheTypeThatTheShopGives() {
  const klarna = await loadKlarnaPayments<{ order_number: string }>({
    clientToken,
    backend: "/orders",
  });
  const outcome = await klarna.authorize();
  if (outcome.status === "approved") outcome.delivery.body.order_number.trim();
  const { body } = await klarna.deliver();
  body.order_number.trim();
  // @ts-expect-error it answers nothing else
  void body.number;
  const unknown = await loadKlarnaPayments({ clientToken, backend: "/orders" });
  // @ts-expect-error what is not said is not known
  void (await unknown.deliver()).body.order_number;
}

export async function anOrderIsKnownAndOpen(klarna: KlarnaPayments) {
  await klarna.load("#klarna", {
    purchase_country: "SE",
    billing_address: { given_name: "Ada", email: null, a_new_field: true },
    customer: { type: "organization", organization_registration_id: "1" },
    order_lines: [
      {
        type: "digital",
        name: "Magazine",
        quantity: 1,
        unit_price: 9900,
        total_amount: 9900,
        subscription: { name: "Monthly", interval: "MONTH", interval_count: 1 },
        a_new_field: 1,
      },
      { type: "a_new_type", name: "x" },
    ],
    a_new_field: {},
  });
  // @ts-expect-error a postal code is a text
  await klarna.load("#klarna", { billing_address: { postal_code: 11122 } });
  // @ts-expect-error an interval is counted
  await klarna.load("#klarna", { order_lines: [{ subscription: { interval_count: "1" } }] });
}

export function errorsHaveATypeAndSayWhereToRead(error: unknown): string {
  if (!isKlarnaError(error)) return "";
  switch (error.type) {
    case "usage":
    case "customer":
    case "network":
    case "klarna":
    case "internal":
      return error.help;
    default:
      return never(error.type);
  }
}
