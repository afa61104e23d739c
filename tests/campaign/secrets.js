import { CUSTOMER } from "./customer.js";
import { EMAILS } from "./table.js";

/** Everything that a page leaves for others to read; runs in the page. */
export function everythingKept() {
  return [
    JSON.stringify({ ...sessionStorage }),
    JSON.stringify({ ...localStorage }),
    document.cookie,
    document.documentElement.outerHTML,
    document.title + window.name + document.referrer,
    location.href,
    JSON.stringify(history.state),
    performance
      .getEntries()
      .map(({ name }) => name)
      .join("\n"),
  ];
}

/** The fields in which tokens are. */
const TOKENS =
  /"(?:client_token|authorization_token|klarna_network_session_token|klarnaNetworkSessionToken)":\s*"([^"]{8,})"/g;

/** What is to be found nowhere but in what is posted. */
export class Secrets {
  /** @type {Set<string>} */
  #tokens = new Set();
  #customer = [...Object.values(CUSTOMER).filter((text) => text.length > 7), ...EMAILS];

  /** Remembers the tokens of what was posted or answered. @param {string} text */
  learn(text) {
    for (const [, token = ""] of text.matchAll(TOKENS)) this.#tokens.add(token);
  }

  get count() {
    return this.#tokens.size + this.#customer.length;
  }

  /** Those that are in a text. @param {string} text @returns {string[]} */
  in(text) {
    return [...this.#tokens, ...this.#customer].filter((secret) => text.includes(secret));
  }
}
