import { isDeepStrictEqual } from "node:util";
import { KEPT_MS } from "../core/idempotency-keys.js";
import { Kept } from "../core/kept.js";
import { wellFormed } from "../core/well-formed.js";
import { invalidToken } from "./authorizations.js";
import { PaymentsError } from "./errors.js";
import { withPlaceholders } from "./merchant-urls.js";
import { differences } from "./order-differences.js";
import { ORDER_LIFE_MS } from "./order-state.js";
import { orderEntry } from "./order-view.js";
import { customersOf } from "./sessions.js";

/**
 * @typedef {import("../core/scenarios.js").Effects["order"]} Fate
 * @typedef {import("../core/accounts.js").Account} Account
 * @typedef {object} Order
 * @property {string} orderId
 * @property {Account} account whose order it is
 * @property {string | undefined} authorizationToken
 * @property {string | undefined} customerToken
 * @property {string | undefined} sessionId
 * @property {import("./schemas.js").CustomerTokenOrderData} data
 * @property {import("./schemas.js").CustomerTokenOrderData} firstData as it was placed
 * @property {"ACCEPTED" | "PENDING" | "REJECTED"} fraudStatus
 * @property {number | undefined} rejectedAt
 * @property {string | undefined} redirectUrl
 * @property {string | undefined} notificationUrl
 * @property {number} placedAt
 * @property {number} expiresAt until when it can be captured
 * @property {number} originalAmount what was authorized at first
 * @property {(import("./order-management-schemas.js").CaptureData & { capture_id: string })[]} captures
 * @property {(import("./order-management-schemas.js").RefundData & { refund_id: string })[]} refunds
 * @property {boolean} isCancelled
 * @property {boolean} isReleased what was not captured is given up
 * @property {boolean} isAcknowledged
 */

/** @typedef {NonNullable<import("./schemas.js").OrderData["merchant_urls"]>} MerchantUrls */

/**
 * The fates that begin with a review, and how that ends by itself, if it does.
 * @type {ReadonlyMap<Fate, import("../public.js").FraudDecision | undefined>}
 */
const REVIEWED = new Map(
  /** @type {const} */ ([
    ["pending", undefined],
    ["pending-accepted", "ACCEPTED"],
    ["pending-rejected", "REJECTED"],
  ]),
);

/** @type {readonly import("../public.js").RepeatedOrder[]} */
export const REPEATED_ORDERS = Object.freeze([
  "session-completed",
  "invalid-operation",
  "same-order",
]);

/** The first order of a session closes it. */
const sessionCompleted = () =>
  new PaymentsError(404, "SESSION_COMPLETED", "The session is already completed");

/** Orders: placed with an authorization, or with a customer token for what recurs. */
export class Orders {
  /** @type {Kept<Order>} */
  #orders = new Kept();
  /** @type {Kept<Order>} */
  #byIdempotencyKey = new Kept();
  #world;
  #authorizations;
  #customerTokens;
  #fraudReview;
  #management;
  /** What a second order with the same token and body is answered. @type {import("../public.js").RepeatedOrder} */
  repeated = "session-completed";
  /** Whether an order may leave out an address that was authorized. @type {import("../public.js").OrderAddresses} */
  addresses = "may-be-left-out";

  /**
   * @param {import("../world.js").World} world
   * @param {import("./authorizations.js").Authorizations} authorizations
   * @param {import("./customer-tokens.js").CustomerTokens} customerTokens
   * @param {import("./fraud-review.js").FraudReview} fraudReview
   * @param {import("./order-management.js").OrderManagement} management
   */
  constructor(world, authorizations, customerTokens, fraudReview, management) {
    this.#management = management;
    this.#world = world;
    this.#authorizations = authorizations;
    this.#customerTokens = customerTokens;
    this.#fraudReview = fraudReview;
  }

