/**
 * Klarna in any web checkout: Klarna Payments (v1) and Klarna Web SDK (v2).
 *
 * Importing this module does nothing and is safe on a server. Amounts are integers in minor units of the currency
 * (cents, öre); times are milliseconds.
 */

// --- what the consumer's `lib` may lack -------------------------------------------------------------------------

/** What a constructor of the browser's makes, where its types are there: a server's project may have none. */
type Browser<Name extends string> =
  typeof globalThis extends Record<Name, { prototype: infer Made }> ? Made : never;

/** For `using`, where `Symbol.dispose` is known. */
type Using = SymbolConstructor extends { readonly dispose: infer Dispose extends symbol }
  ? { [Name in Dispose]: () => void }
  : Record<never, never>;

/** Where Klarna is shown: a CSS selector of one element of the document, or the element. */
export type Container = string | Browser<"HTMLElement">;

// --- errors ---------------------------------------------------------------------------------------------------

/** What went wrong. The names are stable. */
export type KlarnaErrorCode =
  /** An option or an argument is missing or has the wrong type or form; `path` names it. */
  | "INVALID_ARGUMENT"
  /** Klarna's SDK does not accept the client token of the session, or the session has expired (48 hours). */
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
  /** The caller's `AbortSignal` fired, or a newer click or presentation took the place of this click. */
  | "ABORTED"
  /** The object was disposed of. */
  | "DISPOSED"
  /** The package's own WebAssembly could not be loaded (Content-Security-Policy without `'wasm-unsafe-eval'`, 404, another build, Lockdown Mode, an old browser). */
  | "WASM_LOAD_FAILED"
  /** Klarna's script could not be loaded (blocked, offline, HTTP error). */
  | "SDK_LOAD_FAILED"
  /** Klarna's script did not arrive within the time limit. */
  | "SDK_LOAD_TIMEOUT"
  /** Klarna's SDK is there but lacks what we need, or answered in a form that nobody knows; or its script came, each time it was asked for, and left nothing behind. */
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
  /** A fault of this package: its WebAssembly trapped, `cause` is what it threw; please report it. */
  | "INTERNAL";

/**
 * Whose matter an error is.
 *
 * - `usage`: the shop's code or data has to change, or calls to come in another order.
 * - `customer`: the customer can go on in another way.
 * - `network`: something could not be fetched from, or sent to, a server; `retryable` says whether another try can help.
 * - `klarna`: Klarna's SDK failed.
 * - `internal`: a fault of this package.
 */
export type KlarnaErrorType = "usage" | "customer" | "network" | "klarna" | "internal";

/** Every failure of this package. Never holds a token, nor the value that was wrong. */
export interface KlarnaError extends Error {
  readonly name: "KlarnaError";
  readonly code: KlarnaErrorCode;
  readonly type: KlarnaErrorType;
  /** Anchor of the code's row in the docs' table of errors (`www/docs/errors.md`), such as `#order_invalid`. */
  readonly help: string;
  /** Where in the options, arguments or order data: `backend.url`, `order_lines[2].total_amount`. */
  readonly path?: string;
  /** HTTP status of the backend's last answer. */
  readonly status?: number;
  /** The JSON that the backend sent with that status. */
  readonly body?: unknown;
  /** Whether trying again can help. */
  readonly retryable?: boolean;
  /** Why WebAssembly cannot run, or is not there: a {@link Fallback} would. */
  readonly reason?: string;
  /** What Klarna's Web SDK says of its own error. */
  readonly klarna?: {
    readonly errorCode?: string;
    readonly errorId?: string;
    readonly errorType?: string;
  };
  /** What Klarna's SDK or the browser threw. */
  readonly cause?: unknown;
}

/** Whether a value is an error of this package; also true across frames and copies of the package. */
export function isKlarnaError(value: unknown): value is KlarnaError;

// --- shared options -------------------------------------------------------------------------------------------

/** Where Klarna's SDK comes from and how long loading may take. */
export interface SdkLoading {
  /** Another address than Klarna's, such as the sandbox's. Its host must be Klarna's, loopback, or in `allowedHosts`. */
  url?: string | undefined;
  /** Hosts beside Klarna's that the SDK may come from. */
  allowedHosts?: string[] | undefined;
  /** Content-Security-Policy nonce for the script tag. */
  nonce?: string | undefined;
  /** For a page with `require-trusted-types-for 'script'`: a policy, or the name of one that may be created. */
  trustedTypesPolicy?: string | { createScriptURL(url: string): unknown } | undefined;
  /** Time limit of one attempt. Default 15 000. */
  timeoutMs?: number | undefined;
  /** How often a failed attempt is repeated. Default 2. */
  retries?: number | undefined;
  /** Gives up waiting; the script stays for the next caller. */
  signal?: Browser<"AbortSignal"> | undefined;
}

/** What the function `Backend.body` is told. */
export interface TokenDelivery {
  /** Klarna Payments (v1): creates the order, once, within 60 minutes. */
  authorizationToken?: string;
  /** Klarna Payments (v1): the session that was authorized. */
  sessionId?: string;
  /** Klarna Payments (v1): the widget's category or instance id. */
  paymentMethodCategory?: string;
  /** Klarna Payments (v1), in `PaymentsBackend.cancel` alone: why the token is given back. */
  reason?: "disposed" | "second" | "replaced" | "failed";
  /** Klarna Web SDK (v2). */
  klarnaNetworkSessionToken?: string;
  /** Klarna Web SDK (v2). */
  paymentOptionId?: string;
  /**
   * Klarna Web SDK (v2), in `body` alone: which account acquires the payment, where Klarna's SDK says so at the click. It is
   * posted only if `body` passes it on.
   */
  acquiringConfig?: AcquiringConfig;
  /** Klarna Web SDK (v2): the shop's name of the purchase. */
  purchase?: string;
  /** Klarna Web SDK (v2): the idempotency key of the request before it, whose answer was lost and whose body was another. */
  replaces?: string;
  /** `Backend.context`. */
  context: Record<string, unknown>;
}

