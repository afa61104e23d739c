import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

/**
 * A visitor of the shop without a browser: keeps the cookie, speaks JSON, and plays Klarna's SDK where a token is needed.
 */
export class Shopper {
  #cookie;
  #shop;

  /**
   * @param {{ url: string, sandbox?: import("../../www/sandbox/index.js").Sandbox | undefined }} shop and the sandbox that plays its Klarna
   * @param {string} [cookie] of an earlier visit
   */
  constructor(shop, cookie = "") {
    this.#shop = shop;
    this.#cookie = cookie;
  }

  /** What the shop knows the visitor by. */
  get cookie() {
    return this.#cookie;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   * @param {Record<string, string>} [headers]
   * @returns {Promise<{ status: number, body: any, headers: Headers }>}
   */
  async ask(method, path, body, headers = {}) {
    // A visit begins by looking.
    const isVisit = !/^\/api\/klarna\/(webhooks|callbacks)\b/.test(path);
    if (isVisit && method !== "GET" && !this.#cookie) await this.ask("GET", "/api/cart");
    const response = await fetch(new URL(path, this.#shop.url), {
      method,
      redirect: "manual",
      headers: {
        cookie: this.#cookie,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const cookie = response.headers.getSetCookie()[0];
    if (cookie) this.#cookie = cookie.split(";")[0] ?? "";
    const text = await response.text();
    const json = response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text;
    return { status: response.status, body: json, headers: response.headers };
  }

  /**
   * A Klarna session for the cart.
   *
   * @param {"payments" | "subscription"} [flow]
   * @param {"payment" | "review"} [step] the page of several that asks: from the payment page's session a token is kept
   */
  async openSession(flow = "payments", step) {
    const kind = flow === "subscription" ? flow : "basket";
    const { body: cart } = await this.ask("GET", `/api/cart?kind=${kind}`);
    const { status, body } = await this.ask("POST", "/api/klarna/session", {
      cart_id: cart.cart_id,
      step,
    });
    assert.equal(status, 200, JSON.stringify(body));
    return { ...body, cart_id: cart.cart_id };
  }

  /**
   * Authorizes like the widget. The sandbox must be told to approve at once (scenario `known`).
   *
   * @param {{ client_token: string, order_data: object }} session
   * @param {object} [changes] to the order data, as a page could make them
   * @returns {Promise<string>} the authorization token
   */
  async authorize(session, changes = {}) {
    const response = await fetch(`${this.#shop.sandbox?.url}/kp/client/call`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        client_token: session.client_token,
        call: "authorize",
        auto_finalize: true,
        data: { ...session.order_data, ...changes },
      }),
    });
    const decision = /** @type {any} */ (await response.json());
    assert.equal(decision.result?.approved, true, JSON.stringify(decision));
    return decision.result.authorization_token;
  }

  /** Goes from the cart to a token: everything before the shop's server makes the order. */
  async authorizedSession() {
    const session = await this.openSession();
    return { session, token: await this.authorize(session) };
  }

  /**
   * Orders by bank transfer what a page shows.
   * @param {{ cart_id: string, purchase: string }} cart
   */
  transfer({ cart_id, purchase }) {
    return this.ask("POST", "/api/orders", { cart_id, purchase });
  }

  /**
   * Opens a session at Klarna, like the Web SDK before a click.
   * @returns {Promise<string>} its token
   */
  async networkSession() {
    const { klarna_network_session_token } = await this.#askAsWebSdk("sessions", {
      client_id: this.#shop.sandbox?.credentials.clientId,
    });
    return klarna_network_session_token;
  }

  /**
   * Clicks the payment button: posts what the shop's page does in the `initiate` callback.
   * @param {{ key?: string, context?: object, token?: string }} [click]
   */
  async clickPay({ key = randomUUID(), context = {}, token } = {}) {
    const klarnaNetworkSessionToken = token ?? (await this.networkSession());
    return this.ask(
      "POST",
      "/api/klarna/authorize-payment",
      { klarnaNetworkSessionToken, paymentOptionId: "option", ...context },
      { "idempotency-key": key },
    );
  }

  /**
   * Goes through the journey that a click has led to, which ends at once here.
   * @param {string} id of the payment request
   */
  async stepUp(id) {
    this.#shop.sandbox?.configure({ journey: "instant" });
    await this.#askAsWebSdk(`payment-requests/${encodeURIComponent(id)}/journey`, {});
  }

  /**
   * @param {string} path
   * @param {object} body
   * @returns {Promise<any>}
   */
  async #askAsWebSdk(path, body) {
    const response = await fetch(`${this.#shop.sandbox?.url}/web-sdk/v2/api/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    assert.ok(response.ok, `${path} was answered ${response.status}`);
    return response.json();
  }
}
