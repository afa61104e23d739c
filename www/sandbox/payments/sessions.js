import { Kept } from "../core/kept.js";
import { problems, refuseBadValues } from "./checked.js";
import { clientToken as newClientToken } from "./client-token.js";
import { PaymentsError } from "./errors.js";
import { NewSession } from "./schemas.js";

const SESSION_LIFE_MS = 48 * 60 * 60 * 1000;

/**
 * @typedef {import("./schemas.js").SessionData} SessionData
 * @typedef {import("./schemas.js").SessionChange} SessionChange
 * @typedef {NonNullable<SessionData["shipping_address"]>} Address
 * @typedef {import("../core/accounts.js").Account} Account
 * @typedef {{ sessionId: string, account: Account, clientToken: string, expiresAt: number, status: "incomplete" | "complete", data: SessionData,
 *   authorizationToken: string | undefined, awaitsFinalize: boolean, customerEmail: string | undefined,
 *   isExpress: boolean, collectedAddress: Address | undefined }} Session
 *   `awaitsFinalize`: an `authorize` with `auto_finalize: false` was approved; `customerEmail`: who went through the journey;
 *   `isExpress`: paid by Express Checkout; `collectedAddress`: where to send the goods, as Klarna asked the customer
 * @typedef {import("../public.js").Flow} Flow how the JS SDK runs a purchase; in Klarna's token an "experiment"
 */

/** Sessions for recurring purchases need no `load` before `authorize`. */
const SELF_LOADING = [{ name: "kpc-ua", variate: "variate-1" }];

/** @param {SessionData} data */
const isRecurring = ({ intent = "buy" }) => intent !== "buy";

/** @type {Record<Flow, { name: string, variate: string }[]>} */
const EXPERIMENTS = {
  iframe: [],
  popup: [{ name: "popup-purchase-flow", variate: "variate-1" }],
  "purchase-flow": [{ name: "utopia-flow", variate: "variate-1" }],
  "static-widget": [
    { name: "utopia-flow", variate: "variate-1" },
    { name: "utopia-static-widget", variate: "variate-1" },
  ],
};

/** @type {Record<string, string>} */
const CATEGORY_NAMES = {
  klarna: "Pay with Klarna",
  pay_later: "Pay later",
  pay_now: "Pay now",
  pay_over_time: "Financing",
  direct_bank_transfer: "Bank transfer",
  direct_debit: "Direct debit",
};

export const FLOWS = Object.freeze(/** @type {Flow[]} */ (Object.keys(EXPERIMENTS)));

/** Payment sessions of Klarna Payments v1: created and updated by the shop's server, and by the SDK on the way. */
export class Sessions {
  /** @type {Kept<Session>} */
  #sessions = new Kept();
  /** @type {Flow} */
  flow = "iframe";
  /** The payment method categories that new sessions are offered; current accounts have one. */
  categories = ["klarna"];
  /** Which version of `api.js` new sessions are for. */
  sdkVersion = "v1.10.0-2173-g3087d075";

  #world;

  /** @param {import("../world.js").World} world */
  constructor(world) {
    this.#world = world;
  }

  /**
   * @param {SessionData} data
   * @param {Account} account whose session it is
   * @param {Flow} [flow]
   */
  create(data, account, flow = this.flow) {
    const { randomness, clock, ledger } = this.#world;
    const sessionId = randomness.uuid();
    /** @type {Session} */
    const session = {
      sessionId,
      account,
      clientToken: newClientToken(
        {
          sessionId,
          baseUrl: `${this.#world.browserUrl}/kp`,
          merchantName: this.#world.merchantName,
          country: data.purchase_country.toUpperCase(),
          language: data.locale?.split("-")[0] ?? "en",
          orderAmount: data.order_amount,
          version: this.sdkVersion,
          experiments: [...EXPERIMENTS[flow], ...(isRecurring(data) ? SELF_LOADING : [])],
        },
        randomness,
      ),
      expiresAt: clock.now() + SESSION_LIFE_MS,
      status: "incomplete",
      data,
      authorizationToken: undefined,
      awaitsFinalize: false,
      customerEmail: undefined,
      isExpress: false,
      collectedAddress: undefined,
    };
    this.#sessions.set(sessionId, session);
    const { clientToken: client_token } = session;
    const entry = { session_id: sessionId, client_token, order_amount: data.order_amount };
    ledger.record("session", entry, account);
    return session;
  }

  /**
   * The session, if it is still open to the shop.
   * @param {string} sessionId
   * @param {Account} account
   * @throws {PaymentsError} 404 when it is unknown, another's or expired
   */
  read(sessionId, account) {
    const session = this.#sessions.get(sessionId);
    if (session?.account !== account || session.expiresAt <= this.#world.clock.now())
      throw new PaymentsError(404, "NOT_FOUND", `Invalid session id ${sessionId}`);
    return session;
  }

  /**
   * @param {string} sessionId
   * @param {SessionChange} change
   * @param {Account} account
   */
  update(sessionId, change, account) {
    const session = this.read(sessionId, account);
    if (session.status === "complete")
      throw new PaymentsError(
        404,
        "SESSION_COMPLETED",
        "An order has been placed with this session",
      );
    const data = { ...session.data, ...change };
    refuseBadValues(problems(NewSession, data));
    session.data = data;
  }

  /**
   * The customer's journey is over, and with some the session.
   * @param {Session} session
   * @param {import("../core/journeys.js").Journey} journey
   */
  noteJourney(session, { email, ending }) {
    session.customerEmail = email ?? session.customerEmail;
    if (ending === "expired") session.expiresAt = this.#world.clock.now();
  }

  /**
   * The open session that a client token belongs to.
   * @param {string} token
   */
  ofClientToken(token) {
    const session = this.all().find((known) => known.clientToken === token);
    return session && session.status === "incomplete" && session.expiresAt > this.#world.clock.now()
      ? session
      : undefined;
  }

  /** The categories as a new session's answer lists them. */
  paymentMethodCategories() {
    const asset = `${this.#world.browserUrl}/kp/badge.svg`;
    return this.categories.map((identifier) => ({
      identifier,
      name: CATEGORY_NAMES[identifier] ?? identifier,
      asset_urls: { descriptive: asset, standard: asset },
    }));
  }

  /** @param {string} sessionId */
  find(sessionId) {
    return this.#sessions.get(sessionId);
  }

  all() {
    return [...this.#sessions.values()];
  }

  reset() {
    this.#sessions.clear();
  }
}

/**
 * The answer to a session's creation.
 * @param {Sessions} sessions
 * @param {Session} session
 */
export const newSessionView = (sessions, { sessionId, clientToken }) => ({
  session_id: sessionId,
  client_token: clientToken,
  payment_method_categories: sessions.paymentMethodCategories(),
});

/**
 * The session as `GET /payments/v1/sessions/{id}` shows it.
 * @param {Sessions} sessions
 * @param {Session} session
 */
export const sessionView = (sessions, session) => ({
  ...session.data,
  client_token: session.clientToken,
  payment_method_categories: sessions.paymentMethodCategories(),
  authorization_token: session.authorizationToken,
  collected_shipping_address: session.collectedAddress,
  status: session.status,
  expires_at: new Date(session.expiresAt).toISOString(),
});

/**
 * Who is known to be the customer, the one who went through the journey first.
 * @param {Session} session
 */
export const customersOf = (session) => [
  session.customerEmail,
  session.data.billing_address?.email,
];
