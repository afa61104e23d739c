/**
 * Stand-ins for unit tests of a shop, in Vitest, Jest or any other runner, without WebAssembly and without Klarna. For tests in a
 * browser that go all the way, see `klarna-payments-wasm/sandbox`.
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

/** A purchase with Klarna Payments (v1), in the hands of a test. Refuses what the real one refuses in its state. */
export interface MockKlarnaPayments {
  /** In place of the package's function: checks the client token and gives `klarna`. */
  loadKlarnaPayments(options: KlarnaPaymentsOptions): Promise<KlarnaPayments>;
  preload(): Promise<void>;
  /** What the shop's code has got. */
  readonly klarna: KlarnaPayments;
  /** All calls so far, in order. */
  readonly calls: MockCall[];
  /** What `load` answers from now on. At first `shown`. */
  showNext(outcome: LoadOutcome): void;
  /** The customer approves the call that runs. With a backend, its answer is awaited then: `deliver` or `fail`. */
  approve(authorizationToken?: string): void;
  /** The customer agrees to what `finalize()` is to complete. */
  requireFinalize(): void;
  decline(): void;
  /** The customer closes Klarna. */
  dismiss(): void;
  /** Klarna wants these fields corrected. */
  correct(...invalidFields: string[]): void;
  /** The backend answers with JSON. */
  deliver(body?: unknown, status?: number): Promise<void>;
  /** The call that runs, or its delivery, fails. */
  fail(code: KlarnaErrorCode, facts?: MockFacts): void;
  /** Calls the handlers of an event. */
  emit<Name extends keyof PaymentsEvents>(event: Name, payload: PaymentsEvents[Name]): void;
}

export function mockKlarnaPayments(): MockKlarnaPayments;

/** A purchase with the Web SDK (v2), in the hands of a test. */
export interface MockKlarnaWebSdk {
  /** In place of the package's function: checks the client id and gives `klarna`. */
  loadKlarnaWebSdk(options: KlarnaWebSdkOptions): Promise<KlarnaWebSdk>;
  preload(): Promise<void>;
  /** What the shop's code has got. */
  readonly klarna: KlarnaWebSdk;
  /** What `klarna.presentation()` gives. */
  readonly presentation: Presentation;
  /** All calls so far, in order. */
  readonly calls: MockCall[];
  /** How Klarna wants to be shown from now on. */
  instruct(instruction: Presentation["instruction"]): void;
  /** The customer clicks Klarna's button. */
  click(): void;
  /** The backend approved at once. */
  approve(body?: object): void;
  /** The backend asked for the journey. */
  stepUp(paymentRequestId?: string): void;
  decline(reason?: string): void;
  /** The customer accepted in the journey; gives what the handlers answered. */
  complete(paymentRequestId?: string): unknown[];
  /** The customer left the journey. */
  abort(paymentRequestId?: string): void;
  /** What `confirm` answers from now on. At first `approved`. */
  confirmWith(confirmation: Confirmation): void;
  fail(code: KlarnaErrorCode, facts?: MockFacts): void;
  /** Calls the handlers of an event. */
  emit<Name extends keyof WebSdkEvents>(event: Name, payload: WebSdkEvents[Name]): void;
}

export function mockKlarnaWebSdk(): MockKlarnaWebSdk;
