/** What the bindings to React, Vue and the platform's elements have in common. */

import type {
  AuthorizationOutcome,
  InitiateOptions,
  KlarnaError,
  KlarnaPaymentsOptions,
  KlarnaWebSdkOptions,
  KnownOrder,
  loadKlarnaPayments,
  loadKlarnaWebSdk,
  OrderData,
  PaymentButtonOptions,
  PaymentRequest,
  PresentationOptions,
} from "../index.js";

/**
 * What the customer is told. There are texts in Danish, Dutch, English, Finnish, French, German, Italian, Norwegian, Polish,
 * Spanish and Swedish; another language gets the English ones.
 */
export interface Messages {
  /** Klarna is not on offer for this purchase. */
  unavailable: string;
  /** Klarna needs other details: `invalidFields` of the outcome names them. */
  correction_required: string;
  /** The customer closed Klarna. */
  dismissed: string;
  declined: string;
  /** Something failed that is no answer of Klarna's. */
  failed: string;
  /** The backend has not confirmed the token: another click sends it again. */
  undelivered: string;
  /** The shop's server has not decided yet. */
  pending: string;
  approved: string;
}

/**
 * What a checkout takes besides the options of the function that loads the SDK. Those of a session are read when it begins: another
 * `backend`, compared as JSON, begins it anew; a function in it stays that of the beginning, and should read what may change. With
 * the Web SDK not while a click goes on, nor before the shop's server has told of a purchase that the customer has accepted: it is
 * asked with the newest headers of `backend.status`.
 */
export interface CheckoutOptions<Outcome> {
  /** Language tag of the messages, such as `sv-SE`. Default: that of the order, else of the page. */
  locale?: string | undefined;
  /** Texts of the shop's own in place of those of the package. */
  messages?: Partial<Messages> | undefined;
  /**
   * Called once for each outcome, also when the checkout was unmounted meanwhile: the handler that came with what was paid, if
   * another session or purchase is wanted by now.
   */
  onOutcome?: ((outcome: Outcome) => void) | undefined;
  /** Called once for each failure, as `onOutcome` is; also for a click that is refused since the purchase is paid. */
  onError?: ((error: KlarnaError) => void) | undefined;
}

/** Options of a checkout with Klarna Payments (v1). */
export interface PaymentsCheckoutOptions
  extends Omit<KlarnaPaymentsOptions, "clientToken">,
    CheckoutOptions<AuthorizationOutcome> {
  /**
   * `client_token` of the session, or a function that asks the shop's server for it. The function is called once per `cart`,
   * however often the checkout is mounted, and again after the session was spent. Another token is another session.
   */
  clientToken: string | (() => string | Promise<string>);
  /** Names the cart that the session is for. Needed where `clientToken` is a function. */
  cart?: string | undefined;
  /** Goes to Klarna with every call; when it changes, the widget is loaded again, half a second after the last change. */
  order?: OrderData | KnownOrder | undefined;
  /** `false` announces a later `finalize()`. */
  autoFinalize?: boolean | undefined;
  /** In place of that of `klarna-payments-wasm/payments`: of the whole package, or of a test. */
  load?: typeof loadKlarnaPayments | undefined;
}

/** Where a checkout with Klarna Payments stands. */
export interface PaymentsView {
  /**
   * `ready`: the customer may buy, also anew after 15 seconds in which Klarna was silent about a call; `busy`: a call runs;
   * `failed`: it could not begin, or the shop's server knows its session as another cart's (422 `order_mismatch`); `retry()` begins
   * again. After `declined` and `unavailable` other methods are for the customer, until the order changes.
   */
  readonly status:
    | "loading"
    | "ready"
    | "busy"
    | "approved"
    | "declined"
    | "unavailable"
    | "failed";
  /** For the customer, in the language of `locale`; empty where there is nothing to say. */
  readonly message: string;
  /** What came of the last call. */
  readonly outcome: AuthorizationOutcome | undefined;
  /** What failed last. */
  readonly error: KlarnaError | undefined;
}

