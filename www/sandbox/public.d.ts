// What a shop's tests see of the sandbox: the types of `klarna-sandbox`, published as they are. They need no
// other file and no package.

/**
 * Starts a stand-in for Klarna: its two browser SDKs, its purchase journey and its server APIs. Nothing leaves the machine.
 *
 * @throws {RangeError} (as a rejection) that names the option, when one is misspelt or no good: `options.settings.flow: …`
 * @throws {Error} (as a rejection) with Node's `code`, such as `EADDRINUSE`, when it cannot listen
 */
export function startSandbox(options?: SandboxOptions): Promise<Sandbox>;

/** Every scenario, by its test customer. */
export const SCENARIOS: readonly Scenario[];

export interface SandboxOptions {
  /** The port to listen on; default 0: any free one. */
  port?: number;
  /** The address to listen on; default `127.0.0.1`, so that nobody else reaches it. */
  host?: string;
  /** The same seed and the same requests give the same identifiers; from 0 to 2³²−1, default: a new one each time. */
  seed?: number;
  /** Shown in the purchase journey. */
  merchantName?: string;
  /** Seconds per second of Klarna's waits: between attempts of callbacks and webhooks, and of its reviews; 0 to 1, default 0.01. */
  retryScale?: number;
  /** To start with, and to come back to on a reset. */
  settings?: Settings;
  /** What the shop has to present, where it is to differ from the sandbox's own. */
  credentials?: Partial<Credentials>;
  /** Further accounts: none sees the sessions, orders, tokens, requests and webhooks of another. */
  accounts?: Credentials[];
}

/** A running sandbox: where it is, what it knows, and what it is to do. */
export interface Sandbox {
  /** Such as `http://127.0.0.1:4010`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** What it was started with, or has been given itself: to start one that deals the same identifiers. */
  readonly seed: number;
  readonly credentials: Readonly<Credentials>;
  /** Stops listening and forgets everything; the process may end then. */
  close(): Promise<void>;
  /**
   * A further account, for a test that runs beside others: none sees the sessions, orders, tokens, requests and webhooks of
   * another. It stays until the sandbox is closed.
   */
  openAccount(): Readonly<Credentials>;
  /**
   * Everything that happened (the last 20,000 entries) and everything there is, in Klarna's own field names.
   *
   * @param accountId only what is this account's: without what pages do, whose calls of SDKs and journeys name no account
   * @throws {RangeError} when there is no such account
   */
  ledger(accountId?: string): SandboxLedger;
  settings(): Required<Settings>;
  /**
   * Changes the settings it is given; the others stay.
   *
   * @throws {RangeError} when one is misspelt, or there is no such scenario, journey, flow or version
   */
  configure(settings: Settings): void;
  /**
   * Lets answers of the servers go wrong.
   *
   * @throws {RangeError} when it is no fault that the servers know
   */
  injectFault(fault: EndpointFault): void;
  /**
   * Lets a call or an event of an SDK go wrong.
   *
   * @throws {RangeError} when there is no such call or event, or it does not know that kind
   */
  injectSdkFault(fault: SdkFault): void;
  clearFaults(): void;
  /** What is still to go wrong. */
  faults(): { endpoints: EndpointFault[]; sdk: SdkFault[] };
  /** `now` in ISO 8601; `aheadMs`: how far it was advanced. */
  clock(): { now: string; aheadMs: number };
  /**
   * Lets tokens expire and retries fall due without waiting.
   *
   * @param byMs milliseconds, at most 10¹²
   * @throws {RangeError} when that is no whole number, negative or larger
   */
  advanceClock(byMs: number): void;
  /**
   * What becomes of a customer token, as in Klarna's portal.
   *
   * @returns whether there is such a token
   * @throws {RangeError} when there is no such state
   */
  setCustomerToken(tokenId: string, state: CustomerTokenState): boolean;
  /**
   * Ends Klarna's review of an order whose `fraud_status` is PENDING, or stops one that was accepted, and tells the shop's
   * server at `merchant_urls.notification`.
   *
   * @returns whether that was possible: there is such an order, and it has not been decided otherwise
   * @throws {RangeError} when there is no such decision
   */
  reviewOrder(orderId: string, decision: FraudDecision): boolean;
  /**
   * Sends an event of a webhook once more, under the id that the ledger's `webhooks` tell: again, a minute late, twice, or
   * with a signature that is not Klarna's.
   *
   * @returns whether such an event was sent
   * @throws {RangeError} when there is no such way to send it
   */
  resendWebhook(eventId: string, how?: Resending): boolean;
  /**
   * Forgets what happened, and goes back to the settings of the start; with a seed, identifiers are dealt from the start
   * again. Webhooks and their keys stay: they are the shop's configuration at Klarna.
   *
   * @throws {RangeError} when the seed is none
   */
  reset(seed?: number): void;
}

