// What a shop's server sees of this package.

/** An order line, in Klarna's field names; amounts in minor units, gross. */
export interface OrderLine {
  name: string;
  quantity: number;
  unit_price: number;
  total_amount: number;
  tax_rate?: number;
  total_tax_amount?: number;
  total_discount_amount?: number;
  reference?: string;
  type?: string;
  [more: string]: unknown;
}

/** An address, in Klarna's field names. */
export type Address = Record<string, string>;

/**
 * What somebody buys, as the shop's own database has it: nothing of it comes from the page. The field names are those of
 * Klarna Payments; for the Klarna Network (v2) it is translated.
 */
export interface ShopOrder {
  /** The cart's id. A cart becomes one order, whatever comes: a new purchase is a new cart. */
  cart: string;
  /**
   * The order number that customer, shop and Klarna know; absent: one of this package's, which is not the purchase's
   * `id`: who knows that may see it. Fixed when it is first told.
   */
  reference?: string;
  purchase_country: string;
  purchase_currency: string;
  locale?: string;
  /** In minor units, the sum of the lines. */
  order_amount: number;
  order_tax_amount?: number;
  order_lines: OrderLine[];
  /** `buy` is the default. With `tokenize` and `buy_and_tokenize` a customer token comes with the order. */
  intent?: "buy" | "tokenize" | "buy_and_tokenize";
  /** What a customer token is for: shown to the customer, at most 255 characters. */
  description?: string;
  /**
   * v1: whether a company buys; absent: as Klarna takes it. A cart whose customer becomes the other one gets another session, whose
   * token the page loads the widget with.
   */
  customer_type?: "person" | "organization";
  /**
   * Personal data: told to Klarna with the order, not before; deleted after {@link Retention.personalDataDays}. Addresses alone: one
   * beside `customer`, or a `type` in it, is not taken.
   */
  customer?: { billing_address?: Address; shipping_address?: Address };
  /** v2: Klarna asks the customer where to deliver. See `delivered` in the options. */
  shipping_config?: Record<string, unknown>;
  /**
   * Klarna captures the whole at once, the customer owes it from then on: for what is delivered as it is bought, such as a digital
   * subscription. Default `false`, of renewals too: capture with `orders.capture` when the goods leave.
   */
  auto_capture?: boolean;
  /**
   * The page's name of this cart as it is now, its version for example: a text; `null` is none. v2: what your page gives
   * `klarna-payments-wasm` as `purchase`; v1: what a page, which has it with its session, posts to `/orders`, `/keep` and `/orders/kept`.
   * Where the page names another one, it is refused (422 `order_mismatch`, no order): its customer saw another amount. (v1: another one
   * than the session was told of. A token that Klarna's callback brings before the page is ordered as Klarna showed it.)
   */
  purchase?: string | null;
}

/** What became of a cart. */
export interface Purchase {
  /** Of this package's making; safe to use as the shop's own idempotency key. */
  id: string;
  cart: string;
  reference: string;
  /** `held`: somebody's token is at Klarna, or its answer was lost; nobody else can order the cart meanwhile. */
  state: "open" | "held" | "placed";
  /**
   * What was ordered, once it is; before that, what the payment request is about that it was found by. v1, without `customer` where
   * Klarna told of the token before the page did: the addresses are those that Klarna has authorized, see `orders.read`.
   */
  order: ShopOrder | null;
  result: Result | null;
  /** v1: the cart's session, as a page gets it. */
  session: {
    session_id: string;
    client_token: string;
    payment_method_categories: unknown[];
  } | null;
}

/** What Klarna answered when the order was placed. */
export interface Result {
  /** How it was paid: Klarna Payments, Klarna Network, a customer token, or not with Klarna. */
  by: "payments" | "network" | "customer_token" | "other";
  /** v1. Absent where Klarna's answer was lost: the order exists, see `settle`. */
  order_id?: string;
  redirect_url?: string;
  /** v1. `PENDING`: Klarna still looks at it; send nothing. */
  fraud_status?: "ACCEPTED" | "PENDING" | "REJECTED";
  /** v2. */
  payment_transaction_id?: string;
  payment_request_id?: string;
  /** v2: for partners behind an acquirer, passed on as it is. */
  klarna_network_response_data?: string;
  /** Recurring: charges further orders. A secret: no page gets it. */
  customer_token?: string;
}