/** What a shop may ask of it. Nothing here rejects: what failed is in `error`. */
export interface PaymentsActions {
  /**
   * For the Buy button's click, in its own task: authorizes; on a page without a widget, or after `finalize_required`, finalizes;
   * sends a token again that was not delivered, unless the backend plainly refused it and there is a widget to authorize anew.
   */
  buy(): Promise<AuthorizationOutcome | undefined>;
  authorize(): Promise<AuthorizationOutcome | undefined>;
  finalize(): Promise<AuthorizationOutcome | undefined>;
  deliver(): Promise<AuthorizationOutcome | undefined>;
  /** Begins again after `failed`. */
  retry(): void;
}

/** A checkout with Klarna Payments, to be drawn by a framework. */
export interface PaymentsCheckout {
  actions: PaymentsActions;
  read(): PaymentsView;
  /** Whether a Buy button of the shop's own may be clicked. */
  mayBuy(): boolean;
  subscribe(hear: () => void): () => void;
  update(options: PaymentsCheckoutOptions): void;
  place(container: HTMLElement | null): void;
  start(): void;
  stop(): void;
}

/** How a purchase with the Web SDK ended. */
export interface WebSdkEnd {
  /**
   * `completed`: the customer accepted, and no `backend.status` says whether it is paid; `pending`: it has not said so in time.
   */
  status: "approved" | "completed" | "dismissed" | "declined" | "failed" | "pending";
  paymentRequestId?: string | undefined;
  paymentTransactionId?: string | undefined;
  reason?: string | undefined;
  error?: KlarnaError | undefined;
  /**
   * What `backend.status` answered. Where it names another purchase (`{ purchase }`, a text or a number) than this checkout's, the
   * end is that one's: it is told to `onOutcome` or `onError` alone, and this one may be paid still. An answer without a name is
   * taken for what the click on this page was for, else for this checkout's purchase. Another one that is not decided yet is asked
   * about again once a checkout on this page is for that.
   */
  body?: unknown;
  /**
   * The click was on an earlier page, from which a redirect came back, perhaps long ago; or may have been, where Klarna tells of it
   * while another click runs, and the backend does not give Klarna's ids of payment requests.
   */
  ofEarlierPage?: boolean | undefined;
}

/** Options of a checkout with the Web SDK (v2). */
export interface WebSdkCheckoutOptions
  extends KlarnaWebSdkOptions,
    PresentationOptions,
    CheckoutOptions<WebSdkEnd> {
  locale?: string | undefined;
  /** How Klarna's button looks and launches. Compared as JSON: another one is mounted in its place, once no click goes on. */
  button?: PaymentButtonOptions | undefined;
  /** In place of that of `klarna-payments-wasm/web-sdk`: of the whole package, or of a test. */
  load?: typeof loadKlarnaWebSdk | undefined;
}

/** Where a checkout with the Web SDK stands. */
export interface WebSdkView {
  /**
   * As in {@link PaymentsView}; `approved` also while nobody has decided yet (`outcome.status`), until another `purchase` is wanted;
   * `failed` also where the customer has accepted and the shop's server could not be asked: `retry()` asks it again.
   */
  readonly status: PaymentsView["status"];
  /** For the customer, in the language of `locale`; empty where there is nothing to say. */
  readonly message: string;
  /** How the last click ended. */
  readonly outcome: WebSdkEnd | undefined;
  /** What failed last. */
  readonly error: KlarnaError | undefined;
}

/** What a shop may ask of it. Nothing here rejects: what failed is in `error`. */
export interface WebSdkActions {
  /**
   * For the click of a Buy button of the shop's own, in its own task. Also while the customer is at Klarna, whose end may go
   * unreported: it begins anew, and the click before ends as `pending`. Not with another `backend` than that of the click before.
   */
  buy(): Promise<PaymentRequest | undefined>;
  /** The same with what Klarna takes for this click alone. */
  initiate(options?: InitiateOptions): Promise<PaymentRequest | undefined>;
  /** Begins again after `failed`. */
  retry(): void;
}

/** A checkout with the Web SDK, to be drawn by a framework. */
export interface WebSdkCheckout {
  actions: WebSdkActions;
  read(): WebSdkView;
  /** Whether a Buy button of the shop's own may be clicked. */
  mayBuy(): boolean;
  subscribe(hear: () => void): () => void;
  update(options: WebSdkCheckoutOptions): void;
  place(container: HTMLElement | null): void;
  start(): void;
  stop(): void;
}
