/**
 * Klarna in any web checkout: Klarna Payments (v1) and Klarna Web SDK (v2).
 *
 * Importing this module does nothing and is safe on a server. Amounts are integers in minor units of the currency
 * (cents, öre); times are milliseconds.
 */

// --- errors ---------------------------------------------------------------------------------------------------

/** What went wrong. The names are stable. */
export type KlarnaErrorCode =
  /** An option or an argument is missing or has the wrong type or form; `path` names it. */
  | "INVALID_ARGUMENT"
  /** Klarna's SDK does not accept the client token of the session. */
  | "INVALID_CLIENT_TOKEN"
  /** The container does not exist, is not in the document, or is inside a shadow root. */
  | "INVALID_CONTAINER"
  /** The order data does not add up or is malformed; `path` names the place. */
  | "ORDER_INVALID"
  /** The call does not fit the state: `authorize` before `load`, `finalize` when nothing waits for it. */
  | "INVALID_STATE"
  /** Another call is still running; this one was not sent to Klarna. */
  | "IN_PROGRESS"
  /** A newer session took over the page; nothing can be authorized through this object any more. */
  | "SUPERSEDED"
  /** The caller's `AbortSignal` fired. */
  | "ABORTED"
  /** The object was disposed of. */
  | "DISPOSED"
  /** The package's own WebAssembly could not be loaded (Content-Security-Policy without `'wasm-unsafe-eval'`, 404). */
  | "WASM_LOAD_FAILED"
  /** Klarna's script could not be loaded (blocked, offline, HTTP error). */
  | "SDK_LOAD_FAILED"
  /** Klarna's script did not arrive within the time limit. */
  | "SDK_LOAD_TIMEOUT"
  /** Klarna's SDK is there but lacks what we need, or answered in a form that nobody knows. */
  | "SDK_INCOMPATIBLE"
  /** Klarna's SDK did not answer within the time limit. */
  | "SDK_TIMEOUT"
  /** Klarna's SDK reported or threw an error; `cause` is what it threw, `klarna` its details. */
  | "SDK_ERROR"
  /** The widget left the document while Klarna's answer was awaited; load it again. */
  | "WIDGET_REMOVED"
  /** The endpoint is neither https, nor of the page's own origin, nor loopback: no token is sent there. */
  | "INSECURE_ENDPOINT"
  /** The backend could not be reached. */
  | "BACKEND_UNREACHABLE"
  /** The backend did not answer within the time limit. */
  | "BACKEND_TIMEOUT"
  /** The backend refused the token (`status`), or redirected; `retryable` tells a passing refusal from a final one. */
  | "BACKEND_REJECTED"
  /** The backend answered, but not with JSON of the expected shape. */
  | "BACKEND_INVALID_RESPONSE"
  /** The payment was declined (only where Klarna's SDK has to be given an error; elsewhere it is an outcome). */
  | "DECLINED"
  /** A fault of this package; please report it. */
  | "INTERNAL";

/** Every failure of this package. Never holds a token, nor the value that was wrong. */
export interface KlarnaError extends Error {
  readonly name: "KlarnaError";
  readonly code: KlarnaErrorCode;
  /** Where in the options, arguments or order data: `backend.url`, `order_lines[2].total_amount`. */
  readonly path?: string;
  /** HTTP status of the backend's last answer. */
  readonly status?: number;
  /** The JSON that the backend sent with that status. */
  readonly body?: unknown;
  /** Whether trying again can help. */
  readonly retryable?: boolean;
  /** What Klarna's Web SDK says of its own error. */
  readonly klarna?: { readonly errorCode?: string; readonly errorId?: string; readonly errorType?: string };
  /** What Klarna's SDK or the browser threw. */
  readonly cause?: unknown;
}

/** Whether a value is an error of this package; also true across frames and copies of the package. */
export function isKlarnaError(value: unknown): value is KlarnaError;

// --- shared options -------------------------------------------------------------------------------------------

/** Where Klarna's SDK comes from and how long loading may take. */
export interface SdkLoading {
  /** Another address than Klarna's, such as the sandbox's. Its host must be Klarna's, loopback, or in `allowedHosts`. */
  url?: string;
  /** Hosts beside Klarna's that the SDK may come from. */
  allowedHosts?: string[];
  /** Content-Security-Policy nonce for the script tag. */
  nonce?: string;
  /** For a page with `require-trusted-types-for 'script'`: a policy, or the name of one that may be created. */
  trustedTypesPolicy?: string | { createScriptURL(url: string): unknown };
  /** Time limit of one attempt. Default 15 000. */
  timeoutMs?: number;
  /** How often a failed attempt is repeated. Default 2. */
  retries?: number;
  /** Gives up waiting; the script stays for the next caller. */
  signal?: AbortSignal;
}

