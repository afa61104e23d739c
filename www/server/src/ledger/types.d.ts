import type { Result, ShopOrder } from "../public.js";

/** All that is known of one cart. */
export type Ledger = Cart & Standing;

/**
 * Where a cart stands. `open`: nobody's token is at Klarna. `held`: the holder's is, or its answer was lost. `placed`: the order
 * exists, by the holder's token where that is known; this never changes again.
 */
export type Standing =
  | { state: "open"; holder: null }
  | { state: "held"; holder: string }
  | { state: "placed"; holder: string | null };

interface Cart {
  cart: string;
  /** The purchase's id, in the addresses that Klarna is told. */
  id: string;
  reference: string;
  order: ShopOrder | null;
  result: Result | null;
  attempts: Attempt[];
  sessions: Session[];
  requests: PaymentRequest[];
  /** Webhooks that came, the last ones. */
  events: string[];
  /** When the shop is to be told, or told again, that the order is placed. */
  tellAt: number | null;
  /** When it is to be told, or told again, what came of Klarna's review. */
  tellReviewAt?: number | null;
  told: number;
  /** When Klarna's review of the order is to be looked at. */
  reviewAt: number | null;
  /** What the shop has done with the order, or has begun to. */
  steps?: Step[] | undefined;
  createdAt: number;
  changedAt: number;
}

/**
 * One try to make the cart's order: an authorization token (v1), a click on the payment button (v2), a completed payment
 * request (v2), or the charge of a customer token.
 *
 * `kept`: not before the customer says so. `waiting`: another attempt has the cart. `asking`: this one has it; Klarna is
 * being asked, or will be again. `closed`: it is over, and Klarna has nothing of it. `returning`: what Klarna has of it is
 * to be given back; `returned`: it was, or is void.
 */
export interface Attempt {
  id: string;
  kind: "authorization" | "click" | "completion" | "charge";
  state: "kept" | "waiting" | "asking" | "placed" | "closed" | "returning" | "returned";
  /** Klarna's token, until it is spent, given back or void. */
  secret: string | null;
  /** The session or payment request that it comes from. */
  from: string | null;
  order: ShopOrder;
  /** What the page calls it on which the customer clicked (v2), which need not be in the shop's order. */
  purchase?: string | undefined;
  /** The key of the click that this one takes the place of, which may not have come yet: it buys nothing any more. */
  replaces?: string | undefined;
  /** What Klarna is asked, fixed before it is first asked. */
  body: object | null;
  /** Klarna's idempotency key, where the API has one. */
  key: string;
  /** Recurring: what the authorization became on the way to the order; until it is in the result, or cancelled. */
  customerToken: string | null;
  /** When Klarna first said that it has made that token, and nobody had written it down. */
  spentAt?: number;
  /** How often Klarna was asked; counted before each call. */
  sent: number;
  /** When it was first. */
  firstSentAt: number | null;
  /** Who asks, and since when, so that others wait a moment for the answer. */
  sentBy: string | null;
  sentAt: number;
  /** When to go on with it. */
  dueAt: number;
  arrivedAt: number;
  /** Of a token that is kept: when it was bought with, if no page says until then that it is to be kept; null: at Buy. */
  boughtAt: number | null;
  /** When Klarna forgets the token. */
  voidAt: number;
  /** What the page is told of an attempt that is over and is not the order; null: that it was given back. */
  answer: Answer | null;
}

/** An attempt that Klarna is asked about: nothing is missing that it is asked with. */
export type AskedAttempt = Attempt & { body: object; secret: string };

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** A session of Klarna Payments (v1). */
export interface Session {
  id: string;
  clientToken: string;
  categories: unknown[];
  intent: string;
  order: ShopOrder;
  /** Of the secret in the address of Klarna's callback. */
  callbackDigest: string;
  /** Several pages: a token that comes before the review page is kept. */
  awaitsReview: boolean;
  /** Several pages: there was a payment page, which may have a token yet. */
  hasReview: boolean;
  /** Replaced because the cart has changed. */
  isOutdated?: boolean;
  state: "open" | "replaced" | "ended";
  createdAt: number;
  lookAt: number;
  looks: number;
}

/** A payment request of the Klarna Network (v2). */
export interface PaymentRequest {
  id: string;
  order: ShopOrder;
  /** What the page calls it on which the customer clicked. */
  purchase?: string | undefined;
  body: object;
  collectsDelivery: boolean;
  state: string;
  reason: string | null;
  createdAt: number;
  lookAt: number;
  looks: number;
  lookedAt: number;
}

/** A capture, a refund, a cancellation or a release. */
export interface Step {
  /** Made of the purchase, the kind of the step and the shop's name of it; Klarna's idempotency key, in the first round. */
  key: string;
  /** A digest of what Klarna was asked. */
  body: string;
  /** When it was first. */
  firstSentAt: number;
  /** How often, in this round. */
  sent: number;
  /** What of it Klarna has refused, each with an id of its own. */
  refused?: string[] | undefined;
  /** How often it has begun anew, since Klarna had refused all that was sent. */
  round?: number | undefined;
  /** Klarna has said so. */
  isDone: boolean;
}

/** What came of asking Klarna. */
export type Outcome =
  | { kind: "placed"; result: Omit<Result, "by"> }
  /** `left`: Klarna still has something of the attempt that has to be given back. */
  | { kind: "refused"; answer: Answer; left: boolean }
  /** A click: the customer has to agree at Klarna first. */
  | { kind: "step-up"; answer: Answer; request: Pick<PaymentRequest, "id" | "state"> }
  | { kind: "declined"; answer: Answer }
  /** Klarna was asked and did not answer: it may have worked. */
  | { kind: "unknown"; code: string };