  /**
   * @param {string} token
   * @param {import("./schemas.js").OrderData} data
   * @param {Account} account
   */
  place(token, data, account) {
    return this.#authorizations.spend(token, account, "order", {
      make: (authorization) => this.#place(authorization, data),
      again: (order) => this.#placeAgain(order, data),
    });
  }

  /**
   * @param {import("./authorizations.js").Authorization} authorization
   * @param {import("./schemas.js").OrderData} data
   */
  #place({ token, session, agreed }, data) {
    const { order } = this.#world.choice.effects(...customersOf(session));
    if (order === "expired") throw invalidToken();
    if (session.data.intent === "tokenize")
      throw new PaymentsError(
        403,
        "INVALID_OPERATION",
        "The session is for a customer token, not for an order",
      );
    if (session.status === "complete") throw sessionCompleted(); // by another authorization of it
    if (order === "rejected") throw new PaymentsError(403, "REJECTED", "The order was rejected");
    if (order === "broken")
      throw new PaymentsError(500, "INTERNAL_SERVER_ERROR", "Something went wrong");
    // A token is of the order that its customer saw, and Klarna also compares with what the session was told since.
    const different = new Set(
      [agreed, session.data].flatMap((known) => differences(known, data, this.addresses)),
    );
    if (different.size > 0)
      throw new PaymentsError(
        409,
        "BAD_VALUE",
        `Not matching fields: [${[...different].join(", ")}]`,
      );
    return this.#record(data, order, session.account, {
      authorizationToken: token,
      sessionId: session.sessionId,
      merchantUrls: { ...session.data.merchant_urls, ...data.merchant_urls },
    });
  }

  /**
   * An order for a token that has one already. Sources disagree about the same body; a setting says which is right.
   * @param {Order} order
   * @param {import("./schemas.js").OrderData} data
   */
  #placeAgain(order, data) {
    if (!isDeepStrictEqual(order.firstData, data))
      throw new PaymentsError(409, "BAD_VALUE", "The order was completed with a different body");
    if (this.repeated === "same-order") return order;
    if (this.repeated === "invalid-operation")
      throw new PaymentsError(403, "INVALID_OPERATION", "The authorization is already consumed");
    throw sessionCompleted();
  }

  /**
   * @param {string} customerToken
   * @param {import("./schemas.js").CustomerTokenOrderData} data
   * @param {Account} account
   * @param {string | undefined} idempotencyKey a repeated key gets the first order again, for 24 hours
   */
  charge(customerToken, data, account, idempotencyKey) {
    const token = this.#customerTokens.usable(customerToken, account);
    const key = idempotencyKey === undefined ? undefined : `${token.tokenId} ${idempotencyKey}`;
    const earlier = key === undefined ? undefined : this.#byIdempotencyKey.get(key);
    if (earlier && earlier.placedAt + KEPT_MS > this.#world.clock.now()) return earlier;
    const { order: fate } = this.#world.choice.effects(token.email);
    if (fate === "rejected")
      throw new PaymentsError(
        403,
        "PAYMENT_METHOD_FAILED",
        "The payment method could not be charged",
      );
    const order = this.#record(data, fate, account, {
      customerToken: token.tokenId,
      merchantUrls: data.merchant_urls ?? {},
    });
    if (key !== undefined) this.#byIdempotencyKey.set(key, order);
    return order;
  }

  /**
   * @param {string} orderId
   * @param {Account} account
   * @throws {PaymentsError} 404 when unknown or another's
   */
  read(orderId, account) {
    const order = this.find(orderId);
    if (order?.account !== account)
      throw new PaymentsError(404, "NO_SUCH_ORDER", `Order ${orderId} cannot be found.`);
    return order;
  }

  /** @param {string} orderId */
  find(orderId) {
    return this.#orders.get(orderId);
  }

  all() {
    return [...this.#orders.values()];
  }

  reset() {
    this.#orders.clear();
    this.#byIdempotencyKey.clear();
  }

  /**
   * @param {import("./schemas.js").CustomerTokenOrderData} data
   * @param {Fate} fate
   * @param {Account} account
   * @param {{ authorizationToken?: string, sessionId?: string, customerToken?: string, merchantUrls: MerchantUrls }} origin
   */
  #record(data, fate, account, { authorizationToken, sessionId, customerToken, merchantUrls }) {
    const { randomness, clock, ledger, browserUrl } = this.#world;
    const orderId = randomness.uuid();
    const { confirmation, notification } = merchantUrls;
    /** @type {Order} */
    const order = {
      orderId,
      account,
      authorizationToken,
      customerToken,
      sessionId,
      data,
      firstData: data,
      fraudStatus: REVIEWED.has(fate) ? "PENDING" : "ACCEPTED",
      rejectedAt: undefined,
      redirectUrl:
        confirmation &&
        redirectUrl(browserUrl, withPlaceholders(confirmation, { orderId, sessionId })),
      notificationUrl: notification,
      placedAt: clock.now(),
      expiresAt: clock.now() + ORDER_LIFE_MS,
      originalAmount: data.order_amount,
      captures: [],
      refunds: [],
      isCancelled: false,
      isReleased: false,
      isAcknowledged: false,
    };
    this.#orders.set(orderId, order);
    if (order.fraudStatus === "ACCEPTED" && data.auto_capture) this.#management.captureAll(order);
    ledger.record("order", { ...orderEntry(order, clock.now()) }, order.account);
    const decision = REVIEWED.get(fate);
    if (decision) this.#fraudReview.schedule(order, decision);
    return order;
  }
}

/**
 * By way of Klarna to the shop's confirmation page.
 * @param {string} sandboxUrl
 * @param {string} confirmation
 */
const redirectUrl = (sandboxUrl, confirmation) =>
  `${sandboxUrl}/kp/redirect?to=${encodeURIComponent(wellFormed(confirmation))}`;