/**
 * The shop's endpoint that receives a token. It must be https, of the page's origin, or loopback, answer with JSON, and
 * not redirect. A request is repeated on network failure, 408, 409, 425, 429 and 5xx, once on a 401 where `headers` is a function,
 * always with the same `Idempotency-Key`.
 *
 * A refusal (any 4xx) with JSON `{ "placed": false }` is its word that there is no order of this token, nor will be: it is not
 * repeated. After an attempt that may have arrived, any other refusal leaves open whether there is one.
 */
export interface Backend {
  url: string;
  /** Default POST. */
  method?: "POST" | "PUT" | "PATCH" | undefined;
  /** Further headers. A function is asked for each attempt, and once more after a 401. */
  headers?:
    | Record<string, string>
    | (() => Record<string, string> | Promise<Record<string, string>>)
    | undefined;
  /** Default same-origin. */
  credentials?: "omit" | "same-origin" | "include" | undefined;
  /** Plain JSON merged into the body: cart id, order id … It cannot replace the token. */
  context?: Record<string, unknown> | undefined;
  /** Makes the whole body. */
  body?: ((delivery: TokenDelivery) => unknown) | undefined;
  /** Name of the header with the idempotency key, or false for none. Default `Idempotency-Key`. */
  idempotencyHeader?: string | false | undefined;
  /** Default 10 000. */
  attemptTimeoutMs?: number | undefined;
  /** Default 5. */
  maxAttempts?: number | undefined;
  /** All attempts and waits together. Default 60 000. */
  deadlineMs?: number | undefined;
}

/** What came of a delivery. `Body` is what the shop says that its backend answers: it is JSON, and not checked. */
export interface DeliveryResult<Body = unknown> {
  status: number;
  /** The backend's JSON; null for 204 and 205. Any other 2xx has to be JSON: an empty 200 is BACKEND_INVALID_RESPONSE. */
  body: Body;
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

/** A module that the page has compiled itself. */
type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Made } } }
  ? Made
  : never;

/** What {@link preload} is to fetch, and from where. */
export interface PreloadOptions {
  /**
   * Which of Klarna's SDKs the page will use. Klarna's script for it is then fetched as well, though not run. Without it the
   * entry for both loads the WebAssembly of both, and no script.
   */
  for?: "payments" | "web-sdk" | undefined;
  /** The WebAssembly, or where it is, if not within the JavaScript or beside it. */
  source?: ModuleSource | undefined;
  /** Where Klarna's script comes from: what the `load…` function will be given as `sdk`. */
  sdk?: SdkLoading | undefined;
  /** What runs where WebAssembly cannot; the entry for both SDKs needs `for` with it. */
  fallback?: Fallback | undefined;
}

/**
 * Brings the package as plain JavaScript, which is asked for only where WebAssembly cannot run: the browser has none (iOS's Lockdown
 * Mode), the page's policy forbids it, or its chunk or file is not there. The log then has an entry `fallback` with the `reason`.
 * `() => import("klarna-payments-wasm/payments/compat")`, or `…/web-sdk/compat`: written in the shop's own code, so that its
 * bundler makes a file of it that no other page downloads. Without it such a page gets WASM_LOAD_FAILED.
 */
export type Fallback = () => Promise<{
  /** The build of the package that it is of: no other is run. */
  readonly build: string;
}>;

/** WebAssembly of the package, or where it is. */
type ModuleSource =
  | string
  | Browser<"URL">
  | Browser<"Response">
  | ArrayBuffer
  | ArrayBufferView
  | WasmModule;

/**
 * Fetches and compiles the WebAssembly ahead of the first call, optionally from an address of the shop's own. It has to be of
 * the same build as the JavaScript, and tells itself for which SDK it is. Rejects with INVALID_ARGUMENT for what is no source,
 * and with WASM_LOAD_FAILED, also when it has not come after 30 s: a request of the package's own is ended then. After any
 * failure the next call loads anew, from its own source or from beside the JavaScript; where the page's policy or the browser
 * has no WebAssembly, `retryable` is false, unless there is a `fallback` to run in its place.
 */
export function preload(given?: PreloadOptions | ModuleSource): Promise<void>;

// --- Klarna Payments (v1) -------------------------------------------------------------------------------------

/** The endpoint for tokens of Klarna Payments (v1). */
export interface PaymentsBackend extends Backend {
  /**
   * Where a token goes that no object of its session is left for, or that came beside another one:
   * `{ authorization_token, session_id, reason, …context }`, delivered by the same rules. The server can then cancel the
   * authorization (Klarna: `DELETE /payments/v1/authorizations/{authorization_token}`). Without it, or where it
   * does not take the token, the log says `authorization_left_open`. `reason` is "disposed", "second", "replaced" or "failed".
   */
  cancel?: Backend | string | undefined;
}

