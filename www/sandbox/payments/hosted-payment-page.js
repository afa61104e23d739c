import { Kept } from "../core/kept.js";
import { PaymentsError } from "./errors.js";
import { customersOf } from "./sessions.js";

/**
 * @typedef {import("./sessions.js").Session} Session
 * @typedef {import("../core/accounts.js").Account} Account
 * @typedef {import("../core/journeys.js").Ending} Ending
 * @typedef {"WAITING" | "IN_PROGRESS" | "COMPLETED" | "CANCELLED" | "FAILED" | "ERROR" | "DISABLED"} State
 * @typedef {import("./hosted-payment-page-routes.js").PageData} PageData
 * @typedef {{ id: string, session: Session, data: PageData, state: State, authorizationToken: string | undefined,
 *   orderId: string | undefined, updatedAt: number, expiresAt: number }} Page
 */

/** How a customer's way to Klarna ends, and which address of the shop it leads to, or else which other. */
const ENDINGS = /** @type {const} */ ({
  declined: ["FAILED", "failure"],
  left: ["CANCELLED", "cancel", "back"],
  failed: ["ERROR", "error"],
  expired: ["ERROR", "error"],
});

/** Klarna's own payment page, for shops that redirect to it: it authorizes a session, and may place the order at once. */
export class HostedPaymentPage {
  /** @type {Kept<Page>} */
  #pages = new Kept();
  #world;
  #payments;

  /**
   * @param {import("../world.js").World} world
   * @param {{ sessions: import("./sessions.js").Sessions, authorizations: import("./authorizations.js").Authorizations,
   *   orders: import("./orders.js").Orders }} payments
   */
  constructor(world, payments) {
    this.#world = world;
    this.#payments = payments;
  }

  /**
   * @param {PageData} data
   * @param {Account} account
   * @throws {PaymentsError} 404 when there is no such payment session
   */
  create(data, account) {
    const sessionId = data.payment_session_url.split("/").at(-1) ?? "";
    const session = this.#payments.sessions.read(sessionId, account);
    const { randomness, clock } = this.#world;
    /** @type {Page} */
    const page = {
      id: randomness.uuid(),
      session,
      data,
      state: "WAITING",
      authorizationToken: undefined,
      orderId: undefined,
      updatedAt: clock.now(),
      expiresAt: session.expiresAt,
    };
    this.#pages.set(page.id, page);
    return page;
  }

  /**
   * @param {string} id
   * @param {Account} [account] whose it has to be; the customer who has the address needs none
   * @throws {PaymentsError} 404 when unknown or another's
   */
  read(id, account) {
    const page = this.#pages.get(id);
    if (!page || (account && page.session.account !== account))
      throw new PaymentsError(404, "NOT_FOUND", `Invalid session id ${id}`);
    return page;
  }

  /** @param {Page} page that no customer is to come to any more */
  disable(page) {
    if (page.state !== "WAITING" && page.state !== "IN_PROGRESS")
      throw new PaymentsError(403, "INVALID_OPERATION", "The session is over");
    this.#move(page, "DISABLED");
  }

  /**
   * The customer comes.
   * @param {Page} page
   * @returns {string} the id of the journey
   */
  visit(page) {
    const { session } = page;
    const isOpen = page.state === "WAITING" || page.state === "IN_PROGRESS";
    if (!isOpen || session.status === "complete" || page.expiresAt <= this.#world.clock.now())
      throw new PaymentsError(404, "NOT_FOUND", "The session is over");
    this.#move(page, "IN_PROGRESS");
    const email = customersOf(session).find((known) => known !== undefined);
    const agreed = session.data;
    const { id } = this.#world.journeys.open(
      {
        amount: agreed.order_amount,
        currency: agreed.purchase_currency.toUpperCase(),
        merchant: this.#world.merchantName,
        recurring: (agreed.intent ?? "buy") !== "buy",
        ...(email === undefined ? {} : { email }),
      },
      (journey) => {
        this.#payments.sessions.noteJourney(session, journey);
        journey.returnUrl = this.#ended(page, agreed, journey.ending ?? "failed");
      },
    );
    return id;
  }

  reset() {
    this.#pages.clear();
  }

  /**
   * @param {Page} page
   * @param {Session["data"]} agreed what the customer saw
   * @param {Ending} ending
   * @returns {string | undefined} where the customer goes
   */
  #ended(page, agreed, ending) {
    const { merchant_urls: urls } = page.data;
    if (ending !== "approved") {
      const [state, name, other = name] = ENDINGS[ending];
      this.#move(page, state);
      return withIds(urls[name] ?? urls[other], page);
    }
    try {
      this.#approve(page, agreed);
    } catch (error) {
      if (!(error instanceof PaymentsError)) throw error;
      this.#move(page, "FAILED");
      return withIds(urls.failure, page);
    }
    this.#move(page, "COMPLETED");
    return withIds(urls.success, page);
  }

  /**
   * @param {Page} page
   * @param {Session["data"]} agreed
   */
  #approve(page, agreed) {
    const { session, data } = page;
    const { token } = this.#payments.authorizations.issue(session, agreed);
    page.authorizationToken = token;
    const mode = data.options?.place_order_mode ?? "NONE";
    if (mode === "NONE") return;
    const order = { ...agreed, auto_capture: mode === "CAPTURE_ORDER" };
    page.orderId = this.#payments.orders.place(token, order, session.account).orderId;
  }

  /**
   * @param {Page} page
   * @param {State} state
   */
  #move(page, state) {
    page.state = state;
    page.updatedAt = this.#world.clock.now();
  }
}

/**
 * @param {string | undefined} url of the shop, with Klarna's placeholders
 * @param {Page} page
 */
const withIds = (url, { id, authorizationToken = "", orderId = "" }) =>
  url
    ?.replaceAll("{{session_id}}", id)
    .replaceAll("{{authorization_token}}", authorizationToken)
    .replaceAll("{{order_id}}", orderId);
