import { IdempotencyKeys } from "../core/idempotency-keys.js";
import { CustomerTokens } from "./customer-tokens.js";
import { conflict } from "./errors.js";
import { Notifications } from "./notifications.js";
import { PaymentAuthorization } from "./payment-authorization.js";
import { PaymentRequests } from "./payment-requests.js";
import { PurchaseJourneys } from "./purchase-journeys.js";
import { SessionTokens } from "./session-tokens.js";
import { SignIns } from "./sign-ins.js";
import { Transactions } from "./transactions.js";
import { WebhookRegistry } from "./webhook-registry.js";

/** The Klarna Network (v2) half of the sandbox. */
export class NetworkApi {
  /** @param {import("../world.js").World} world */
  constructor(world) {
    this.webhooks = new WebhookRegistry(world);
    this.notifications = new Notifications(world, this.webhooks);
    this.idempotencyKeys = new IdempotencyKeys(world.clock, () =>
      conflict("The idempotency key has been used with another request"),
    );
    this.tokens = new SessionTokens(world);
    this.customerTokens = new CustomerTokens(world.randomness);
    this.requests = new PaymentRequests(
      world,
      (request) => this.notifications.stateChanged(request),
      (request) => this.notifications.updated(request),
    );
    this.journeys = new PurchaseJourneys(world, this.requests, this.tokens, this.customerTokens);
    this.signIns = new SignIns(world, this.tokens, this.customerTokens);
    this.transactions = new Transactions(world);
    this.authorization = new PaymentAuthorization(
      world,
      this.tokens,
      this.requests,
      this.customerTokens,
      this.transactions,
    );
  }

  reset() {
    this.idempotencyKeys.reset();
    this.notifications.reset();
    this.tokens.reset();
    this.requests.reset();
    this.authorization.reset();
    this.transactions.reset();
    this.signIns.reset();
    this.customerTokens.reset();
  }
}
