import { IdempotencyKeys } from "./idempotency.js";
import { Notifications } from "./notifications.js";
import { PaymentAuthorization } from "./payment-authorization.js";
import { PaymentRequests } from "./payment-requests.js";
import { PurchaseJourneys } from "./purchase-journeys.js";
import { SessionTokens } from "./session-tokens.js";
import { SignIns } from "./sign-ins.js";

/** The Klarna Network (v2) half of the sandbox. */
export class NetworkApi {
  /** @type {Set<string>} */
  #customerTokens = new Set();

  /** @param {import("../world.js").World} world */
  constructor(world) {
    this.notifications = new Notifications(world);
    this.idempotencyKeys = new IdempotencyKeys(world.clock);
    this.tokens = new SessionTokens(world);
    this.requests = new PaymentRequests(
      world,
      (request) => this.notifications.stateChanged(request),
      (request) => this.notifications.updated(request),
    );
    this.journeys = new PurchaseJourneys(world, this.requests, this.tokens, this.#customerTokens);
    this.signIns = new SignIns(world, this.tokens, this.#customerTokens);
    this.authorization = new PaymentAuthorization(
      world,
      this.tokens,
      this.requests,
      this.#customerTokens,
    );
  }

  reset() {
    this.idempotencyKeys.reset();
    this.tokens.reset();
    this.requests.reset();
    this.authorization.reset();
    this.signIns.reset();
    this.#customerTokens.clear();
  }
}