/** What the function `Backend.body` is told. */
export interface TokenDelivery {
  /** Klarna Payments (v1): creates the order, once, within 60 minutes. */
  authorizationToken?: string;
  /** Klarna Payments (v1): the session that was authorized. */
  sessionId?: string;
  /** Klarna Payments (v1): the widget's category or instance id. */
  paymentMethodCategory?: string;
  /** Klarna Web SDK (v2). */
  klarnaNetworkSessionToken?: string;
  /** Klarna Web SDK (v2). */
  paymentOptionId?: string;
  /** `Backend.context`. */
  context: Record<string, unknown>;
}

/**
 * The shop's endpoint that receives a token. It must be https, of the page's origin, or loopback, answer with JSON, and
 * not redirect. A request is repeated on network failure, 408, 425, 429 and 5xx, always with the same `Idempotency-Key`.
 */
export interface Backend {
  url: string;
  /** Default POST. */
  method?: "POST" | "PUT" | "PATCH";
  /** Further headers. A function is asked for each attempt, and once more after a 401. */
  headers?: Record<string, string> | (() => Record<string, string> | Promise<Record<string, string>>);
  /** Default same-origin. */
  credentials?: "omit" | "same-origin" | "include";
  /** Plain JSON merged into the body: cart id, order id … It cannot replace the token. */
  context?: Record<string, unknown>;
  /** Makes the whole body. */
  body?: (delivery: TokenDelivery) => unknown;
  /** Name of the header with the idempotency key, or false for none. Default `Idempotency-Key`. */
  idempotencyHeader?: string | false;
  /** Default 10 000. */
  attemptTimeoutMs?: number;
  /** Default 5. */
  maxAttempts?: number;
  /** All attempts and waits together. Default 60 000. */
  deadlineMs?: number;
}

/** What came of a delivery. */
export interface DeliveryResult {
  status: number;
  /** The backend's JSON; null for an empty answer. */
  body: unknown;
  attempts: number;
  idempotencyKey: string;
}

/** Commerce Layer as the backend: `PATCH /api/klarna_payments/:id` with `auth_token`. A function for the token is asked again after a 401. */
export function commerceLayer(options: {
  baseUrl: string;
  klarnaPaymentId: string;
  accessToken: string | (() => string | Promise<string>);
}): Backend;

/** An entry of the optional log. It never holds a token. */
export interface LogEntry {
  /** Milliseconds since 1970. */
  at: number;
  /** `load`, `call`, `outcome`, `state`, `delivery` … */
  event: string;
  [fact: string]: unknown;
}

/** Fetches and compiles the WebAssembly ahead of the first call, optionally from an address of the shop's own. */
export function preload(source?: string | URL | Response | BufferSource | WebAssembly.Module): Promise<void>;

// --- Klarna Payments (v1) -------------------------------------------------------------------------------------

/** Options of {@link loadKlarnaPayments}. */
export interface KlarnaPaymentsOptions {
  /** `client_token` of the session that the shop's backend created. */
  clientToken: string;
  /** Default "klarna". */
  paymentMethodCategory?: string;
  /** Several categories in one widget; needs `instanceId`. */
  paymentMethodCategories?: string[];
  /** Letters, digits, `_` and `-`. Names a widget where a category is shown more than once. */
  instanceId?: string;
  /** The method that the widget preselects. */
  preferredPaymentMethod?: string;
  /** Receives the authorization token. Without it the outcome carries the token. */
  backend?: Backend | string;
  sdk?: SdkLoading;
  /** How long `load` may take. Default 35 000 (Klarna's SDK itself answers after 30 000). */
  loadTimeoutMs?: number;
  log?: (entry: LogEntry) => void;
}

/** Order data in the form of Klarna's session: amounts in minor units. Checked (`ORDER_INVALID`), then passed on as it is. */
export interface OrderData {
  purchase_country?: string;
  purchase_currency?: string;
  locale?: string;
  order_amount?: number;
  order_tax_amount?: number;
  order_lines?: OrderLine[];
  billing_address?: Record<string, unknown>;
  shipping_address?: Record<string, unknown>;
  customer?: Record<string, unknown>;
  [key: string]: unknown;
}

