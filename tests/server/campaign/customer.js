import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

/**
 * A customer of the campaign: asks the shop by the front-end package's rules of delivery, plays Klarna's SDK, and remembers
 * what was told.
 *
 * One key for each authorization or click, the same over all attempts; a try again with growing pauses after a failure of
 * the network, 408, 409, 425, 429 and 5xx; other answers are final; `{ "placed": false }` is the shop's word.
 */

const ATTEMPT_MS = 5_000;
const ATTEMPTS = 6;
const ROUNDS = 3;

/** @typedef {{ status: number, body: any }} Answer */
/** @typedef {{ what: string, isPlaced: boolean, orderId?: string }} Told `what`: the token or key that it is about */

export class Customer {
  /** @type {Told[]} */
  told = [];
  /** @type {string[]} authorization tokens that Klarna gave */
  tokens = [];
  #world;

  /**
   * @param {import("./world.js").World} world
   * @param {{ cart: string, quantity?: number, email?: string, intent?: string }} facts
   */
  constructor(world, { cart, quantity = 1, email, intent }) {
    this.#world = world;
    this.cart = cart;
    this.quantity = quantity;
    this.email = email;
    this.intent = intent;
  }

  /**
   * One request, once.
   *
   * @param {string} path
   * @param {unknown} [body] absent: GET
   * @param {Record<string, string>} [headers]
   * @returns {Promise<Answer | undefined>} nothing: the network failed
   */
  async ask(path, body, headers = {}) {
    const cookie = [
      `cart=${this.cart}`,
      `quantity=${this.quantity}`,
      ...(this.intent ? [`intent=${this.intent}`] : []),
      ...(this.email ? [`email=${this.email}`] : []),
    ].join("; ");
    try {
      const answer = await fetch(`${this.#world.url}/api/klarna${path}`, {
        method: body === undefined ? "GET" : "POST",
        redirect: "manual",
        headers: { cookie, "content-type": "application/json", ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(ATTEMPT_MS),
      });
      const text = await answer.text();
      return { status: answer.status, body: text === "" ? undefined : parse(text) };
    } catch {
      return undefined;
    }
  }

  /**
   * Delivers a post as the package does.
   *
   * @param {string} path
   * @param {object} body
   * @param {string} [key]
   * @returns {Promise<Answer | undefined>} nothing: undelivered
   */
  async deliver(path, body, key = randomUUID()) {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const answer = await this.ask(path, body, { "idempotency-key": key });
      const isSaid = answer?.body?.placed === false || answer?.body?.placed === true;
      if (answer && answer.status < 300 && answer.body !== undefined) return answer;
      if (answer && (isSaid || !isPassing(answer.status))) return answer;
      await pause(Math.min(80 * 2 ** attempt, 1200) * (0.5 + Math.random()));
    }
    return undefined;
  }

  /**
   * A post that counts: delivered again while its end is in doubt, as a customer does who clicks again.
   *
   * @param {string} what the token or key that it is about
   * @param {string} path
   * @param {object} body
   * @param {string} [key]
   */
  async insist(what, path, body, key = randomUUID()) {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const answer = await this.deliver(path, body, key);
      if (answer) return this.hear(what, answer);
      await pause(300);
    }
    return undefined;
  }

  /**
   * @param {string} what
   * @param {Answer} answer
   */
  hear(what, answer) {
    const { placed, order_id } = answer.body ?? {};
    if (placed !== undefined)
      this.told.push({ what, isPlaced: placed, ...(order_id ? { orderId: order_id } : {}) });
    return answer;
  }

  /**
   * A page opens and asks for the session.
   *
   * @param {object} [body]
   * @returns {Promise<any>} nothing: the cart is ordered already, or the shop is down
   */
  async session(body = {}) {
    for (let attempt = 1; attempt <= 12; attempt += 1) {
      const answer = await this.ask("/session", body);
      if (answer?.status === 200 && answer.body) {
        this.#world.cartOfSession.set(answer.body.session_id, this.cart);
        return answer.body;
      }
      if (answer?.body?.placed === true) {
        this.hear("session", answer);
        return undefined;
      }
      await pause(100 * attempt);
    }
    return undefined;
  }

  /**
   * @param {any} session
   * @param {{ call?: string, autoFinalize?: boolean }} [how]
   * @returns {Promise<string | undefined>} the token, if Klarna gives one
   */
  async authorize(session, { call = "authorize", autoFinalize = true } = {}) {
    const decision = await this.#askKlarna("/kp/client/call", {
      client_token: session.client_token,
      call,
      auto_finalize: autoFinalize,
      data: {
        ...session.order_data,
        ...(this.email ? { billing_address: { email: this.email } } : {}),
      },
    });
    const outcome =
      decision.kind === "journey"
        ? await this.#askKlarna("/kp/client/outcome", {
            client_token: session.client_token,
            journey_id: decision.journeyId,
          })
        : decision;
    const result = outcome.result ?? outcome;
    if (result?.authorization_token) this.tokens.push(result.authorization_token);
    return result?.authorization_token;
  }

  /**
   * @param {any} session
   * @param {string | undefined} token
   * @param {string} [path]
   */
  async post(session, token, path = "/orders") {
    if (token === undefined) return undefined;
    const body = { authorization_token: token, session_id: session.session_id };
    return this.insist(token, path, body);
  }

  async networkSession() {
    const client_id = this.#world.sandbox.credentials.clientId;
    const answer = await this.#askKlarna("/web-sdk/v2/api/sessions", { client_id });
    return answer.klarna_network_session_token;
  }

  /** @param {{ key?: string, token?: string, replaces?: string, rounds?: boolean }} [click] */
  async click({ key = randomUUID(), token, replaces, rounds = true } = {}) {
    const body = {
      klarnaNetworkSessionToken: token ?? (await this.networkSession()),
      paymentOptionId: "option",
      ...(replaces ? { replaces } : {}),
    };
    if (rounds) return this.insist(key, "/authorize-payment", body, key);
    const answer = await this.ask("/authorize-payment", body, { "idempotency-key": key });
    return answer && this.hear(key, answer);
  }

  /** @param {string} id */
  async stepUp(id) {
    const path = `/web-sdk/v2/api/payment-requests/${encodeURIComponent(id)}/journey`;
    await this.#askKlarna(path, {});
  }

  /**
   * Asks the shop how a payment went, until it says.
   * @param {string} id
   */
  async confirm(id) {
    for (let attempt = 1; attempt <= 40; attempt += 1) {
      const answer = await this.ask(`/payments/${encodeURIComponent(id)}`);
      if (answer?.status === 200 && answer.body?.status !== "pending") return this.hear(id, answer);
      await pause(250);
    }
    return undefined;
  }

  /** @param {string} path @param {object} body @returns {Promise<any>} */
  async #askKlarna(path, body) {
    const answer = await fetch(`${this.#world.sandbox.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return answer.ok ? answer.json() : {};
  }
}

/** @param {number} status */
const isPassing = (status) => [408, 409, 425, 429].includes(status) || status >= 500;

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
