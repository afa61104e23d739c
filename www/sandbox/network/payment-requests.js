import { Kept } from "../core/kept.js";
import { conflict, notFound } from "./errors.js";
import { refuseWrongSums } from "./line-items.js";

/**
 * @typedef {"SUBMITTED" | "IN_PROGRESS" | "COMPLETED" | "EXPIRED" | "CANCELED" | "DECLINED"} State
 * @typedef {"PARTNER_CANCELED" | "PURCHASE_FLOW_ABORTED" | "TECHNICAL_ERROR" | "PAYMENT_DECLINED"} StateReason
 * @typedef {import("../core/accounts.js").Account} Account
 * @typedef {object} PaymentRequest
 * @property {string} id
 * @property {Account} account whose request it is
 * @property {string} accessToken in the request's URL; the Web SDK looks for it there
 * @property {string} networkSessionId
 * @property {State} state
 * @property {State | undefined} previousState
 * @property {StateReason | undefined} stateReason
 * @property {import("./schemas.js").PaymentRequestData} data
 * @property {import("./schemas.js").AuthorizeData | undefined} authorization what was to be authorized when a step-up was required
 * @property {string | undefined} sessionToken issued on completion
 * @property {string | undefined} customerToken issued on completion, when asked for
 * @property {import("./customer-profile.js").CustomerProfile | undefined} customerProfile told on completion, when asked for
 * @property {string | undefined} customerEmail who went through the journey
 * @property {import("../core/journeys.js").Delivery | undefined} delivery where to and how, when Klarna collected it
 * @property {number} createdAt
 * @property {number} updatedAt
 * @property {number} expiresAt
 */

const LIFE_MS = 3 * 60 * 60 * 1000;
/** @type {State[]} */
const OPEN = ["SUBMITTED", "IN_PROGRESS"];

/** Payment requests: what a customer is asked to accept at Klarna. */
export class PaymentRequests {
  /** @type {Kept<PaymentRequest>} */
  #requests = new Kept();
  #world;
  #changed;
  #updated;

  /**
   * @param {import("../world.js").World} world
   * @param {(request: PaymentRequest) => void} changed runs after every change of state
   * @param {(request: PaymentRequest) => void} updated runs after every change of the partner's
   */
  constructor(world, changed, updated) {
    this.#world = world;
    this.#changed = changed;
    this.#updated = updated;
  }

  /**
   * @param {import("./schemas.js").PaymentRequestData} data
   * @param {{ account: Account, networkSessionId: string, authorization?: import("./schemas.js").AuthorizeData, expiresAt?: number }} origin
   */
  create(data, { account, networkSessionId, authorization, expiresAt }) {
    refuseWrongSums(data);
    const { clock, randomness, ledger } = this.#world;
    const now = clock.now();
    /** @type {PaymentRequest} */
    const request = {
      id: `krn:payment:eu1:request:${randomness.uuid()}`,
      account,
      accessToken: randomness.text(24),
      networkSessionId,
      state: "SUBMITTED",
      previousState: undefined,
      stateReason: undefined,
      data,
      authorization,
      sessionToken: undefined,
      customerToken: undefined,
      customerProfile: undefined,
      customerEmail: undefined,
      delivery: undefined,
      createdAt: now,
      updatedAt: now,
      expiresAt: expiresAt ?? now + LIFE_MS,
    };
    this.#requests.set(request.id, request);
    const entry = { payment_request_id: request.id, state: request.state };
    ledger.record("payment_request", entry, account);
    clock.after(request.expiresAt - now, () => this.#expire(request));
    this.#changed(request);
    return request;
  }

  /**
   * @param {string} id
   * @param {Account} [account] whose it has to be; a page that has the id needs none
   * @throws {import("./errors.js").NetworkError} 404 when unknown or another's
   */
  read(id, account) {
    const request = this.#requests.get(id);
    if (!request || (account && request.account !== account)) throw notFound("payment request");
    this.#expire(request);
    return request;
  }

  /**
   * @param {string} id
   * @param {import("./schemas.js").PaymentRequestChange} change
   * @param {Account} account
   */
  update(id, change, account) {
    const request = this.read(id, account);
    if (request.state !== "SUBMITTED")
      throw conflict(`A payment request that is ${request.state} cannot be changed`);
    const data = { ...request.data, ...change };
    refuseWrongSums(data);
    request.data = data;
    request.updatedAt = this.#world.clock.now();
    this.#updated(request);
    return request;
  }

  /**
   * Adds what the request lacks: how its goods are delivered, and where its customer goes afterwards.
   * @param {PaymentRequest} request
   * @param {Pick<import("./schemas.js").HandOverData, "shipping_config" | "return_url">} more
   */
  complement(request, { shipping_config: shipping, return_url: returnUrl }) {
    const { data } = request;
    request.data = {
      ...(shipping && { shipping_config: shipping }),
      ...data,
      ...(returnUrl !== undefined && {
        customer_interaction_config: { return_url: returnUrl, ...data.customer_interaction_config },
      }),
    };
  }

  /**
   * @param {string} id
   * @param {Account} [account]
   */
  cancel(id, account) {
    const request = this.read(id, account);
    if (!OPEN.includes(request.state))
      throw conflict(`A payment request that is ${request.state} cannot be cancelled`);
    this.move(request, "CANCELED", "PARTNER_CANCELED");
    return request;
  }

  /**
   * The next state, if the request is still open.
   * @param {PaymentRequest} request
   * @param {State} state
   * @param {StateReason} [reason]
   * @returns {boolean} whether it moved
   */
  move(request, state, reason) {
    if (!OPEN.includes(request.state) || request.state === state) return false;
    request.previousState = request.state;
    request.state = state;
    request.stateReason = reason;
    request.updatedAt = this.#world.clock.now();
    const entry = { payment_request_id: request.id, state, state_reason: reason };
    this.#world.ledger.record("payment_request", entry, request.account);
    this.#changed(request);
    return true;
  }

  /** @param {Account} account */
  of(account) {
    return this.all().filter((request) => request.account === account);
  }

  all() {
    return [...this.#requests.values()];
  }

  reset() {
    this.#requests.clear();
  }

  /** @param {PaymentRequest} request */
  #expire(request) {
    if (request.expiresAt <= this.#world.clock.now()) this.move(request, "EXPIRED");
  }
}