export interface Settings {
  /** What happens to customers who name no scenario themselves: the `id` of one of {@link SCENARIOS}; default `approved`. */
  scenario?: string;
  /** How much of the journey customers see: every step (`full`, the default), one page (`quick`) or nothing (`instant`). */
  journey?: JourneyMode;
  /** How the JS SDK v1 runs purchases of new sessions. */
  flow?: Flow;
  /** Payment method categories of new v1 sessions. */
  categories?: string[];
  /**
   * The version of `api.js` that the client tokens of new v1 sessions name, such as `v1.10.0-2173-g3087d075`, the default.
   * A page that has loaded an older one fetches it, and its calls wait for it.
   */
  sdkVersion?: string;
  /**
   * Where browsers reach the sandbox, when that is not its own URL: an origin, such as one of Klarna's that a test routes to
   * the sandbox. It is in client tokens and in addresses for customers. Empty, the default: the sandbox's own.
   */
  browserUrl?: string;
  /** What Klarna's SDKs look like where the addresses of their scripts do not say; it replaces the whole. */
  sdkVariant?: SdkVariant;
  /** What v1 answers to a second order with the same token and body, default `session-completed`; another body is 409. */
  repeatedOrder?: RepeatedOrder;
  /** Whether v1 takes an order that leaves out an address that was authorized, default `may-be-left-out`. */
  orderAddresses?: OrderAddresses;
}

/** For shops that have Klarna's address in their code; `api.js?build=734` and `klarna.mjs?release=r8` say the same. */
export interface SdkVariant {
  /** The captured build of `api.js` to behave like; default `2173`. */
  build?: "2173" | "2004" | "734";
  /** The release of the Web SDK whose shapes to have; default `latest`. */
  release?: "latest" | "flat" | "r8" | "r6";
  /** What the shop's `initiate` is given; default `object`, in `r8` and `r6` `none`. */
  initiate?: "object" | "none" | "positional";
  /** When the Web SDK defines its elements; `each-init`: a second instance fails. Default `once`. */
  define?: "once" | "each-init";
  /** What `tokenupdate` gives: the token (the default), or an object with it as `interoperabilityToken`. */
  tokenUpdate?: "text" | "object";
}

/** Klarna's documents name 404 `SESSION_COMPLETED`, 403 `INVALID_OPERATION`, and the first order once more. */
export type RepeatedOrder = "session-completed" | "invalid-operation" | "same-order";

/**
 * `strict`: an address that was authorized has to be in the order, the same in every field, as Klarna's documentation has it by
 * the word. `may-be-left-out`: only what both name has to be the same.
 */
export type OrderAddresses = "may-be-left-out" | "strict";

export type JourneyMode = "full" | "quick" | "instant";

/** In Klarna's client token an "experiment"; `static-widget`: the purchase flow, with a widget that is no frame. */
export type Flow = "iframe" | "popup" | "purchase-flow" | "static-widget";

/** What a shop presents: Basic credentials of the Klarna Payments API; key, client id and account of the Klarna Network API. */
export interface Credentials {
  username: string;
  password: string;
  apiKey: string;
  clientId: string;
  accountId: string;
}

