/**
 * Doubles for unit tests of a shop, in Vitest, Jest or any other runner, without WebAssembly and without Klarna. For tests in a
 * browser that go all the way, see `klarna-payments-wasm/sandbox`.
 *
 * A double allows what the real object allows: its states, outcomes and error codes are the real ones, and it checks what it is
 * given. What only the real one can tell is whether an order is right (ORDER_INVALID) and is JSON, whether headers, a Trusted Types
 * policy and the length of texts are in order, and what Klarna's script, the page and the network do meanwhile. What a test has
 * happen that cannot happen (a customer approves whom nobody asks) throws an Error.
 *
 * ```js
 * const mock = mockKlarnaPayments();
 * vi.mock("klarna-payments-wasm/payments", () => mock); // or hand `mock.loadKlarnaPayments` to what you test
 * buy.click();
 * mock.approve();
 * await mock.deliver({ order_number: "17" });
 * ```
 */

import type {
  Confirmation,
  commerceLayer,
  isKlarnaError,
  KlarnaErrorCode,
  KlarnaPayments,
  KlarnaPaymentsOptions,
  KlarnaWebSdk,
  KlarnaWebSdkOptions,
  LoadOutcome,
  PaymentsEvents,
  Presentation,
  WebSdkEvents,
} from "./index.js";

export { commerceLayer, isKlarnaError } from "./index.js";

/** A call that was made, of whichever method. */
export interface MockCall {
  method: string;
  args: unknown[];
}

/** Facts of an error: `status`, `retryable`, `path` … */
export type MockFacts = Record<string, unknown>;

/**
 * The purchases of a page with Klarna Payments (v1), in the hands of a test. An object with another client token supersedes the
 * ones before, as on a page.
 */
export interface MockKlarnaPayments {
  /** In place of the package's function: checks the options and gives an object. */
  loadKlarnaPayments(options: KlarnaPaymentsOptions): Promise<KlarnaPayments>;
  preload(): Promise<void>;
  /** The package's own. */
  isKlarnaError: typeof isKlarnaError;
  /** The package's own. */
  commerceLayer: typeof commerceLayer;
  /**
   * What the shop's code has got: the newest object. A test may put functions of its own in the place of this one's; it is what the
   * shop gets first.
   */
  readonly klarna: KlarnaPayments;
  /** All calls so far, in order, those that were refused included. */
  readonly calls: MockCall[];
  /** What `load` answers from now on. At first `shown`. */
  showNext(outcome: LoadOutcome): void;
  /**
   * The customer approves the call that runs. With a backend, its answer is awaited then: `deliver` or `fail`. Where the caller
   * has given up (`signal`, `timeoutMs`), the next call is answered with it.
   */
  approve(authorizationToken?: string): void;
  /** The customer agrees to what `finalize()` is to complete. */
  requireFinalize(): void;
  decline(): void;
  /** The customer closes Klarna. */
  dismiss(): void;
  /** Klarna wants these fields corrected. */
  correct(...invalidFields: string[]): void;
  /**
   * The backend answers with JSON. With a 4xx or 5xx the delivery fails (BACKEND_REJECTED), as after its last attempt; a 4xx with
   * `{ placed: false }` says that there is no order.
   */
  deliver(body?: unknown, status?: number): Promise<void>;
  /**
   * The call that runs fails, or, with BACKEND_…, the delivery of its token. SUPERSEDED is the end of the object, unless it is
   * `retryable`: another script was in the way for a moment.
   */
  fail(code: MockPaymentsFailure, facts?: MockFacts): void;
  /** Calls the handlers of an event of the newest object. After `stalled` another call may take the place of the one that runs. */
  emit<Name extends keyof PaymentsEvents>(event: Name, payload: PaymentsEvents[Name]): void;
}

/** What the delivery of a token, or of a click, can fail with. */
export type MockBackendFailure = Extract<KlarnaErrorCode, `BACKEND_${string}`>;

/** What Klarna, or the backend, can fail with (v1). */
export type MockPaymentsFailure =
  | MockBackendFailure
  | "SDK_ERROR"
  | "SDK_INCOMPATIBLE"
  | "SDK_TIMEOUT"
  | "WIDGET_REMOVED"
  | "INVALID_CLIENT_TOKEN"
  | "SUPERSEDED";

export function mockKlarnaPayments(): MockKlarnaPayments;

/** The objects of a page with the Web SDK (v2), in the hands of a test. */
export interface MockKlarnaWebSdk {
  /** In place of the package's function: checks the options and gives an object. */
  loadKlarnaWebSdk(options: KlarnaWebSdkOptions): Promise<KlarnaWebSdk>;
  preload(): Promise<void>;
  /** The package's own. */
  isKlarnaError: typeof isKlarnaError;
  /** The package's own. */
  commerceLayer: typeof commerceLayer;
  /**
   * What the shop's code has got: the newest object. A test may put functions of its own in the place of this one's; it is what the
   * shop gets first.
   */
  readonly klarna: KlarnaWebSdk;
  /** What `klarna.presentation()` gave last, or gives first. */
  readonly presentation: Presentation;
  /** All calls so far, in order, those that were refused included. */
  readonly calls: MockCall[];
  /** How Klarna wants to be shown from now on. */
  instruct(instruction: Presentation["instruction"]): void;
  /** The customer clicks Klarna's button, which has to be mounted, and not disabled. */
  click(): void;
  /** The backend, which is asked after a click or `initiate()`, approved at once. */
  approve(body?: object): void;
  /** The backend, which is asked, wants the journey. */
  stepUp(paymentRequestId?: string): void;
  /** The backend, which is asked, declined; on the journey it is Klarna that does (`abort`, with the state `DECLINED`). */
  decline(reason?: string): void;
  /**
   * The customer accepted in the journey; gives what the handlers answered. On a page without a click: in the journey of the page
   * before, from which Klarna's redirect came back.
   */
  complete(paymentRequestId?: string): unknown[];
  /** The customer left the journey, or that of the page before. */
  abort(paymentRequestId?: string): void;
  /** What `confirm` answers from now on. At first `approved`. */
  confirmWith(confirmation: Confirmation): void;
  /** The backend, which is asked, fails (BACKEND_…), or Klarna's SDK does, on the journey. */
  fail(code: MockWebSdkFailure, facts?: MockFacts): void;
  /** Calls the handlers of an event of the newest object. */
  emit<Name extends keyof WebSdkEvents>(event: Name, payload: WebSdkEvents[Name]): void;
}

/** What Klarna's SDK, or the backend, can fail with (v2). */
export type MockWebSdkFailure = MockBackendFailure | "SDK_ERROR" | "SDK_INCOMPATIBLE";

export function mockKlarnaWebSdk(): MockKlarnaWebSdk;
