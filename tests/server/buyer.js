import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

/**
 * A customer's browser without a browser: asks the shop as the front-end package does, and plays Klarna's SDK.
 */
export class Buyer {
  #shop;
  #sandbox;

  /**
   * @param {{ url: string }} shop
   * @param {{ url: string, credentials: { clientId: string } }} sandbox
   * @param {{ cart?: string, quantity?: number, intent?: string }} [cart]
   */
  constructor(shop, sandbox, { cart = randomUUID().slice(0, 13), quantity = 1, intent } = {}) {
    this.#shop = shop;
    this.#sandbox = sandbox;
    this.cart = cart;
    this.quantity = quantity;
    this.intent = intent;
    /** The address that the shop knows of the customer. @type {string | undefined} */
    this.email = undefined;
    /** Of the cart's name. @type {string | undefined} */
    this.version = undefined;
    /** Whether it is a company, if the shop knows. @type {string | undefined} */
    this.type = undefined;
    /** Where the shop sells to the customer, Germany without. @type {"SE" | undefined} */
    this.country = undefined;
  }

  get cookie() {
    const intent = this.intent ? `; intent=${this.intent}` : "";
    const email = this.email ? `; email=${this.email}` : "";
    const version = this.version ? `; version=${this.version}` : "";
    const type = this.type ? `; type=${this.type}` : "";
    const country = this.country ? `; country=${this.country}` : "";
    return `cart=${this.cart}; quantity=${this.quantity}${intent}${email}${version}${type}${country}`;
  }

  /**
   * One request to the shop, once.
   *
   * @param {"GET" | "POST"} method
   * @param {string} path below the endpoints' base
   * @param {unknown} [body]
   * @param {Record<string, string>} [headers]
   * @returns {Promise<{ status: number, body: any, headers: Headers }>}
   */
  async ask(method, path, body, headers = {}) {
    const answer = await fetch(`${this.#shop.url}/api/klarna${path}`, {
      method,
      redirect: "manual",
      headers: {
        cookie: this.cookie,
        ...(method === "POST" ? { "content-type": "application/json" } : {}),
        ...headers,
      },
      ...(method === "POST" ? { body: JSON.stringify(body ?? {}) } : {}),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await answer.text();
    const isJson = answer.headers.get("content-type")?.includes("json");
    return {
      status: answer.status,
      body: isJson ? JSON.parse(text) : text,
      headers: answer.headers,
    };
  }

  /** @param {object} [body] */
  async session(body) {
    const { status, body: session } = await this.ask("POST", "/session", body);
    assert.equal(status, 200, JSON.stringify(session));
    return session;
  }

  /**
   * As the widget does; the sandbox has to approve at once (scenario `known`).
   *
   * @param {{ client_token: string, order_data: object }} session
   * @param {{ call?: string, autoFinalize?: boolean, changes?: object }} [how]
   * @returns {Promise<string>} the authorization token
   */
  async authorize(session, { call = "authorize", autoFinalize = true, changes = {} } = {}) {
    const decision = await this.#askKlarna("/kp/client/call", {
      client_token: session.client_token,
      call,
      auto_finalize: autoFinalize,
      data: { ...session.order_data, ...changes },
    });
    assert.equal(decision.result?.approved, true, JSON.stringify(decision));
    return decision.result.authorization_token;
  }

  /**
   * A customer who reads before confirming. The sandbox has to ask the customer then, in one page (scenario `approved`, journey
   * `quick`).
   *
   * @template T
   * @param {{ client_token: string, order_data: object }} session
   * @param {() => Promise<T>} meanwhile
   * @returns {Promise<[token: string, T]>}
   */
  async authorizeSlowly({ client_token, order_data }, meanwhile) {
    const { journeyId: journey_id } = await this.#askKlarna("/kp/client/call", {
      client_token,
      call: "authorize",
      auto_finalize: true,
      data: order_data,
    });
    const happened = await meanwhile();
    await this.#askKlarna(`/journey/state/${journey_id}`, { action: "confirm" });
    const result = await this.#askKlarna("/kp/client/outcome", { client_token, journey_id });
    return [result.authorization_token, happened];
  }

  /**
   * As the widget does when it is loaded: Klarna's session is of what the page gives it from then on.
   * @param {{ client_token: string, order_data: object }} session
   */
  async load({ client_token, order_data }) {
    await this.#askKlarna("/kp/client/load", { client_token, data: order_data });
  }

  /**
   * As the front-end package does, with the name of the cart that the page shows as its context.
   *
   * @param {{ session_id: string, purchase?: string }} session
   * @param {string} token
   * @param {string} [path]
   */
  post({ session_id, purchase }, token, path = "/orders") {
    return this.ask("POST", path, { authorization_token: token, session_id, purchase });
  }

  /** @returns {Promise<string>} a session token of the Web SDK */
  async networkSession() {
    const client_id = this.#sandbox.credentials.clientId;
    const answer = await this.#askKlarna("/web-sdk/v2/api/sessions", { client_id });
    return answer.klarna_network_session_token;
  }

  /**
   * @param {{ key?: string, token?: string, more?: object }} [click]
   */
  async click({ key = randomUUID(), token, more = {} } = {}) {
    const klarnaNetworkSessionToken = token ?? (await this.networkSession());
    const body = { klarnaNetworkSessionToken, paymentOptionId: "option", ...more };
    return this.ask("POST", "/authorize-payment", body, { "idempotency-key": key });
  }

  /** Goes through the journey of a step-up, which ends at once. @param {string} id */
  async stepUp(id) {
    const path = `/web-sdk/v2/api/payment-requests/${encodeURIComponent(id)}/journey`;
    await this.#askKlarna(path, {});
  }

  /**
   * Goes through the journey in which Klarna asks for the delivery (journey `full`).
   *
   * @param {string} id
   * @param {{ amount: number, line_items: object[] }} agreed what the shop's page answers to the chosen delivery
   */
  async chooseDelivery(id, agreed) {
    const path = `/web-sdk/v2/api/payment-requests/${encodeURIComponent(id)}/journey`;
    const { journey_id } = await this.#askKlarna(path, {});
    for (const step of [
      { action: "log_in", email: "customer@example.com" },
      { action: "enter_code", code: "123456" },
      { action: "choose_plan", plan: "pay_now" },
      { action: "choose_delivery", address: { city: "Hamburg", country: "DE" }, ...agreed },
      { action: "confirm" },
    ])
      await this.#askKlarna(`/journey/state/${journey_id}`, step);
  }

  /** @param {string} id */
  status(id) {
    return this.ask("GET", `/payments/${encodeURIComponent(id)}`);
  }

  /**
   * @param {string} path
   * @param {object} body
   * @returns {Promise<any>}
   */
  async #askKlarna(path, body) {
    const answer = await fetch(`${this.#sandbox.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    assert.ok(answer.ok, `${path} was answered ${answer.status}`);
    return answer.json();
  }
}
