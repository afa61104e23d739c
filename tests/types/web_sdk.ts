// What the compiler must accept and refuse in a shop that uses the Web SDK. Compiled, never run.

import {
  type AcquiringConfig,
  type Confirmation,
  type InitiationMode,
  type KlarnaWebSdk,
  loadKlarnaWebSdk,
  type PaymentOutcome,
  type PaymentRequest,
  type Presentation,
  type StatusBackend,
} from "klarna-payments-wasm";

declare const container: HTMLElement;
declare const signal: AbortSignal;
declare function never(value: never): never;

export async function aClientAndAnEndpointAreAllThatIsNeeded() {
  await loadKlarnaWebSdk({ clientId: "klarna_test_client", backend: { authorize: "/authorize" } });
  // @ts-expect-error the backend authorizes
  await loadKlarnaWebSdk({ clientId: "klarna_test_client" });
  // @ts-expect-error a client id is needed
  await loadKlarnaWebSdk({ backend: { authorize: "/authorize" } });
}

export async function everythingCanBeConfigured() {
  await loadKlarnaWebSdk({
    clientId: "klarna_test_client",
    locale: "de-DE",
    partnerAccountId: "krn:partner",
    sdkToken: "…",
    products: ["PAYMENT", "MESSAGING"],
    acquiringConfig: { paymentAccountId: "krn:account" },
    backend: {
      authorize: { url: "/authorize", context: { cart: 17 }, maxAttempts: 3 },
      status: { url: "/payments/{paymentRequestId}", credentials: "include" },
    },
    returnUrl: "/thanks",
    declineUrl: "/other-methods",
    expose: ["klarnaNetworkSessionToken"],
    sdk: { timeoutMs: 5_000, signal },
  });
  // @ts-expect-error an account, or a reference with an acquiring account
  const acquiring: AcquiringConfig = { paymentAccountReference: "r" };
  // @ts-expect-error a status is asked for with GET, without a body
  const status: StatusBackend = { url: "/s", method: "POST" };
  void [acquiring, status];
}

export async function aPresentationIsMountedAndRefreshed(klarna: KlarnaWebSdk) {
  const presentation = await klarna.presentation({
    amount: 1_000,
    currency: "EUR",
    intents: ["SUBSCRIBE"],
    subscriptionBillingInterval: "MONTH",
    subscriptionBillingIntervalFrequency: 1,
  });
  const header = presentation.mount("header", container);
  presentation.mount("icon", "#icon", { shape: "badge" });
  const button = presentation.mountButton("#button", {
    initiationMode: "ON_PAGE",
    theme: "dark",
    option: "saved",
  });
  button.setDisabled(true);
  await presentation.refresh({ amount: 2_000 });
  header.unmount();
  // @ts-expect-error the parts are known
  presentation.mount("logo", container);
  // @ts-expect-error the modes are known
  presentation.mountButton(container, { initiationMode: "TAB" });
  // @ts-expect-error a currency is needed
  await klarna.presentation({ amount: 1_000 });
  // @ts-expect-error what Klarna says is not ours to change
  presentation.degraded = false;
}

export function everyInstructionCanBeTold({ instruction }: Presentation): string {
  switch (instruction) {
    case "SHOW_KLARNA":
    case "PRESELECT_KLARNA":
    case "SHOW_ONLY_KLARNA":
    case "HIDE_KLARNA":
      return instruction;
    default:
      return never(instruction);
  }
}

export function everyOutcomeCanBeTold(outcome: PaymentOutcome): string | undefined {
  switch (outcome.result) {
    case "APPROVED":
      return outcome.paymentTransactionId;
    case "STEP_UP_REQUIRED":
      return outcome.paymentRequestId;
    case "DECLINED":
      return outcome.reason;
    default:
      return never(outcome.result);
  }
}

export function statesAreOpen(request: PaymentRequest): boolean {
  return request.state === "COMPLETED" || request.state === "SOMETHING_NEW";
}

export function eachEventHasItsPayloadAndItsAnswer(klarna: KlarnaWebSdk) {
  const off: () => void = klarna.on(
    "complete",
    ({ paymentRequestId }) => paymentRequestId !== undefined,
  );
  klarna.on("complete", async () => false);
  klarna.on("complete", () => {});
  klarna.on("abort", ({ state }) => void state);
  klarna.on("error", ({ error, paymentRequest }) => void [error.code, paymentRequest?.state]);
  klarna.on("shippingaddresschange", async ({ address }) => ({
    amount: 1_200,
    shippingOptions: [address],
  }));
  // @ts-expect-error a misspelt event is no event
  klarna.on("completed", () => {});
  // @ts-expect-error only true and false keep or let go
  klarna.on("complete", () => "stay");
  off();
}

export async function aPaymentIsInitiatedAndConfirmed(klarna: KlarnaWebSdk, mode: InitiationMode) {
  const request = await klarna.initiate({ initiationMode: mode });
  const confirmation: Confirmation = await klarna.confirm(request.paymentRequestId ?? "", {
    signal,
    timeoutMs: 60_000,
  });
  switch (confirmation.status) {
    case "approved":
    case "declined":
    case "expired":
    case "pending":
      return confirmation.body;
    default:
      return never(confirmation.status);
  }
}

export async function whatTheServerAnswersHasTheTypesThatTheShopGives() {
  const klarna = await loadKlarnaWebSdk<{ number: string }, { order: string }>({
    clientId: "klarna_test_client",
    backend: { authorize: "/authorize", status: "/status" },
  });
  klarna.on("outcome", ({ body }) => void body.number.trim());
  const { body } = await klarna.confirm("request");
  body.order.trim();
  // @ts-expect-error it answers nothing else
  void body.number;
}