/** A user name and password of Klarna Payments, an API key, or the text that follows `Basic`. */
export type Credentials = string | { username: string; password: string } | { apiKey: string };

export interface KlarnaAccess {
  /** Such as `https://api.playground.klarna.com` (v1) or `https://api-global.test.klarna.com` (v2). */
  url: string;
  credentials: Credentials;
  /** v2: the partner account's id; absent: the merchant's own account. */
  account?: string;
}

export interface Options {
  /** `network` is for a shop that uses both of Klarna's APIs; without it, the one access is for either. */
  klarna: KlarnaAccess & { network?: KlarnaAccess };
  store: Store;
  /**
   * The cart of whoever sent this request (a cookie says who), priced by the shop. Nothing: there is nothing to buy. Asked again of
   * the same request where the cart may have changed meanwhile: it reads, and changes nothing. For the same cart it answers the same: a
   * time or a counter in it (`merchant_data`) is told to Klarna each time, and the log warns (`order_not_stable`).
   *
   * @param posted what the page sent, without Klarna's tokens; its figures are no prices
   * @throws {Problem} the page is answered with it
   */
  order(
    request: Request,
    posted: Record<string, unknown>,
  ): Promise<ShopOrder | undefined> | ShopOrder | undefined;
  /** Where customers and Klarna reach the shop, without a slash at the end. */
  publicUrl: string | (() => string);
  /** Where the endpoints are; default `/api/klarna`. */
  basePath?: string;
  /** Whether who asks may see and order this cart; default: who knows the session's or payment's id. */
  mayAccess?(request: Request, cart: string): Promise<boolean> | boolean;
  /** The shop's pages. `confirmation` default: `/thanks?order=<reference>`; `payment` (where another way to pay is offered): `/`. */
  pages?: {
    confirmation?(purchase: Purchase): string;
    payment?(purchase: Purchase): string;
    /** v2: where Klarna sends a customer back to; default: this package's return page. */
    return?(purchase: Purchase): string;
  };
  /**
   * The order is placed: once or more for each purchase (after a crash again, or when more has become known of it, such as Klarna's
   * id), so it has to be repeatable by `purchase.id`; what comes last is what is so. A rejection is logged, and it is called again later.
   */
  onPlaced?(purchase: Purchase): Promise<void> | void;
  /**
   * Klarna has ended or changed its review of an order that was placed: once or more for each decision, after `onPlaced`, so it has to be
   * repeatable. A rejection is logged, Klarna's notification answered with 503, and it is called again later.
   */
  onReviewed?(purchase: Purchase): Promise<void> | void;
  /** More for the page to know of an order that is placed. */
  describe?(purchase: Purchase): Record<string, unknown>;
  /**
   * v2: the order with the delivery that the customer chose at Klarna; the shop's own prices count. `shipping` is Klarna's, of its
   * webhook or, where that has none, of the payment request, which is read then.
   */
  delivered?(order: ShopOrder, shipping: unknown): Promise<ShopOrder> | ShopOrder;
  /** Another system makes the order of a token: see `commerceLayer`. */
  placeOrder?: PlaceOrder;
  /** v2: the keys that sign webhooks, by id. */
  signingKeys?:
    | Record<string, string>
    | ((keyId: string) => Promise<string | undefined> | string | undefined);
  /** Origins, beside that of `publicUrl`, whose pages may post. */
  allowedOrigins?: string[];
  limits?: Partial<Limits>;
  retention?: Partial<Retention>;
  /** Keeps the work that goes on after an answer alive: `context.waitUntil` on a serverless platform. */
  background?(work: Promise<unknown>): void;
  /** Never contains tokens, credentials or personal data. */
  log?(entry: LogEntry): void;
  /** Milliseconds since 1970. */
  now?(): number;
}

