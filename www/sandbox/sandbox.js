import {
  Advance,
  CustomerTokenState,
  check,
  checkSdkFault,
  EndpointFault,
  FraudDecision,
  Resending,
  Seed,
  Settings,
} from "./control/schemas.js";
import { Ledger } from "./core/ledger.js";
import { NetworkApi } from "./network/network-api.js";
import { paymentRequestView } from "./network/payment-request-view.js";
import { transactionView } from "./network/transactions.js";
import { orderEntry } from "./payments/order-view.js";
import { PaymentsApi } from "./payments/payments-api.js";
import { DEFAULT_CREDENTIALS, World } from "./world.js";

/** @typedef {import("./public.js").Settings} Settings */

/** The sandbox's two Klarnas, and everything a test may ask of them or do to them. */
export class SandboxControl {
  /** What Klarna's SDKs look like where their addresses do not say. @type {import("./public.js").SdkVariant} */
  sdkVariant = {};
  #initial;

  /**
   * @param {number} seed
   * @param {readonly import("./world.js").Credentials[]} accounts
   * @param {Settings} settings those to start with, and to come back to
   */
  constructor(seed, accounts, settings) {
    this.world = new World(seed, accounts);
    this.payments = new PaymentsApi(this.world);
    this.network = new NetworkApi(this.world);
    this.configure(settings);
    this.#initial = this.settings();
  }

  /**
   * A further account, with credentials of its own.
   * @returns {import("./public.js").Credentials}
   */
  openAccount() {
    const { accounts } = this.world;
    const number = accounts.count + 1;
    const { username, password, apiKey, clientId } = DEFAULT_CREDENTIALS;
    const account = Object.freeze({
      username: `${username}-${number}`,
      password,
      apiKey: `${apiKey}-${number}`,
      clientId: `${clientId}-${number}`,
      accountId: `krn:partner:global:account:test:SANDBOX${number}`,
    });
    accounts.open(account);
    return account;
  }

  /**
   * Everything that happened and everything there is, in Klarna's own field names.
   * @param {string} [accountId] only what is this account's
   * @returns {import("./public.js").SandboxLedger}
   * @throws {RangeError} when there is no such account
   */
  ledger(accountId) {
    const { accounts, ledger } = this.world;
    const only = accountId === undefined ? undefined : accounts.byId(accountId);
    if (accountId !== undefined && !only) throw new RangeError(`account: there is no ${accountId}`);
    /** @type {<T extends { account: import("./core/accounts.js").Account }>(all: T[]) => T[]} */
    const its = (all) => (only ? all.filter(({ account }) => account === only) : all);
    const entries = ledger.entries(accountId);
    return {
      entries,
      ...Ledger.parts(entries),
      paymentRequests: its(this.network.requests.all()).map((request) =>
        paymentRequestView(request, this.world.browserUrl),
      ),
      transactions: its(this.network.transactions.all()).map(transactionView),
      sessions: its(this.payments.sessions.all()).map(
        ({ sessionId, status, data, authorizationToken }) => ({
          session_id: sessionId,
          status,
          authorization_token: authorizationToken,
          ...data,
        }),
      ),
      authorizations: this.payments.authorizations
        .all()
        .filter(({ session }) => !only || session.account === only)
        .map(({ token, session, cancelled, uses, agreed }) => ({
          authorization_token: token,
          session_id: session.sessionId,
          order_amount: agreed.order_amount,
          state: cancelled ? "cancelled" : uses.size > 0 ? "used" : "open",
        })),
      orders: its(this.payments.orders.all()).map((order) =>
        orderEntry(order, this.world.clock.now()),
      ),
      customerTokens: its(this.payments.customerTokens.all()).map(({ tokenId, state }) => ({
        token_id: tokenId,
        state,
      })),
    };
  }

  /** @returns {Required<Settings>} */
  settings() {
    const { choice, journeys } = this.world;
    const { flow, categories, sdkVersion } = this.payments.sessions;
    return {
      scenario: choice.chosen.id,
      journey: journeys.mode,
      flow,
      categories,
      sdkVersion,
      repeatedOrder: this.payments.orders.repeated,
      orderAddresses: this.payments.orders.addresses,
      sdkVariant: this.sdkVariant,
      browserUrl: this.world.routedUrl,
    };
  }