export interface Scenario {
  id: string;
  /** The address of the customer to whom it happens. */
  customer: string;
  /** What happens in Klarna Payments (v1), in words. */
  payments: string;
  /** What happens in the Klarna Network (v2), in words. */
  network: string;
}

/** A fault of the sandbox's servers. */
export interface EndpointFault {
  /** Which requests: an exact path, or with `*` for any characters. */
  path: string;
  /** In upper case; absent: all. */
  method?: string;
  /** Only requests of this account's server; absent: all, those of pages included. */
  account?: string;
  /**
   * A late answer; a `status`; the connection ends without an answer (`drop`) or in the middle of it (`cut`); half the
   * JSON (`malformed`); a gateway's error page (`html`).
   */
  kind: "latency" | "status" | "drop" | "cut" | "malformed" | "html";
  /** `before` (default): the request is not carried out; `after`: it is, and its answer is spoilt. */
  stage?: "before" | "after";
  /** For `latency`. */
  latencyMs?: number;
  /** For `status` (default 503) and `html` (default 502). */
  status?: number;
  /** Seconds, sent as `Retry-After`. */
  retryAfter?: number;
  /** How often, 1 to 1000; absent: until cleared. */
  times?: number;
  /** Between 0 and 1; drawn from the seed. */
  probability?: number;
}

/** A fault of the SDK look-alikes; the README tells which calls know which kinds, others are refused. */
export interface SdkFault {
  /** v1 or v2. */
  sdk: "payments" | "web-sdk";
  /** Such as `authorize`, `initiate` or the event `complete`. */
  call: string;
  kind:
    | "throw"
    | "callback-then-throw"
    | "never"
    | "twice"
    | "failure-after-success"
    | "late-failure"
    | "result"
    | "delay"
    | "reject"
    | "stale";
  /** For `result`: what is handed over instead; absent: `undefined`. */
  result?: unknown;
  /** For `delay`. */
  delayMs?: number;
  /** How often, 1 to 1000; absent: until cleared. */
  times?: number;
}

/** Everything that happened and everything there is. */
export interface SandboxLedger {
  /** All that happened, in order; `requests`, `sdkCalls`, `callbacks`, `notifications` and `webhooks` are parts of it. */
  entries: LedgerEntry[];
  requests: LedgerRequest[];
  sdkCalls: LedgerSdkCall[];
  /** Attempts to bring an authorization token to the shop's server. */
  callbacks: LedgerDelivery<{ authorization_token: string; session_id: string }>[];
  /** Attempts to tell the shop's server how the review of an order ended. */
  notifications: LedgerDelivery<{ order_id: string; event_type: string }>[];
  /** Attempts to bring an event of the Klarna Network to the shop's server. */
  webhooks: LedgerDelivery<{ event_type: string; event_id: string }>[];
  sessions: LedgerSession[];
  authorizations: LedgerAuthorization[];
  orders: LedgerOrder[];
  customerTokens: { token_id: string; state: CustomerTokenState }[];
  paymentRequests: LedgerPaymentRequest[];
  transactions: LedgerTransaction[];
}

/** `seq` counts from 1 since the last reset; `at` in ISO 8601, by the sandbox's clock. */
export type LedgerEntry = {
  seq: number;
  at: string;
  kind: LedgerEntryKind;
  /** The account id of the shop whose doing it is, where that is known. */
  account?: string;
} & Record<string, unknown>;

/** A request to one of the sandbox's servers. */
export type LedgerRequest = LedgerEntry & {
  method: string;
  path: string;
  /** Of the answer. */
  status: number;
  /** Those that matter to Klarna, in lower case; credentials are not kept. */
  headers: Record<string, string>;
  /** As it was parsed; `null` when there was none. */
  body: unknown;
};

/** A call of an SDK in a page. */
export type LedgerSdkCall = LedgerEntry & {
  sdk: "payments" | "web-sdk";
  call: string;
  /** What the call was given, as far as it can be shown. */
  details: unknown;
};