/**
 * @returns what the other system made of it
 * @throws {OrderRefused} where it is certain that there is no order: a repeat of what is done may be refused, too, so look at the order
 *   first. Anything else is tried again; once the token is void, after an hour, the log says `settle_by_hand` each time.
 *   What Klarna has made of the token before, cancel: nothing here does.
 */
export type PlaceOrder = (attempt: {
  authorizationToken: string;
  sessionId: string;
  purchase: Purchase;
  order: ShopOrder;
  /** The same when the attempt is repeated. */
  idempotencyKey: string;
}) => Promise<Omit<Result, "by">>;

export interface Limits {
  /** Of a request's body, in bytes; default 65,536. */
  bodyBytes: number;
  /** For a request's body to arrive; default 10,000 ms. */
  bodyMs: number;
  /** Of one call to Klarna; default 10,000 ms. */
  klarnaMs: number;
  /** A page is answered after this time, at the latest; the work goes on. Default 8,000 ms. */
  answerMs: number;
  /** Between two sweeps; default 60,000 ms. */
  sweepMs: number;
  /**
   * How old a session or payment request is when it is first looked at, and then in growing steps; so long a page of several has to
   * tell of a token that Klarna has told of. Default 60,000 ms.
   */
  lookMs: number;
  /** How long a token that was kept waits for the customer's Buy before it is given back; default 50 minutes. */
  keptMs: number;
}

export interface Retention {
  /** Names and addresses of what was ordered; default 31. */
  personalDataDays: number;
  /** Carts that came to nothing; default 7. */
  openDays: number;
  /** What was ordered, with Klarna's ids; default 731. */
  placedDays: number;
}

export interface LogEntry {
  level: "info" | "warn" | "error";
  /** Such as `placed`, `refused`, `unanswered`, `given_back`. */
  event: string;
  [fact: string]: unknown;
}

/** One cart's record, as a store keeps it: JSON that only this package understands. It holds secrets and addresses. */
export type StoredLedger = { cart: string } & Record<string, unknown>;

/** Where carts are remembered. Five functions; a database needs one atomic conditional write. */
export interface Store {
  /** Makes or migrates the tables. Called once before anything else. */
  open(): Promise<void>;
  /** The cart's record and the version that it has. */
  read(cart: string): Promise<{ version: number; ledger: StoredLedger } | undefined>;
  /**
   * Writes the record if the cart still has this version (0: if there is none), in one atomic step with its handles.
   * `null` deletes.
   *
   * @returns whether it was written. It must be durable by then.
   */
  write(
    cart: string,
    version: number,
    next: { ledger: StoredLedger; dueAt: number | null; handles: string[] } | null,
  ): Promise<boolean>;
  /** The cart that a handle (a session's id, say) leads to. */
  find(handle: string): Promise<string | undefined>;
  /** Takes up to `limit` carts that are due at `now`; other processes do not get them before `again`. */
  due(now: number, limit: number, again: number): Promise<string[]>;
  close(): Promise<void>;
}

export interface KlarnaServer {
  /** Opens the store, takes up what is unfinished, and sweeps from time to time. */
  start(): Promise<void>;
  /** Ends the sweeps and waits for the work that runs; leaves the store open. */
  stop(): Promise<void>;
  /** Answers a request to one of the endpoints. */
  fetch(request: Request): Promise<Response>;
  /** Where each endpoint is, for a framework's own routes; `:id` and `:secret` stand for one part of an address. */
  readonly endpoints: readonly { name: HandlerName; method: "GET" | "POST"; path: string }[];
  /** The same endpoints one by one, by the name that the documentation gives them. */
  readonly handlers: Readonly<Record<HandlerName, Handler>>;
  /** Looks at everything that is due; `start` does so by itself. For a scheduler, where no process stays. */
  sweep(): Promise<{ carts: number }>;
  /** What is known of a cart, or of a purchase by its id, Klarna's session or payment request id, or reference. */
  find(by: {
    cart?: string;
    id?: string;
    sessionId?: string;
    paymentRequestId?: string;
    reference?: string;
  }): Promise<Purchase | undefined>;
  /**
   * Takes the cart for a way to pay that is not Klarna's: no token of Klarna's becomes an order any more.
   *
   * @throws {Problem} `order_in_progress` while a token is at Klarna
   */
  placeOtherwise(order: ShopOrder): Promise<Purchase>;
  /**
   * What somebody has found out at Klarna about a cart whose answer was lost: the id of the order (v1, or of a customer token's
   * charge) or of the payment transaction (v2), which is read, and has to have the cart's reference; or that there is none.
   *
   * @throws {Problem} `not_settled` when that does not fit
   */
  settle(
    cart: string,
    found: { orderId: string } | { paymentTransactionId: string } | { placed: false },
  ): Promise<Purchase>;
  readonly recurring: Recurring;
  readonly orders: Orders;
}

