/**
 * The network session of one SDK instance: what Klarna knows of the customer, over all shops and products. Its token
 * changes when the session is resumed by an SDK token, and when the customer signs in.
 */
export class NetworkSession {
  #api;
  #clientId;
  /** @type {string | undefined} */
  #token;
  #gives;
  /** @type {((update: unknown) => void)[]} */
  #listeners = [];

  /**
   * @param {import("./sandbox-api.js").SandboxApi} api
   * @param {import("./config.js").SdkConfig} config
   * @param {import("./variant.js").Variant["tokenUpdate"]} gives what listeners are given
   */
  constructor(api, { clientId, klarnaNetworkSessionToken }, gives) {
    this.#gives = gives;
    this.#api = api;
    this.#clientId = clientId;
    this.#token = klarnaNetworkSessionToken;
  }

  /** The Klarna network session token, if there is a session. */
  token = () => this.#token;

  /**
   * @param {string} event
   * @param {(update: unknown) => void} listener
   */
  on = (event, listener) => {
    if (event !== "tokenupdate") return console.warn(`Klarna sandbox: no event "${event}"`);
    this.#listeners.push(listener);
  };

  /**
   * Asks for a session, unless the shop has brought its token. Without the permission there is none, and nobody is told: a
   * presentation falls back then.
   * @param {string} [sdkToken] of the session to resume
   */
  async open(sdkToken) {
    this.#token ??= await this.#create(sdkToken);
  }

  /**
   * Takes up the session of an SDK token.
   * @param {string} sdkToken
   */
  async resume(sdkToken) {
    const token = await this.#create(sdkToken);
    if (token !== undefined) this.renew(token);
  }

  /** @param {string} token */
  renew(token) {
    this.#token = token;
    const update = this.#gives === "object" ? { interoperabilityToken: token } : token;
    for (const listener of this.#listeners) queueMicrotask(() => listener(update));
  }

  forget() {
    this.#token = undefined;
  }

  /** @param {string | undefined} sdkToken */
  #create(sdkToken) {
    return this.#api.createSession(this.#clientId, sdkToken).catch(() => undefined);
  }
}