/** Options of {@link loadKlarnaPayments}. */
export interface KlarnaPaymentsOptions {
  /** `client_token` of the session that the shop's backend created. */
  clientToken: string;
  /**
   * Default "klarna"; on a later page, where no instance is named either, what the session was authorized with. `null` or an empty
   * text: none, so that Klarna's script shows those of the session.
   */
  paymentMethodCategory?: string | null | undefined;
  /** Several categories in one widget; needs `instanceId`. */
  paymentMethodCategories?: string[] | undefined;
  /** Letters, digits, `_` and `-`. Names a widget where a category is shown more than once. */
  instanceId?: string | undefined;
  /** The method that the widget preselects. */
  preferredPaymentMethod?: string | undefined;
  /**
   * Receives `{ authorization_token, session_id, …context }`, with an `Idempotency-Key` that stays the same when the request
   * is repeated. Without it the outcome carries the token.
   */
  backend?: PaymentsBackend | string | undefined;
  sdk?: SdkLoading | undefined;
  fallback?: Fallback | undefined;
  /** How long `load` may take. Default 35 000 (Klarna's SDK itself answers after 30 000). */
  loadTimeoutMs?: number | undefined;
  /**
   * What becomes of order data that Klarna would refuse. "refuse" (default): ORDER_INVALID before Klarna is asked. "warn": it
   * goes to Klarna, and an entry `order` of the log has `path`, `message` and, of a sum, `found` and `expected`. "off":
   * nothing is checked. Doubts that no source decides are in the log in any case, with `klarnaRefuses: false`.
   */
  orderCheck?: "refuse" | "warn" | "off" | undefined;
  log?: ((entry: LogEntry) => void) | undefined;
}

/** One of Klarna's words, or one that it may add. */
type Open<Words extends string> = Words | (string & Record<never, never>);

/** A part of an order that has a form of its own in Klarna's API, open for what is new. */
type Part<Known> = Known | (Known & Record<string, unknown>);

/**
 * What of an order is checked (`ORDER_INVALID`), by the OpenAPI description of Klarna Payments and Klarna's page on tax. An
 * interface of your own that has these will do. Amounts are whole numbers in minor units; one that is whole but for the noise
 * of floating-point arithmetic (19.99 × 100) is rounded, and the log says so. Absent members may be `null` or an empty text. The
 * data is what `JSON.stringify` makes of it, without the getters of a class: one in the place of a member that is checked, and of
 * its name (`order_amount`; not those of one word, such as `locale`), is INVALID_ARGUMENT unless it has nothing.
 * Names and addresses are not checked: Klarna asks the customer for them again (`correction_required`).
 */
export interface KnownOrder {
  /** Two letters. */
  purchase_country?: string | null | undefined;
  /** Three letters. */
  purchase_currency?: string | null | undefined;
  /** Two letters, or pairs of letters such as `sv-SE`. */
  locale?: string | null | undefined;
  /** With tax. */
  order_amount?: number | null | undefined;
  order_tax_amount?: number | null | undefined;
  order_lines?: readonly (OrderLine | KnownOrderLine)[] | null | undefined;
  billing_address?: Part<KnownAddress> | null | undefined;
  /** Default: the billing address. */
  shipping_address?: Part<KnownAddress> | null | undefined;
  customer?: Part<KnownCustomer> | null | undefined;
  /** Default `buy`. */
  intent?:
    | Open<"buy" | "tokenize" | "buy_and_tokenize" | "buy_and_default_tokenize" | "buy_and_link">
    | null
    | undefined;
}

/** An address in the form of Klarna's session. */
export interface KnownAddress {
  given_name?: string | null | undefined;
  family_name?: string | null | undefined;
  email?: string | null | undefined;
  title?: string | null | undefined;
  street_address?: string | null | undefined;
  street_address2?: string | null | undefined;
  postal_code?: string | null | undefined;
  city?: string | null | undefined;
  region?: string | null | undefined;
  phone?: string | null | undefined;
  /** Two letters. */
  country?: string | null | undefined;
  /** Of a company. */
  organization_name?: string | null | undefined;
  attention?: string | null | undefined;
}

/** The customer in the form of Klarna's session. */
export interface KnownCustomer {
  /** `YYYY-MM-DD`. */
  date_of_birth?: string | null | undefined;
  /** Default `person`. */
  type?: Open<"person" | "organization"> | null | undefined;
  gender?: Open<"male" | "female"> | null | undefined;
  title?: string | null | undefined;
  national_identification_number?: string | null | undefined;
  organization_registration_id?: string | null | undefined;
  organization_entity_type?: string | null | undefined;
  vat_id?: string | null | undefined;
}

/** What a line of a subscription repeats. */
export interface KnownSubscription {
  name?: string | undefined;
  interval?: Open<"DAY" | "WEEK" | "MONTH" | "YEAR"> | undefined;
  /** How many intervals from one payment to the next. */
  interval_count?: number | undefined;
}

/**
 * One line: `name` (1 to 255 characters), `quantity`, `unit_price` and `total_amount` are needed. `total_amount` is
 * `quantity × unit_price − total_discount_amount`, give or take `quantity` minor units; `total_tax_amount` is the tax that it
 * contains at `tax_rate`, give or take 1. Of the order, `order_amount` is the sum of the totals, and `order_tax_amount` that of
 * the taxes, give or take the number of items. A quantity of 0 is allowed.
 */