  /**
   * @param {Settings} settings what to change; the rest stays
   * @throws {RangeError} when there is no such scenario, journey, flow or version
   */
  configure(settings) {
    check(Settings, settings, "settings");
    const {
      scenario,
      journey,
      flow,
      categories,
      sdkVersion,
      repeatedOrder,
      orderAddresses,
      sdkVariant,
      browserUrl,
    } = settings;
    const { choice, journeys } = this.world;
    const { sessions, orders } = this.payments;
    if (scenario !== undefined) choice.choose(scenario);
    if (journey !== undefined) journeys.mode = journey;
    if (flow !== undefined) sessions.flow = flow;
    if (sdkVersion !== undefined) sessions.sdkVersion = sdkVersion;
    if (browserUrl !== undefined) this.world.routedUrl = browserUrl;
    if (sdkVariant !== undefined) this.sdkVariant = { ...sdkVariant };
    if (repeatedOrder !== undefined) orders.repeated = repeatedOrder;
    if (orderAddresses !== undefined) orders.addresses = orderAddresses;
    if (categories !== undefined) sessions.categories = [...categories];
    this.world.ledger.changed();
  }

  /**
   * @param {import("./core/faults.js").EndpointFault} fault
   * @throws {RangeError} when it is no fault that the servers know
   */
  injectFault(fault) {
    check(EndpointFault, fault, "fault");
    this.world.faults.armEndpoint(fault);
    this.world.ledger.changed();
  }

  /**
   * @param {import("./core/faults.js").SdkFault} fault
   * @throws {RangeError} when there is no such call, or it does not know that kind
   */
  injectSdkFault(fault) {
    checkSdkFault(fault);
    this.world.faults.armSdk(fault);
    this.world.ledger.changed();
  }

  clearFaults() {
    this.world.faults.reset();
    this.world.ledger.changed();
  }

  faults() {
    return this.world.faults.armed;
  }

  clock() {
    return { now: this.world.clock.iso(), aheadMs: this.world.clock.aheadMs };
  }

  /**
   * @param {number} byMs lets tokens expire and retries fall due without waiting
   * @throws {RangeError} when that is no whole number of milliseconds, or leads back
   */
  advanceClock(byMs) {
    check(Advance, byMs, "byMs");
    this.world.clock.advance(byMs);
    this.world.ledger.changed();
  }

  /**
   * Notes a call of an SDK look-alike and answers with the fault that is to hit it.
   * @param {string} sdk
   * @param {string} call
   * @param {unknown} details
   */
  sdkCalled(sdk, call, details) {
    this.world.ledger.record("sdk_call", { sdk, call, details });
    return this.world.faults.forSdkCall(sdk, call);
  }

  /**
   * What becomes of a customer token, as in Klarna's portal.
   * @param {string} tokenId
   * @param {import("./payments/customer-tokens.js").CustomerToken["state"]} state
   * @returns {boolean} whether there is such a token
   * @throws {RangeError} when there is no such state
   */
  setCustomerToken(tokenId, state) {
    check(CustomerTokenState, state, "state");
    return this.payments.customerTokens.setState(tokenId, state);
  }

  /**
   * Ends Klarna's review of an order, or stops an order that was accepted, and tells the shop's notification URL.
   * @param {string} orderId
   * @param {import("./public.js").FraudDecision} decision
   * @returns {boolean} whether that was possible: there is such an order, and it has not been decided otherwise
   * @throws {RangeError} when there is no such decision
   */
  reviewOrder(orderId, decision) {
    check(FraudDecision, decision, "decision");
    const order = this.payments.orders.find(orderId);
    return order !== undefined && this.payments.fraudReview.decide(order, decision);
  }

  /**
   * Sends an event of a webhook once more.
   * @param {string} eventId
   * @param {import("./public.js").Resending} [how]
   * @returns {boolean} whether such an event was sent
   * @throws {RangeError} when there is no such way to send it
   */
  resendWebhook(eventId, how = "again") {
    check(Resending, how, "how");
    return this.network.notifications.resend(eventId, how);
  }

  /**
   * Forgets what happened, and goes back to the settings of the start. Webhooks and their keys stay: they are the shop's
   * configuration at Klarna.
   *
   * @param {number} [seed] with it, identifiers are dealt from the start again
   */
  reset(seed) {
    if (seed !== undefined) check(Seed, seed, "seed");
    this.world.reset(seed);
    this.payments.reset();
    this.network.reset();
    this.configure(this.#initial);
  }
}