export type HandlerName =
  | "session"
  | "orders"
  | "keep"
  | "kept"
  | "cancel"
  | "authorizePayment"
  | "paymentStatus"
  | "returnPage"
  | "webhook"
  | "authorizationCallback"
  | "notification";
export type Handler = (request: Request) => Promise<Response>;

export interface Recurring {
  /**
   * Charges a customer token. One order for each `order.cart` (name the renewal in it), however often it is called.
   *
   * @throws {Problem} when Klarna refuses, or does not answer: then it goes on by itself
   */
  charge(customerToken: string, order: ShopOrder): Promise<Purchase>;
  read(customerToken: string): Promise<{ status: string; payment_method_type?: string }>;
  cancel(customerToken: string): Promise<void>;
}

/**
 * Amounts in minor units. `key` names the step (a shipment's number): the same key is the same step, which is done once, as long as
 * the order is remembered ({@link Retention.placedDays}); with another amount it is a {@link Problem} `klarna_refused` (422). A step
 * that Klarna refused may be asked for again; one that it did not answer for 23 hours is asked for no more: a {@link Problem}
 * `step_unknown` (409) says so, `read` tells whether it was done.
 */
export interface Orders {
  read(purchase: Purchase): Promise<Record<string, unknown>>;
  /**
   * For somebody who looks at an order with `fraud_status: "PENDING"` now: asks Klarna, unless it was asked in the last ten
   * seconds. News come to `onReviewed` as well.
   *
   * @returns the purchase as it is now
   */
  review(purchase: Purchase): Promise<Purchase>;
  capture(
    purchase: Purchase,
    step: { key: string; amount: number; [more: string]: unknown },
  ): Promise<void>;
  refund(
    purchase: Purchase,
    step: { key: string; amount: number; [more: string]: unknown },
  ): Promise<void>;
  /** Nothing was captured: the whole order. */
  cancel(purchase: Purchase, step?: { key?: string }): Promise<void>;
  /** What is not captured of it, and will not be. */
  release(purchase: Purchase, step?: { key?: string }): Promise<void>;
}

/** Makes a server half of a Klarna integration. Nothing happens before `start` or a request. */
export function createKlarnaServer(options: Options): KlarnaServer;

/** Thrown by `placeOrder`: the other system has refused, and there is no order. */
export class OrderRefused extends Error {
  constructor(code: string, message?: string);
  readonly code: string;
}

/** An answer other than success that the caller can act on. The shop's own functions may throw one too. */
export class Problem extends Error {
  /**
   * @param status of HTTP
   * @param message for developers; never a token, a secret or personal data
   * @param more `placed: false`: it is certain that there is no order
   */
  constructor(
    status: number,
    code: string,
    message: string,
    more?: {
      placed?: false | undefined;
      details?: unknown;
      retryAfterS?: number | undefined;
      cause?: unknown;
    },
  );
  readonly status: number;
  readonly code: string;
  /** `false`: it is certain that there is no order. */
  readonly placed: false | undefined;
  readonly retryable: boolean;
  readonly retryAfterS: number | undefined;
  /** As a page gets it. */
  answer(): { status: number; body: Record<string, unknown> };
}

/** Keeps everything in memory: for tests, and for a look. */
export function memoryStore(): Store;