export interface KnownOrderLine {
  /** Default `physical`. */
  type?:
    | Open<
        | "physical"
        | "digital"
        | "discount"
        | "shipping_fee"
        | "sales_tax"
        | "gift_card"
        | "store_credit"
        | "surcharge"
      >
    | null
    | undefined;
  reference?: string | null | undefined;
  name?: string | undefined;
  quantity?: number | undefined;
  unit_price?: number | undefined;
  total_amount?: number | undefined;
  total_discount_amount?: number | null | undefined;
  /** Two implied decimals: 2500 is 25 %. */
  tax_rate?: number | null | undefined;
  total_tax_amount?: number | null | undefined;
  /** Such as `pcs` or `kg`. */
  quantity_unit?: string | null | undefined;
  image_url?: string | null | undefined;
  product_url?: string | null | undefined;
  subscription?: Part<KnownSubscription> | null | undefined;
}

/** An order line in the form of Klarna's session; what is not checked is passed on as it is. */
export interface OrderLine extends KnownOrderLine {
  [key: string]: unknown;
}

/** Order data in the form of Klarna's session; what is not checked is passed on as it is. */
export interface OrderData extends KnownOrder {
  [key: string]: unknown;
}

/** What came of `load`. */
export type LoadOutcome =
  | { status: "shown" }
  /** The widget is shown; fields such as `billing_address.email` have to be corrected. */
  | { status: "correction_required"; invalidFields: string[] }
  /** Klarna is not on offer for this purchase: hide it. */
  | { status: "unavailable" };

/** Approved, where a backend is configured: it has the token. */
export interface Delivered<Body = unknown> {
  status: "approved";
  delivery: DeliveryResult<Body>;
  authorizationToken?: never;
}

/** Approved, where no backend is configured. */
export interface Authorized {
  status: "approved";
  /** Creates the order, once, within 60 minutes. */
  authorizationToken: string;
  delivery?: never;
}

/** What came of `authorize`, `reauthorize` or `finalize`. */
export type AuthorizationOutcome<Approved = Delivered | Authorized> =
  | Approved
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
  /** The session is there, no widget is shown. */
  | "ready"
  /** The widget is being loaded. */
  | "loading"
  /** The widget is shown. */
  | "loaded"
  /** `authorize` waits for the customer. */
  | "authorizing"
  /** `reauthorize` waits for Klarna. */
  | "reauthorizing"
  /** The customer agreed; `finalize` has to follow. */
  | "finalize_required"
  /** `finalize` waits for the customer. */
  | "finalizing"
  /** Klarna approved, and the shop has the token: there is no backend. */
  | "approved"
  /** The token is on its way to the backend. */
  | "delivering"
  /** The backend has the token. */
  | "delivered"
  /** The backend does not have the token, or it is not known whether it has: `deliver()` sends it again. */
  | "undelivered"
  /** Klarna declined; `load` offers it anew. */
  | "declined"
  /** A newer session took over the page. */
  | "superseded"
  /** The object was disposed of. */
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
  /**
   * For 15 seconds after a call, or after Klarna's overlay was hidden, Klarna has shown no sign of life (the connection may be
   * lost). The call goes on; another one of the same kind may take its place, and rejects it with ABORTED.
   */
  stalled: { call: "authorize" | "reauthorize" | "finalize" };
}

/** What a call of {@link KlarnaPayments} may be given. */
export interface CallParameters {
  order?: OrderData | KnownOrder | undefined;
  /** `false` announces a later `finalize()`. */
  autoFinalize?: boolean | undefined;
  /**
   * Gives up waiting (ABORTED). Klarna goes on: a token that comes later is the result of the next call. No other `authorize`
   * may start until Klarna has answered or the widget was loaded again. Another `reauthorize` or `finalize` may, and is at Klarna
   * beside the first: of two tokens the first is delivered, the other goes to `backend.cancel`.
   */
  signal?: Browser<"AbortSignal"> | undefined;
  /**
   * Gives up waiting after so many milliseconds (SDK_TIMEOUT), as `signal` does: load the widget again before the next
   * `authorize`. Without it there is no limit: customers may take minutes.
   */
  timeoutMs?: number | undefined;
}

/**
 * One purchase of one session. One call runs at a time; each reaches Klarna's SDK before it returns. Only while a widget that was
 * moved, or that a `finalize` or `reauthorize` has taken, is loaded again by itself, a call waits for that.
 */
