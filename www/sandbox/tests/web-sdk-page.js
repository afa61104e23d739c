import { CheckoutPage } from "./checkout-page.js";
import { ask } from "./merchant.js";

/** The checkout page that uses the Web SDK, and the partner's server behind it. */
export class WebSdkPage {
  /** @param {import("../../../tests/webdriver/browsers.js").Engine} [engine] @param {object} [options] */
  static async open(engine, options) {
    return new WebSdkPage(await CheckoutPage.open(engine, options));
  }

  /** @param {CheckoutPage} page */
  constructor(page) {
    this.page = page;
    this.sandbox = page.sandbox;
    this.browser = page.browser;
    this.url = `${page.url}/web-sdk`;
  }

  /**
   * Loads the page afresh and starts an instance.
   * @param {string} [query] of the module
   * @param {object} [config]
   * @param {string[]} [listenTo] events
   * @returns {Promise<any>} what it failed with
   */
  async start(query = "", config = {}, listenTo) {
    await this.load(query);
    return this.startInstance(config, listenTo);
  }

  /** @param {string} [query] */
  async load(query = "") {
    await this.browser.switchFrame(null);
    await this.browser.url(`${this.url}?${query}`);
    await this.ready();
  }

  ready() {
    return this.browser.waitUntil(() => this.browser.execute(() => "shop" in window));
  }

  /** @param {object} [config] @param {string[]} [listenTo] @returns {Promise<any>} what it failed with */
  startInstance(config = {}, listenTo) {
    const { clientId } = this.sandbox.credentials;
    return this.browser.execute(
      (given, events) => window.shop.start(given, events ?? undefined),
      { clientId, ...config },
      listenTo ?? null,
    );
  }

  /** @param {object} [data] @returns {Promise<any>} */
  present(data = {}) {
    const purchase = { amount: 5_000, currency: "EUR", locale: "en-DE", ...data };
    return this.browser.execute((given) => window.shop.present(given), purchase);
  }

  /** @param {object} plan see `page/web-sdk.js` */
  plan(plan) {
    return this.browser.execute((given) => {
      window.shop.plan = given;
    }, plan);
  }

  /** @param {object} [config] */
  mountButton(config = {}) {
    return this.browser.execute((given) => window.shop.mountButton(given), config);
  }

  /** Clicks Klarna's button. */
  async click() {
    await this.browser.$("klarna-payment-button").click();
  }

  /** @param {object} [options] */
  async clickOwn(options = {}) {
    await this.browser.execute((given) => window.shop.armOwnButton(given), options);
    await this.browser.$("#own").click();
  }

  /** @param {"events" | "initiated" | "outcomes"} what @returns {Promise<any[]>} */
  heard(what = "events") {
    return this.browser.execute((name) => window.shop?.[name] ?? [], what);
  }

  /**
   * Waits until the shop has heard that many.
   * @param {number} count
   * @param {"events" | "initiated" | "outcomes"} [what]
   */
  async hears(count, what = "events") {
    await this.browser.waitUntil(async () => (await this.heard(what)).length >= count, {
      timeoutMsg: `fewer than ${count} ${what}`,
    });
    return this.heard(what);
  }

  /**
   * The first authorization, as the partner's server makes it.
   * @param {string} [email]
   * @param {object} [interaction]
   * @param {{ amount?: number, sessionToken?: string, lineItems?: object[] }} [finalization] for the final authorization
   * @returns {Promise<any>} Klarna's answer
   */
  async authorize(
    email = "customer@example.com",
    interaction = {},
    { amount = 5_000, sessionToken, lineItems } = {},
  ) {
    const { apiKey, accountId } = this.sandbox.credentials;
    const { body } = await ask(
      this.sandbox,
      "POST",
      `/v2/accounts/${accountId}/payment/authorize`,
      {
        currency: "EUR",
        request_payment_transaction: { amount, payment_transaction_reference: "t-1" },
        supplementary_purchase_data: {
          customer: { email },
          ...(lineItems && { line_items: lineItems }),
        },
        step_up_config: {
          customer_interaction_config: {
            method: "HANDOVER",
            return_url: `${this.url}?returned={klarna.payment_request.state}`,
            ...interaction,
          },
        },
      },
      {
        authorization: `Basic ${apiKey}`,
        ...(sessionToken === undefined ? {} : { "klarna-network-session-token": sessionToken }),
      },
    );
    return body;
  }

  /** A payment request that waits for its step-up. @param {string} [email] @param {object} [interaction] */
  async stepUp(email, interaction) {
    const { payment_request: request } = await this.authorize(email, interaction);
    const { payment_request_url: url } = request.state_context.customer_interaction;
    return { id: String(request.payment_request_id), url: String(url) };
  }

  /** Switches to the window that is not the shop's; gives the way back. */
  switchToPopup() {
    return this.page.switchToPopup();
  }

  /** Presses a button of the quick journey in the window. @param {"approve" | "close" | "decline"} what */
  decideInPopup(what) {
    return this.page.decideInPopup(what);
  }

  close() {
    return this.page.close();
  }
}
