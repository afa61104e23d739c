import { KlarnaError, technicalError } from "./klarna-error.js";
import { inSdkSpelling, inServerSpelling } from "./spelling.js";

/** @typedef {import("./klarna-error.js").ErrorType} ErrorType */

/** The part of the sandbox that stands for Klarna's servers towards browsers. */
export class SandboxApi {
  #root;

  /** @param {string} origin */
  constructor(origin) {
    this.origin = origin;
    this.#root = `${origin}/web-sdk/v2/api`;
  }

  /**
   * @param {string} clientId
   * @param {string} [sdkToken] of a session to resume
   * @returns {Promise<string>} the Klarna network session token
   */
  async createSession(clientId, sdkToken) {
    const { klarna_network_session_token: token } = await this.#ask("POST", "/sessions", {
      client_id: clientId,
      sdk_token: sdkToken,
    });
    return token;
  }

  /** @param {object} purchase @returns {Promise<any>} */
  presentation(purchase) {
    return this.#ask("POST", "/presentation", purchase);
  }

  /**
   * @param {object} data in the server's spelling
   * @param {string} sessionToken
   * @returns {Promise<any>}
   */
  createPaymentRequest(data, sessionToken) {
    return this.#ask("POST", "/payment-requests", data, {
      "klarna-network-session-token": sessionToken,
    });
  }

  /** @param {string} id @returns {Promise<any>} */
  readPaymentRequest(id) {
    return this.#ask("GET", `/payment-requests/${encodeURIComponent(id)}`);
  }

  /** @param {string} id @returns {Promise<any>} */
  cancelPaymentRequest(id) {
    return this.#ask("DELETE", `/payment-requests/${encodeURIComponent(id)}`);
  }

  /**
   * Opens the purchase journey of a payment request; what the request lacks is added to it.
   * @param {string} id
   * @param {{ accessToken?: string | undefined, shippingConfig?: unknown, returnUrl?: string | undefined }} handOver
   * @returns {Promise<string>} the journey's id
   */
  async openJourney(id, { accessToken, shippingConfig, returnUrl }) {
    const path = `/payment-requests/${encodeURIComponent(id)}/journey`;
    const body = inServerSpelling({ accessToken, shippingConfig, returnUrl });
    return (await this.#ask("POST", path, body)).journey_id;
  }

  /**
   * Opens a journey in which the customer signs in.
   * @param {string[]} scopes
   * @param {string} [sessionToken]
   * @returns {Promise<string>} the journey's id
   */
  async openSignIn(scopes, sessionToken) {
    const body = { scopes, session_token: sessionToken };
    return (await this.#ask("POST", "/sign-ins", body)).journey_id;
  }

  /** Who signed in, if anybody did. @param {string} journeyId @returns {Promise<any>} */
  readSignIn(journeyId) {
    return this.#ask("GET", `/sign-ins/${journeyId}`);
  }

  /** Ends a journey whose window is gone. @param {string} journeyId */
  async leaveJourney(journeyId) {
    await fetch(`${this.origin}/journey/state/${journeyId}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ action: "leave" }),
    });
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @param {Record<string, string>} [headers]
   */
  async #ask(method, path, body, headers = {}) {
    const response = await this.#fetch(method, path, body, headers);
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer;
    throw new KlarnaError(
      answer.error_code ?? "TECHNICAL_ERROR",
      /** @type {ErrorType} */ (answer.error_type ?? "TECHNICAL_ERROR"),
      answer.error_message ?? `The sandbox answered ${response.status}`,
      {
        errorId: answer.error_id,
        docUrl: answer.doc_url,
        validationErrors: inSdkSpelling(answer.validation_errors),
      },
    );
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object | undefined} body
   * @param {Record<string, string>} headers
   */
  async #fetch(method, path, body, headers) {
    try {
      return await fetch(this.#root + path, {
        method,
        headers: { ...(body && { "content-type": "application/json" }), ...headers },
        ...(body && { body: JSON.stringify(body) }),
      });
    } catch (error) {
      throw technicalError("The sandbox cannot be reached", error);
    }
  }
}