export interface KlarnaPayments<Approved extends Delivered | Authorized = Delivered | Authorized>
  extends Using {
  readonly state: PaymentsState;
  /**
   * Shows the widget, or refreshes it after a change of cart or address; calls during a load are put together. A widget that is
   * moved within the page is loaded again by itself.
   * Rejects: INVALID_CONTAINER, ORDER_INVALID, IN_PROGRESS, SUPERSEDED, DISPOSED, SDK_TIMEOUT, SDK_ERROR, WIDGET_REMOVED …
   */
  load(container: Container, data?: OrderData | KnownOrder): Promise<LoadOutcome>;
  /** Shows Klarna's summary of the chosen method on a review page. */
  loadPaymentReview(container: Container): Promise<LoadOutcome>;
  /**
   * Asks the customer. Call it in the click's own task. `autoFinalize: false` announces a later `finalize()`. An option by
   * another name is INVALID_ARGUMENT (`path` is the name): were Klarna's own `auto_finalize: false` ignored, the purchase
   * would be authorized before Buy.
   *
   * Where Klarna gave a token after the caller before was gone, it answers with that, and does not ask the customer again.
   */
  authorize(
    parameters?: CallParameters,
    data?: OrderData | KnownOrder,
  ): Promise<AuthorizationOutcome<Approved>>;
  /**
   * Authorizes again after the order changed; needs no widget. Takes order data, or parameters: an object with one of their
   * names, or what has order data beside it.
   */
  reauthorize(
    parameters?: CallParameters | OrderData | KnownOrder,
    data?: OrderData | KnownOrder,
  ): Promise<AuthorizationOutcome<Approved>>;
  /**
   * Completes the purchase at the Buy button, on this page or a later one; needs no widget. Takes order data, or parameters, as
   * {@link KlarnaPayments.reauthorize} does.
   *
   * Rejects with INVALID_STATE where nothing waits for it, as far as this page and the tab's `sessionStorage` (key
   * `klarna-payments-wasm`) know: the session gave its token already, or its `authorize` was declined; the token is still here (`state` is
   * `undelivered`: `deliver()`); or another session or category was authorized than this object's (authorize again). With
   * nothing stored it goes to Klarna, which knows, and may ask the customer; also after a `finalize` that was `declined`, which
   * the customer may only have closed.
   */
  finalize(
    parameters?: CallParameters | OrderData | KnownOrder,
    data?: OrderData | KnownOrder,
  ): Promise<AuthorizationOutcome<Approved>>;
  /**
   * In state `undelivered`, or where a token of another object of this session may have arrived: sends it again under the same
   * idempotency key.
   */
  deliver(): Promise<DeliveryResult<Approved extends Delivered<infer Body> ? Body : unknown>>;
  /**
   * In the same cases: what the shop has learnt from its server. There is an order (`delivered`), or none: the purchase is
   * open again, or `delivered` if that was a change of its order. Throws INVALID_STATE, IN_PROGRESS or DISPOSED.
   */
  settle(options: { placed: boolean }): void;
  /** Adds a handler; the returned function removes it. A handler that throws is reported and harms no other. */
  on<Name extends keyof PaymentsEvents>(
    event: Name,
    handler: (payload: PaymentsEvents[Name]) => void,
  ): () => void;
  /**
   * Ends everything: pending calls reject with DISPOSED, the widget and all listeners go. A token that may have arrived at the
   * backend stays: the session's next object with a backend is `undelivered`, and its `deliver()` or `settle()` goes on with it.
   */
  dispose(): void;
}

/**
 * Loads Klarna's SDK (one script tag per page) and starts the session. Call it when the payment page opens, not in a
 * click handler. A newer session takes the page over: objects of an older one answer SUPERSEDED from then on.
 *
 * Rejects: INVALID_ARGUMENT, INVALID_CLIENT_TOKEN, INSECURE_ENDPOINT, WASM_LOAD_FAILED, SDK_LOAD_FAILED,
 * SDK_LOAD_TIMEOUT, SDK_INCOMPATIBLE, ABORTED, INVALID_STATE (on a server).
 */
export function loadKlarnaPayments<Body = unknown>(
  options: KlarnaPaymentsOptions & { backend: Backend | string },
): Promise<KlarnaPayments<Delivered<Body>>>;
export function loadKlarnaPayments(
  options: KlarnaPaymentsOptions & { backend?: undefined },
): Promise<KlarnaPayments<Authorized>>;
export function loadKlarnaPayments(options: KlarnaPaymentsOptions): Promise<KlarnaPayments>;

// --- Klarna Web SDK (v2) --------------------------------------------------------------------------------------

/** What the customer is about to do; the first one words the button. */
export type Intent = "PAY" | "SUBSCRIBE" | "SIGNUP" | "SIGNIN" | "DONATE" | "ADD_TO_WALLET";

/**
 * How the purchase journey is launched when the backend answers STEP_UP_REQUIRED.
 *
 * - `DEVICE_BEST` (Klarna's default): mobile redirects; desktop opens a pop-up if possible, else redirects.
 * - `ON_PAGE`: a pop-up if possible, else a full-screen frame; the customer never leaves the page.
 * - `REDIRECT`: leaves the page; the server has to give Klarna a `return_url`.
 * - `POPUP`: a pop-up and nothing else.
 */
export type InitiationMode = "DEVICE_BEST" | "ON_PAGE" | "REDIRECT" | "POPUP";

/** Which account acquires the payment. */
export type AcquiringConfig =
  | { paymentAccountId: string }
  | { paymentAccountReference: string; paymentAcquiringAccountId: string };

/**
 * The shop's endpoint that `confirm` asks with GET. It answers 200 with JSON
 * `{ status: "pending" | "approved" | "declined" | "expired", … }`, all of which becomes `Confirmation.body`. Without `status`,
 * Klarna's own words are understood: the `state` of a payment request (`COMPLETED` is pending: the server has yet to authorize),
 * or the `result` of an authorization.
 *
 * It is asked again after 0.5 to 8 seconds while it answers `pending`, and after a lost connection, 408, 425, 429 and 5xx,
 * where `Retry-After` is obeyed; at once, but only once, on a 401 where `headers` is a function. Any other answer ends `confirm`
 * with an error: a payment request that the server does not know yet is `pending`, not 404.
 */
export interface StatusBackend {
  /** The payment request id replaces `{paymentRequestId}`; without the placeholder it is added as a query parameter. */
  url: string;
  headers?:
    | Record<string, string>
    | (() => Record<string, string> | Promise<Record<string, string>>)
    | undefined;
  /** Default same-origin. */
  credentials?: "omit" | "same-origin" | "include" | undefined;
  /** Default 10 000. */
  attemptTimeoutMs?: number | undefined;
}