/** An attempt to bring something to the shop's server. */
export type LedgerDelivery<What> = LedgerEntry &
  What & {
    url: string;
    /** Counts from 1. */
    attempt: number;
    /** Of the shop's answer, if there was one in time. */
    status: number | undefined;
  };

export type LedgerEntryKind =
  | "request"
  | "sdk_call"
  | "session"
  | "authorization"
  | "authorization_cancelled"
  | "order"
  | "fraud_decision"
  | "capture"
  | "refund"
  | "cancel"
  | "extend"
  | "release"
  | "acknowledge"
  | "change"
  | "void"
  | "customer_token"
  | "journey"
  | "callback"
  | "notification"
  | "session_token"
  | "payment_request"
  | "transaction"
  | "webhook"
  | "fault";

/** A v1 session, with everything else that the shop sent for it. */
export type LedgerSession = {
  session_id: string;
  status: "incomplete" | "complete";
  authorization_token: string | undefined;
  purchase_country: string;
  purchase_currency: string;
  order_amount: number;
  merchant_urls?:
    | {
        confirmation?: string | undefined;
        notification?: string | undefined;
        push?: string | undefined;
        authorization?: string | undefined;
      }
    | undefined;
} & Record<string, unknown>;

export interface LedgerAuthorization {
  authorization_token: string;
  session_id: string;
  order_amount: number;
  state: "open" | "used" | "cancelled";
}

export interface LedgerOrder {
  order_id: string;
  authorization_token: string | undefined;
  customer_token: string | undefined;
  session_id: string | undefined;
  order_amount: number;
  purchase_currency: string;
  fraud_status: "ACCEPTED" | "PENDING" | "REJECTED";
  status: OrderStatus;
  captured_amount: number;
  refunded_amount: number;
  merchant_reference1: string | undefined;
  auto_capture: boolean;
}

/** In the Order Management API. */
export type OrderStatus = "AUTHORIZED" | "PART_CAPTURED" | "CAPTURED" | "CANCELLED" | "EXPIRED";

/** How an event of a webhook is sent once more. */
export type Resending = "again" | "late" | "twice" | "wrong-signature";

/** How Klarna's review of an order ends; `STOPPED` may also come later, to an order that was accepted. */
export type FraudDecision = "ACCEPTED" | "REJECTED" | "STOPPED";

export type CustomerTokenState = "ACTIVE" | "SUSPENDED" | "CANCELLED";

export type PaymentRequestState =
  | "SUBMITTED"
  | "IN_PROGRESS"
  | "COMPLETED"
  | "EXPIRED"
  | "CANCELED"
  | "DECLINED";

export interface LedgerPaymentRequest {
  payment_request_id: string;
  payment_request_reference: string | undefined;
  amount: number | undefined;
  currency: string;
  state: PaymentRequestState;
  previous_state: PaymentRequestState | undefined;
  state_reason:
    | "PARTNER_CANCELED"
    | "PURCHASE_FLOW_ABORTED"
    | "TECHNICAL_ERROR"
    | "PAYMENT_DECLINED"
    | undefined;
  state_context: {
    customer_interaction:
      | { method: string; payment_request_id: string; payment_request_url: string }
      | undefined;
    klarna_network_session_token: string | undefined;
    shipping: { address: Record<string, string>; shipping_option_reference?: string } | undefined;
    klarna_customer:
      | {
          customer_token: string | undefined;
          customer_token_reference: string | undefined;
          customer_profile: Record<string, unknown> | undefined;
        }
      | undefined;
  };
  supplementary_purchase_data: object | undefined;
  /** This and the other times in ISO 8601. */
  expires_at: string;
  created_at: string;
  updated_at: string;
}

export interface LedgerTransaction {
  payment_transaction_id: string;
  payment_transaction_reference: string;
  amount: number;
  currency: string;
  captured_amount: number;
  refunded_amount: number;
  remaining_amount: number;
  captures: object[];
  refunds: object[];
  payment_funding: object;
  payment_pricing: object;
  expires_at: string;
}
