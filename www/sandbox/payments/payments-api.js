import { AuthorizationCallback } from "./authorization-callback.js";
import { Authorizations } from "./authorizations.js";
import { CustomerTokens } from "./customer-tokens.js";
import { FraudReview } from "./fraud-review.js";
import { Orders } from "./orders.js";
import { Purchases } from "./purchases.js";
import { Sessions } from "./sessions.js";

/** The Klarna Payments (v1) half of the sandbox. */
export class PaymentsApi {
  /** @param {import("../world.js").World} world */
  constructor(world) {
    this.sessions = new Sessions(world);
    this.authorizations = new Authorizations(world, new AuthorizationCallback(world));
    this.customerTokens = new CustomerTokens(world, this.authorizations);
    this.fraudReview = new FraudReview(world);
    this.orders = new Orders(world, this.authorizations, this.customerTokens, this.fraudReview);
    this.purchases = new Purchases(world, this.sessions, this.authorizations);
  }

  reset() {
    this.sessions.reset();
    this.authorizations.reset();
    this.customerTokens.reset();
    this.orders.reset();
    this.purchases.reset();
  }
}