/** Options of {@link loadKlarnaWebSdk}. Equal configurations share one instance of Klarna's SDK. */
export interface KlarnaWebSdkOptions {
  /** Client identifier from Klarna's portal; it also tells test from live. */
  clientId: string;
  /** Language tag, such as `en-GB`. */
  locale?: string | undefined;
  partnerAccountId?: string | undefined;
  /** Obtained by the server; resumes a customer's session. */
  sdkToken?: string | undefined;
  /** What of the SDK is loaded. Has to include PAYMENT. */
  products?: ("PAYMENT" | "CUSTOMER" | "IDENTITY" | "MESSAGING")[] | undefined;
  acquiringConfig?: AcquiringConfig | undefined;
  backend: {
    /**
     * Receives `{ klarnaNetworkSessionToken, paymentOptionId, purchase?, replaces?, …context }` once per click, with an
     * `Idempotency-Key`. After a click whose answer was lost the next one of the same purchase comes under the same key if its
     * body is the same, and else under a new key with `replaces`, the key of the one before: the server has to find out what
     * became of that one first, so that nothing is paid twice. It answers
     * `{ result: "APPROVED" | "STEP_UP_REQUIRED" | "DECLINED", paymentRequestUrl?, paymentRequestId?, returnUrl?, reason? }`,
     * in camel or snake case, or with Klarna's Payment Authorize response as it is.
     */
    authorize: Backend | string;
    /** What `confirm` asks. */
    status?: StatusBackend | string | undefined;
  };
  /**
   * Where an approved customer goes if the backend's answer does not say, as Klarna's own does not: without either, Klarna's
   * SDK cannot be told where to go, and the page has to show the approval. https, of the page's origin, or loopback.
   */
  returnUrl?: string | undefined;
  /** The shop's name of the purchase, unless a presentation or a click has another: see {@link PresentationOptions.purchase}. */
  purchase?: string | undefined;
  /** Where a declined customer goes. Without it Klarna's SDK is given an error, and the page shows the `outcome`. */
  declineUrl?: string | undefined;
  /** Tokens that `stateContext` may hold. Without it there are none: finalizing is the server's work. */
  expose?: ("klarnaNetworkSessionToken" | "paymentToken")[] | undefined;
  /** `nonce` has no meaning here: the SDK is a module, which the page's policy allows by its host or by `strict-dynamic`. */
  sdk?: SdkLoading | undefined;
  fallback?: Fallback | undefined;
  log?: ((entry: LogEntry) => void) | undefined;
}

/** A payment request. States and reasons that are not known yet pass through. */
export interface PaymentRequest {
  paymentRequestId?: string;
  /** `APPROVED` is ours: `initiate()` ended without a journey, hence without a payment request. */
  state?:
    | "SUBMITTED"
    | "IN_PROGRESS"
    | "COMPLETED"
    | "EXPIRED"
    | "CANCELED"
    | "DECLINED"
    | "APPROVED"
    | (string & Record<never, never>);
  previousState?: string;
  stateReason?:
    | "PARTNER_CANCELED"
    | "PURCHASE_FLOW_ABORTED"
    | "TECHNICAL_ERROR"
    | (string & Record<never, never>);
  /**
   * Without tokens, unless `expose` names them. The payment request's URL in it is Klarna's and may carry an access token of
   * Klarna's: keep it out of logs.
   */
  stateContext?: Record<string, unknown> & {
    klarnaNetworkSessionToken?: string;
    paymentToken?: string;
  };
  paymentRequestReference?: string;
  /** Minor units. */
  amount?: number;
  currency?: string;
}

/** What the backend made of a click. Comes before Klarna's SDK is told. */
export interface PaymentOutcome<Body = unknown> {
  result: "APPROVED" | "STEP_UP_REQUIRED" | "DECLINED";
  paymentRequestId?: string;
  paymentTransactionId?: string;
  /** Left out unless it is safe to go there. */
  returnUrl?: string;
  reason?: string;
  /** The backend's answer as it is. */
  body: Body;
}

/**
 * How a click ended, in one event: told once per click, after the event that says the same in more detail (`outcome`,
 * `complete`, `abort`, `error`); and on the page that a redirect comes back to, for the click of the page before.
 */
export interface ClickEnd {
  /**
   * - `approved`: the backend approved without a journey.
   * - `completed`: the customer accepted; the server has the last word, ask it with `confirm`.
   * - `dismissed`: the customer stopped, or the click was left behind before the backend was asked. Klarna stays; they may try again.
   * - `declined`: by the backend or during the journey. Offer other methods.
   * - `failed`: see `error`.
   * - `pending`: it was left behind (by a newer click, the Back button, `dispose()`) while the backend was being asked or the
   *   customer was on the journey: only the server knows what becomes of it.
   */
  status: "approved" | "completed" | "dismissed" | "declined" | "failed" | "pending";
  paymentRequestId?: string;
  /** Why, if the backend or Klarna said so (`reason`, `stateReason`). */
  reason?: string;
  /** What failed, with `failed`. */
  error?: KlarnaError;
}

/** What the shop's server says of a payment. `pending` after the time limit: it has not decided yet. */
export interface Confirmation<Body = unknown> {
  /** `expired` is said of a canceled payment request, too. */
  status: "pending" | "approved" | "declined" | "expired";
  /** The server's last answer. */
  body: Body;
}

