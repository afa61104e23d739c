import { Kept } from "../core/kept.js";
import { customerProfile } from "./customer-profile.js";

/**
 * @typedef {{ customer_profile?: import("./customer-profile.js").CustomerProfile, customer_token?: string,
 *   klarna_network_session_token?: string }} SignIn empty when the customer did not sign in
 */

const HOME = { country: "SE", locale: "en-SE" };
const ANYBODY = "customer@example.com";

/** Sign in with Klarna: a journey without a payment, at whose end the shop learns who the customer is. */
export class SignIns {
  /** @type {Kept<SignIn>} */
  #ended = new Kept();
  #world;
  #tokens;
  #customerTokens;

  /**
   * @param {import("../world.js").World} world
   * @param {import("./session-tokens.js").SessionTokens} tokens
   * @param {import("./customer-tokens.js").CustomerTokens} customerTokens
   */
  constructor(world, tokens, customerTokens) {
    this.#world = world;
    this.#tokens = tokens;
    this.#customerTokens = customerTokens;
  }

  /**
   * @param {string[]} scopes
   * @param {string | undefined} sessionToken of the page
   * @returns {string} the journey's id
   */
  open(scopes, sessionToken) {
    const { journeys, merchantName } = this.#world;
    const session = this.#tokens.valid(sessionToken ?? "");
    const account = session?.account ?? this.#world.accounts.first;
    const networkSessionId = session?.networkSessionId ?? this.#tokens.networkSessionOf(account);
    const purchase = { amount: 0, currency: "EUR", merchant: merchantName, recurring: false };
    const { id } = journeys.open({ ...purchase, shares: scopes }, (journey) => {
      const approved = journey.ending === "approved";
      this.#ended.set(
        journey.id,
        approved ? this.#made(journey.email ?? ANYBODY, scopes, { account, networkSessionId }) : {},
      );
    });
    return id;
  }

  /** @param {string} journeyId */
  find(journeyId) {
    return this.#ended.get(journeyId);
  }

  reset() {
    this.#ended.clear();
  }

  /**
   * @param {string} email
   * @param {string[]} scopes
   * @param {{ account: import("../core/accounts.js").Account, networkSessionId: string }} of
   * @returns {SignIn}
   */
  #made(email, scopes, { account, networkSessionId }) {
    return {
      customer_profile: customerProfile(email, scopes, HOME),
      customer_token: this.#customerTokens.issue(account),
      klarna_network_session_token: this.#tokens.issue(account, networkSessionId).token,
    };
  }
}
