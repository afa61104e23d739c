import { PaymentsError } from "./errors.js";
import { differences, refuseWrongSums } from "./order-check.js";
import { customersOf } from "./sessions.js";

/**
 * @typedef {{ orderId: string, authorizationToken: string | undefined, customerToken: string | undefined, sessionId: string | undefined,
 *   orderAmount: number, purchaseCurrency: string, fraudStatus: "ACCEPTED" | "PENDING", redirectUrl: string | undefined,
 *   merchantReference1: string | undefined, autoCapture: boolean }} Order
 */

/** Orders: placed with an authorization, or with a customer token for what recurs. */
export class Orders {
  /** @type {Order[]} */
  #orders = [];
  /** @type {Map<string, Order>} */
  #byIdempotencyKey = new Map();
  #world;
  #authorizations;
  #customerTokens;

  /**
   * @param {import("../world.js").World} world
   * @param {import("./authorizations.js").Authorizations} authorizations
   * @param {import("./customer-tokens.js").CustomerTokens} customerTokens
   */
  constructor(world, authorizations, customerTokens) {
    this.#world = world;
    this.#authorizations = authorizations;
    this.#customerTokens = customerTokens;
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
      return this.#record(data, {
        authorizationToken: token,
        sessionId: session.sessionId,
        fraudStatus: order === "pending" ? "PENDING" : "ACCEPTED",
        redirectUrl: this.#confirmationUrl(
          data.merchant_urls?.confirmation ?? session.data.merchant_urls?.confirmation,
        ),
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
    const order = this.#record(data, {
      customerToken: token.tokenId,
      fraudStatus: fate === "pending" ? "PENDING" : "ACCEPTED",
    });
    if (key !== undefined) this.#byIdempotencyKey.set(key, order);
    return order;
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
   * @param {Pick<Order, "fraudStatus"> & Partial<Order>} made
   */
  #record(data, made) {
    /** @type {Order} */
    const order = {
      orderId: this.#world.randomness.uuid(),
      authorizationToken: undefined,
      customerToken: undefined,
      sessionId: undefined,
      orderAmount: data.order_amount,
      purchaseCurrency: data.purchase_currency,
      redirectUrl: undefined,
      merchantReference1: data.merchant_reference1,
      autoCapture: data.auto_capture ?? false,
      ...made,
    };
    this.#orders.push(order);
    this.#world.ledger.record("order", { ...orderEntry(order) });
    return order;
  }

  /** @param {string | undefined} confirmation */
  #confirmationUrl(confirmation) {
    return confirmation && `${this.#world.url}/kp/redirect?to=${encodeURIComponent(confirmation)}`;
  }
}

/**
 * The order as the ledger shows it.
 * @param {Order} order
 */
export const orderEntry = (order) => ({
  order_id: order.orderId,
  authorization_token: order.authorizationToken,
  customer_token: order.customerToken,
  session_id: order.sessionId,
  order_amount: order.orderAmount,
  purchase_currency: order.purchaseCurrency,
  fraud_status: order.fraudStatus,
  merchant_reference1: order.merchantReference1,
  auto_capture: order.autoCapture,
});