/**
 * Where a purchase stands. After `completed` it is `ready` again once `confirm` says `declined` or `expired` of the current payment
 * request: the customer may click anew.
 */
export type WebSdkState =
  /** The customer may click. */
  | "ready"
  /** `initiate()` was called; Klarna's SDK has not asked for the payment yet. */
  | "initiating"
  /** The backend is being asked. */
  | "authorizing"
  /** The customer is at Klarna. */
  | "in_journey"
  /** The backend approved without a journey. */
  | "approved"
  /** The customer accepted; the shop's server has the last word. */
  | "completed"
  /** The customer left Klarna, and may click anew. */
  | "aborted"
  /** The backend or Klarna declined. */
  | "declined"
  /** Klarna's SDK or the backend failed; the customer may click anew. */
  | "failed"
  /** The object was disposed of. */
  | "disposed";

/** Events of {@link KlarnaWebSdk} and their payloads. */
export interface WebSdkEvents<Body = unknown> {
  /**
   * The customer accepted; told once per payment request and state, also after a redirect, to handlers that are added
   * before anything is mounted. The server has the last word: `confirm`. A handler that gives `false`, or a promise of
   * it, keeps the customer on the page. While a click runs, another payment request than its own that was accepted (an
   * earlier try, or one of a page before) is told too, once: it ends no click, marks the purchase that it was for
   * as paid, and the handlers' answer does not count, since the customer stays with the click that runs.
   */
  complete: PaymentRequest;
  /** The customer stopped, or Klarna declined during the journey (`state: "DECLINED"`; the object's state is then `declined`). */
  abort: PaymentRequest;
  /** Klarna's SDK or the backend failed. A decline is no error but an `outcome`. Without a handler it is reported to the page. */
  error: { error: KlarnaError; paymentRequest?: PaymentRequest };
  presentationupdate: {
    instruction: Presentation["instruction"];
    degraded: boolean;
    hasSavedOption: boolean;
  };
  outcome: PaymentOutcome<Body>;
  end: ClickEnd;
  statechange: { state: WebSdkState; previous: WebSdkState };
  /** The handler's answer goes to Klarna: new amounts and options, or a reason to reject the address. */
  shippingaddresschange: { paymentRequest: PaymentRequest; address: Record<string, unknown> };
  /** The handler's answer goes to Klarna: new amounts, or a reason to reject the option. */
  shippingoptionselect: {
    paymentRequest: PaymentRequest;
    shippingOption: { shippingOptionReference?: string };
  };
  /** Only for accounts that Klarna opened it to. */
  redirect: { redirectUrl?: string };
  /** Only for accounts that Klarna opened it to. */
  overlayopen: Record<string, unknown>;
  /** Only for accounts that Klarna opened it to. */
  overlayclose: Record<string, unknown>;
}

/** What a handler may answer, by event. */
export interface WebSdkAnswers {
  // biome-ignore lint/suspicious/noConfusingVoidType: a handler without a return statement is one that answers nothing
  complete: boolean | void | Promise<boolean | void>;
  shippingaddresschange: unknown;
  shippingoptionselect: unknown;
  redirect: unknown;
}

/** How the presentation is asked for. */
export interface PresentationOptions {
  /** Minor units. Left out only for `ADD_TO_WALLET`. */
  amount?: number | undefined;
  /** Three capital letters. */
  currency: string;
  locale?: string | undefined;
  intents?: Intent[] | undefined;
  /** With `SUBSCRIBE`: how often the customer pays, namely once in `subscriptionBillingIntervalFrequency` of these. */
  subscriptionBillingInterval?: "DAY" | "WEEK" | "MONTH" | "YEAR" | undefined;
  subscriptionBillingIntervalFrequency?: number | undefined;
  /**
   * The shop's name of what is being paid: its order number, or the version of its cart. It is posted as `purchase`, and Klarna
   * never sees it. While the answer to a click of that name is in doubt, the next click of the name is the same request if its
   * body is the same, or says what it `replaces`; a click of another name has nothing to do with it. What is paid under a name
   * is not paid again: INVALID_STATE. Without a name what is in doubt may be any purchase, which the log says (`warning`).
   */
  purchase?: string | undefined;
}

/** Options of {@link Presentation.mount}. */
export interface PartOptions {
  /** Which way to pay it belongs to. Default "default". */
  option?: "default" | "saved" | undefined;
  /** The form of an icon. */
  shape?: "default" | "badge" | "rectangle" | "square" | undefined;
  /** Which subheader, where the release has two. */
  variant?: "short" | "enriched" | undefined;
}

/** Options of {@link Presentation.mountButton}. What is left out, Klarna decides. */
export interface PaymentButtonOptions {
  /** Which way to pay it pays with. Default "default". */
  option?: "default" | "saved" | undefined;
  id?: string | undefined;
  initiationMode?: InitiationMode | undefined;
  intents?: Intent[] | undefined;
  disabled?: boolean | undefined;
  loading?: boolean | undefined;
  locale?: string | undefined;
  shape?: "default" | "pill" | "rect" | undefined;
  theme?: "default" | "light" | "dark" | "outlined" | undefined;
  /** Only for accounts that Klarna opened it to, and with an overlay of the shop's own. */
  hideOverlay?: boolean | undefined;
}

