import { merchantReferences } from "./express.js";

const ATTEMPTS = 3;
const BETWEEN_ATTEMPTS_MS = 5_000;

/** Klarna's server-to-server copy of an authorization token, sent to `merchant_urls.authorization`: at least once, unsigned. */
export class AuthorizationCallback {
  #world;

  /** @param {import("../world.js").World} world */
  constructor(world) {
    this.#world = world;
  }

  /**
   * @param {import("./sessions.js").Session} session
   * @param {string} authorizationToken
   */
  send(session, authorizationToken) {
    const url = session.data.merchant_urls?.authorization;
    if (!url) return;
    const body = {
      authorization_token: authorizationToken,
      session_id: session.sessionId,
      ...(session.isExpress && merchantReferences(session.data)),
    };
    this.#world.deliveries.send({
      kind: "callback",
      url,
      headers: {},
      body: JSON.stringify(body),
      waitsMs: Array.from({ length: ATTEMPTS - 1 }, () => BETWEEN_ATTEMPTS_MS),
      isAcknowledged: (status) => status >= 200 && status < 300,
      details: body,
      account: session.account,
    });
  }
}
