import { IdempotencyKeys } from "../core/idempotency-keys.js";
import { AuthorizationCallback } from "./authorization-callback.js";
import { Authorizations } from "./authorizations.js";
import { CustomerTokens } from "./customer-tokens.js";
import { PaymentsError } from "./errors.js";
import { FraudReview } from "./fraud-review.js";
import { HostedPaymentPage } from "./hosted-payment-page.js";
import { OrderManagement } from "./order-management.js";
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
    this.management = new OrderManagement(world);
    this.idempotencyKeys = new IdempotencyKeys(
      world.clock,
      () => new PaymentsError(409, "CONFLICT", "The key has been used with another request"),
    );
    this.fraudReview = new FraudReview(world, this.management);
    this.orders = new Orders(
      world,
      this.authorizations,
      this.customerTokens,
      this.fraudReview,
      this.management,
    );
    this.pages = new HostedPaymentPage(world, this);
    this.purchases = new Purchases(world, this.sessions, this.authorizations);
  }

  reset() {
    this.sessions.reset();
    this.authorizations.reset();
    this.customerTokens.reset();
    this.orders.reset();
    this.pages.reset();
    this.purchases.reset();
    this.idempotencyKeys.reset();
  }
}
