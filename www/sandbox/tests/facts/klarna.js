import assert from "node:assert/strict";
import { ask, authorize, createSession, ORDER } from "../merchant.js";

/**
 * @typedef {import("../../index.js").Sandbox} Sandbox
 * @typedef {{ status: number, body: any, headers: Headers }} Answer
 * @typedef {[number: number, fact: string, source: string, holds: (klarna: Klarna) => Promise<unknown>]} Fact
 *   `number`: its own, the next free one wherever it stands (`facts.test.js` says which); `source`: where it is publicly known from
 */

/** Klarna's servers as the facts ask them. */
export class Klarna {
  /** @param {Sandbox} sandbox */
  constructor(sandbox) {
    this.sandbox = sandbox;
  }

  /**
   * The v1 APIs.
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   * @param {Record<string, string>} [headers]
   */
  v1(method, path, body, headers) {
    return ask(this.sandbox, method, path, body, headers);
  }

  /**
   * The Klarna Network API.
   * @param {string} method
   * @param {string} path after `/v2`; `:account` is the account's path
   * @param {unknown} [body]
   * @param {Record<string, string>} [headers]
   */
  v2(method, path, body, headers = {}) {
    const { apiKey, accountId } = this.sandbox.credentials;
    const address = `/v2${path.replace(":account", `accounts/${accountId}`)}`;
    return ask(this.sandbox, method, address, body, {
      authorization: `Basic ${apiKey}`,
      ...headers,
    });
  }

  /** @param {object} [changes] to an order that is right */
  session(changes) {
    return createSession(this.sandbox, changes);
  }

  /** @param {object} order instead of one that is right */
  create(order) {
    return this.v1("POST", "/payments/v1/sessions", order);
  }

  /**
   * An authorization token.
   * @param {object} [changes]
   * @returns {Promise<string>}
   */
  async token(changes) {
    const result = await authorize(this.sandbox, await this.session(changes));
    return result.authorization_token;
  }

  /**
   * @param {string} token
   * @param {object} [changes]
   */
  order(token, changes) {
    const path = `/payments/v1/authorizations/${token}/order`;
    return this.v1("POST", path, { ...ORDER, ...changes });
  }

  /**
   * The path of an order that has just been placed, in the Order Management API.
   * @param {object} [changes]
   */
  async placed(changes) {
    const { body } = await this.order(await this.token(changes), changes);
    return `/ordermanagement/v1/orders/${body.order_id}`;
  }
}

/**
 * @param {Answer} answer
 * @param {number} status
 * @param {string} code
 * @param {string | RegExp} [message] the only one
 */
export function refused(answer, status, code, message) {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.equal(answer.body.error_code, code);
  if (message === undefined) return;
  assert.equal(answer.body.error_messages.length, 1, "one message");
  if (typeof message === "string") assert.equal(answer.body.error_messages[0], message);
  else assert.match(answer.body.error_messages[0], message);
}

/**
 * @param {Answer} answer
 * @param {number} expected
 */
export const answered = ({ status, body }, expected) =>
  assert.equal(status, expected, JSON.stringify(body));
