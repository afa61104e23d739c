import assert from "node:assert/strict";

/**
 * A visitor of the shop without a browser: keeps the cookie, speaks JSON, and plays Klarna's SDK where a token is needed.
 */
export class Shopper {
  #cookie = "";
  #shop;

  /** @param {{ url: string, sandbox?: { url: string } | undefined }} shop and the sandbox that plays its Klarna */
  constructor(shop) {
    this.#shop = shop;
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
   * @param {"payments" | "subscription"} [flow]
   */
  async openSession(flow = "payments") {
    const { status, body } = await this.ask("POST", "/api/klarna/session", { flow });
    assert.equal(status, 200, JSON.stringify(body));
    return body;
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
}