/** One line; `total_amount` is `quantity × unit_price − total_discount_amount`. */
export interface OrderLine {
  name?: string;
  quantity?: number;
  unit_price?: number;
  total_amount?: number;
  total_discount_amount?: number;
  /** Two implied decimals: 2500 is 25 %. */
  tax_rate?: number;
  total_tax_amount?: number;
  [key: string]: unknown;
}

/** What came of `load`. */
export type LoadOutcome =
  | { status: "shown" }
  /** The widget is shown; fields such as `billing_address.email` have to be corrected. */
  | { status: "correction_required"; invalidFields: string[] }
  /** Klarna is not on offer for this purchase: hide it. */
  | { status: "unavailable" };

/** What came of `authorize`, `reauthorize` or `finalize`. */
export type AuthorizationOutcome =
  /** `authorizationToken` only when no backend was configured. */
  | { status: "approved"; delivery?: DeliveryResult; authorizationToken?: string }
  /** The customer agreed; call `finalize()` at the Buy button. */
  | { status: "finalize_required" }
  /** Let the customer correct the fields, then try again. */
  | { status: "correction_required"; invalidFields: string[] }
  /** The customer closed it: keep Klarna, allow another try. */
  | { status: "dismissed" }
  /** Remove Klarna, offer other methods. */
  | { status: "declined" };

/** Where a purchase stands. */
export type PaymentsState =
  | "ready"
  | "loading"
  | "loaded"
  | "authorizing"
  | "reauthorizing"
  | "finalize_required"
  | "finalizing"
  | "approved"
  | "delivering"
  | "delivered"
  | "undelivered"
  | "declined"
  | "superseded"
  | "disposed";

/** Events of {@link KlarnaPayments} and their payloads. */
export interface PaymentsEvents {
  statechange: { state: PaymentsState; previous: PaymentsState };
  /** The widget's new height in CSS pixels. */
  heightchanged: { height: number };
  overlayshown: Record<string, never>;
  overlayhidden: Record<string, never>;
  /** Klarna took the widget's frame away (`finalize` and `reauthorize` do); it comes back if the purchase goes on. */
  widgetremoved: Record<string, never>;
}

/** One purchase of one session. One call runs at a time; each reaches Klarna's SDK before it returns. */
export interface KlarnaPayments {
  readonly state: PaymentsState;
  /**
   * Shows the widget, or refreshes it after a change of cart or address; calls during a load are put together.
   * Rejects: INVALID_CONTAINER, ORDER_INVALID, IN_PROGRESS, SUPERSEDED, DISPOSED, SDK_TIMEOUT, SDK_ERROR, WIDGET_REMOVED …
   */
  load(container: string | HTMLElement, data?: OrderData): Promise<LoadOutcome>;
  /** Shows Klarna's summary of the chosen method on a review page. */
  loadPaymentReview(container: string | HTMLElement): Promise<LoadOutcome>;
  /**
   * Asks the customer. Call it in the click's own task. `autoFinalize: false` announces a later `finalize()`.
   * Has no time limit, since customers may take minutes: use `signal`. After an abort no other call may start until
   * Klarna has answered or the widget was loaded again.
   */
  authorize(options?: { autoFinalize?: boolean; signal?: AbortSignal }, data?: OrderData): Promise<AuthorizationOutcome>;
  /** Authorizes again after the order changed; needs no widget. */
  reauthorize(data?: OrderData): Promise<AuthorizationOutcome>;
  /** Completes the purchase at the Buy button, on this page or a later one; needs no widget. */
  finalize(data?: OrderData): Promise<AuthorizationOutcome>;
  /** In state `undelivered`: sends the token again under the same idempotency key. */
  deliver(): Promise<DeliveryResult>;
  /** Adds a handler; the returned function removes it. A handler that throws is reported and harms no other. */
  on<Name extends keyof PaymentsEvents>(event: Name, handler: (payload: PaymentsEvents[Name]) => void): () => void;
  /** Ends everything: pending calls reject with DISPOSED, the widget and all listeners go. */
  dispose(): void;
  [Symbol.dispose](): void;
}

/**
 * Loads Klarna's SDK (one script tag per page) and starts the session. Call it when the payment page opens, not in a
 * click handler. A newer session takes the page over: objects of an older one answer SUPERSEDED from then on.
 *
 * Rejects: INVALID_ARGUMENT, INVALID_CLIENT_TOKEN, INSECURE_ENDPOINT, WASM_LOAD_FAILED, SDK_LOAD_FAILED,
 * SDK_LOAD_TIMEOUT, SDK_INCOMPATIBLE, ABORTED, INVALID_STATE (on a server).
 */
export function loadKlarnaPayments(options: KlarnaPaymentsOptions): Promise<KlarnaPayments>;