/** Options of {@link KlarnaWebSdk.initiate}. */
export interface InitiateOptions {
  /** Which way to pay of the newest presentation. Default "default". */
  option?: "default" | "saved" | undefined;
  /** The shop's name of the purchase, instead of the presentation's: see {@link PresentationOptions.purchase}. */
  purchase?: string | undefined;
  initiationMode?: InitiationMode | undefined;
  /** Only for accounts that Klarna opened it to, and with an overlay of the shop's own. */
  hideOverlay?: boolean | undefined;
}

/** Something of Klarna's in a container. */
export interface MountedElement extends Using {
  /** Whether anything is shown: a part that this release of the SDK does not have is left out. */
  readonly shown: boolean;
  /** Takes it out; as often as one likes. */
  unmount(): void;
}

/** Klarna's payment button. While the backend is asked it shows that it is busy, and its container is `aria-busy`. */
export interface PaymentButton extends MountedElement {
  setDisabled(disabled: boolean): void;
  setLoading(loading: boolean): void;
}

/** How Klarna wants to be shown. The texts, logos and layout are Klarna's: mount the parts. */
export interface Presentation {
  /** As one of the methods, first and selected, alone, or not at all. One that nobody knows yet reads as SHOW_KLARNA. */
  readonly instruction: "SHOW_KLARNA" | "PRESELECT_KLARNA" | "SHOW_ONLY_KLARNA" | "HIDE_KLARNA";
  /** The SDK made it up because Klarna refused to give one: paying with it will probably fail. */
  readonly degraded: boolean;
  /** Whether there is a way to pay that the customer used before: mount its parts with `{ option: "saved" }`. */
  readonly hasSavedOption: boolean;
  /** Shows a part. The same part in the same container replaces the one before. */
  mount(
    part: "header" | "subheader" | "icon" | "badge" | "message" | "terms",
    container: Container,
    options?: PartOptions,
  ): MountedElement;
  /** Shows the payment button. Do it once Klarna is selected, and after the handlers were added. */
  mountButton(container: Container, options?: PaymentButtonOptions): PaymentButton;
  /** Asks again for what has changed, such as the amount, and shows what is mounted anew in its place. */
  refresh(changes: Partial<PresentationOptions>): Promise<void>;
}

/**
 * Klarna's Web SDK with the shop's backend behind it. The types are what the shop says that `backend.authorize` and
 * `backend.status` answer: JSON, which is not checked.
 */
export interface KlarnaWebSdk<Body = unknown, Status = unknown> extends Using {
  readonly state: WebSdkState;
  /**
   * Asks Klarna how it wants to be shown. Called after a purchase was approved or completed, it begins another one;
   * until then, and while it has the `purchase` of the one that is paid, clicks are refused with INVALID_STATE. An `initiate()`
   * that waits for Klarna or for the end of the journey ends with ABORTED; the end of the journey is told by the events.
   */
  presentation(options: PresentationOptions): Promise<Presentation>;
  /**
   * Begins a payment from a button of the shop's own. Call it in the click's own task: it reaches Klarna's SDK before it
   * returns. Settles when the customer accepted or stopped, when the backend approved or declined without a journey, or
   * rejects with what failed. While the backend is asked, its answer goes before what Klarna's SDK reports. Rejects with
   * IN_PROGRESS while another click is being worked on, with ABORTED once another click or presentation takes its place.
   */
  initiate(options?: InitiateOptions): Promise<PaymentRequest>;
  /** Adds a handler; the returned function removes it. A handler that throws is reported and harms no other. */
  on<Name extends keyof WebSdkEvents<Body>>(
    event: Name,
    handler: (
      payload: WebSdkEvents<Body>[Name],
    ) => Name extends keyof WebSdkAnswers ? WebSdkAnswers[Name] : void,
  ): () => void;
  /** Reads a payment request in the browser. */
  fetch(paymentRequestId: string): Promise<PaymentRequest>;
  /** Cancels a payment request that is not completed. */
  cancel(paymentRequestId: string): Promise<PaymentRequest>;
  /**
   * Asks `backend.status` until the shop's server has decided; after `timeoutMs` (120 000) the answer is `pending`.
   * Never asks Klarna: a webhook tells the server, not the page. Where the backend approved at once there is no payment request,
   * and nothing to confirm.
   */
  confirm(
    paymentRequestId: string,
    options?: { signal?: Browser<"AbortSignal"> | undefined; timeoutMs?: number | undefined },
  ): Promise<Confirmation<Status>>;
  /**
   * Says what the shop has learnt from its server about a click whose answer was lost: `placed: true` makes the purchase
   * `approved`, `placed: false` lets the customer click anew, under a new key. Rejects nothing and asks nobody.
   * Throws: INVALID_ARGUMENT, DISPOSED, IN_PROGRESS while the backend is being asked.
   */
  settle(options: { placed: boolean }): void;
  /** Ends everything: what was mounted is taken out, handlers go, waiting calls reject with DISPOSED. */
  dispose(): void;
}

/**
 * Loads Klarna's Web SDK by a dynamic import from Klarna and makes an instance of it. Call it when the page opens.
 *
 * Rejects: INVALID_ARGUMENT, INSECURE_ENDPOINT, WASM_LOAD_FAILED, SDK_LOAD_FAILED, SDK_LOAD_TIMEOUT, SDK_TIMEOUT,
 * SDK_INCOMPATIBLE, SDK_ERROR, ABORTED, INVALID_STATE (on a server).
 */
export function loadKlarnaWebSdk<Body = unknown, Status = unknown>(
  options: KlarnaWebSdkOptions,
): Promise<KlarnaWebSdk<Body, Status>>;
