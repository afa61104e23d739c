import { wellFormed } from "../core/well-formed.js";
import { PaymentsError } from "./errors.js";
import { withPlaceholders } from "./merchant-urls.js";
import { differences, refuseWrongSums } from "./order-check.js";
import { orderEntry } from "./order-view.js";
import { customersOf } from "./sessions.js";

/**
 * @typedef {import("../core/scenarios.js").Effects["order"]} Fate
 * @typedef {object} Order
 * @property {string} orderId
 * @property {string | undefined} authorizationToken
 * @property {string | undefined} customerToken
 * @property {string | undefined} sessionId
 * @property {import("./schemas.js").CustomerTokenOrderData} data
 * @property {"ACCEPTED" | "PENDING" | "REJECTED"} fraudStatus
 * @property {number | undefined} rejectedAt
 * @property {string | undefined} redirectUrl
 * @property {string | undefined} notificationUrl
 * @property {number} placedAt
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

/** Orders: placed with an authorization, or with a customer token for what recurs. */
export class Orders {
  /** @type {Order[]} */
  #orders = [];
  /** @type {Map<string, Order>} */
  #byIdempotencyKey = new Map();
  #world;
  #authorizations;
  #customerTokens;
  #fraudReview;

  /**
   * @param {import("../world.js").World} world
   * @param {import("./authorizations.js").Authorizations} authorizations
   * @param {import("./customer-tokens.js").CustomerTokens} customerTokens
   * @param {import("./fraud-review.js").FraudReview} fraudReview
   */
  constructor(world, authorizations, customerTokens, fraudReview) {
    this.#world = world;
    this.#authorizations = authorizations;
    this.#customerTokens = customerTokens;
    this.#fraudReview = fraudReview;
  }

  /**
   * @param {string} token
   * @param {import("./schemas.js").OrderData} data
   */
  place(token, data) {
    return this.#authorizations.spend(token, "order", ({ session, snapshot }) => {
      const { order } = this.#world.choice.effects(...customersOf(session));
      if (order === "expired")
        throw new PaymentsError(404, "NOT_FOUND", "Invalid authorization token, or it has expired");
      if (session.data.intent === "tokenize")
        throw new PaymentsError(
          403,
          "INVALID_OPERATION",
          "The session is for a customer token, not for an order",
        );
      if (order === "rejected") throw new PaymentsError(403, "REJECTED", "The order was rejected");
      if (order === "broken")
        throw new PaymentsError(500, "INTERNAL_SERVER_ERROR", "Something went wrong");
      refuseWrongSums(data);
      const different = differences(snapshot, data);
      if (different.length > 0)
        throw new PaymentsError(
          409,
          "BAD_VALUE",
          ...different.map((field) => `Not matching fields: ${field}`),
        );
      return this.#record(data, order, {
        authorizationToken: token,
        sessionId: session.sessionId,
        merchantUrls: { ...session.data.merchant_urls, ...data.merchant_urls },
      });
    });
  }

  /**
   * @param {string} customerToken
   * @param {import("./schemas.js").CustomerTokenOrderData} data
   * @param {string | undefined} idempotencyKey a repeated key gets the first order again
   */
  charge(customerToken, data, idempotencyKey) {
    const token = this.#customerTokens.usable(customerToken);
    const key = idempotencyKey === undefined ? undefined : `${token.tokenId} ${idempotencyKey}`;
    const earlier = key === undefined ? undefined : this.#byIdempotencyKey.get(key);
    if (earlier) return earlier;
    refuseWrongSums(data);
    const { order: fate } = this.#world.choice.effects(token.email);
    if (fate === "rejected")
      throw new PaymentsError(
        403,
        "PAYMENT_METHOD_FAILED",
        "The payment method could not be charged",
      );
    const order = this.#record(data, fate, {
      customerToken: token.tokenId,
      merchantUrls: data.merchant_urls ?? {},
    });
    if (key !== undefined) this.#byIdempotencyKey.set(key, order);
    return order;
  }

  /**
   * @param {string} orderId
   * @throws {PaymentsError} 404 when unknown
   */
  read(orderId) {
    const order = this.find(orderId);
    if (!order) throw new PaymentsError(404, "NO_SUCH_ORDER", `Order ${orderId} cannot be found.`);
    return order;
  }

  /** @param {string} orderId */
  find(orderId) {
    return this.#orders.find((known) => known.orderId === orderId);
  }

  all() {
    return [...this.#orders];
  }

  reset() {
    this.#orders = [];
    this.#byIdempotencyKey.clear();
  }

  /**
   * @param {import("./schemas.js").CustomerTokenOrderData} data
   * @param {Fate} fate
   * @param {{ authorizationToken?: string, sessionId?: string, customerToken?: string, merchantUrls: MerchantUrls }} origin
   */
  #record(data, fate, { authorizationToken, sessionId, customerToken, merchantUrls }) {
    const { randomness, clock, ledger, url } = this.#world;
    const orderId = randomness.uuid();
    const { confirmation, notification } = merchantUrls;
    /** @type {Order} */
    const order = {
      orderId,
      authorizationToken,
      customerToken,
      sessionId,
      data,
      fraudStatus: REVIEWED.has(fate) ? "PENDING" : "ACCEPTED",
      rejectedAt: undefined,
      redirectUrl:
        confirmation && redirectUrl(url, withPlaceholders(confirmation, { orderId, sessionId })),
      notificationUrl: notification,
      placedAt: clock.now(),
    };
    this.#orders.push(order);
    ledger.record("order", { ...orderEntry(order) });
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
