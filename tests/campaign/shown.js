import { Secrets } from "./secrets.js";

/** Everything that somebody else may read, and the secrets that are not to be in it. */
export class Shown {
  secrets = new Secrets();
  /** Whose, where, what. @type {[string, string, string][]} */
  #texts = [];

  /** @param {string} cart @param {string} where @param {string[]} texts */
  see(cart, where, texts) {
    for (const text of texts) this.#texts.push([cart, where, text]);
  }

  /** How much was searched, and for how much. */
  searched() {
    return { texts: this.#texts.length, secrets: this.secrets.count };
  }

  /** Secrets that somebody else may read, by cart. @returns {[string, string][]} */
  secretsSeen() {
    return this.#texts.flatMap(([cart, where, text]) =>
      this.secrets
        .in(text)
        .map(
          (secret) =>
            /** @type {[string, string]} */ ([
              cart,
              `${where}: ${secret.slice(0, 20)}… in ${text.slice(0, 200)}`,
            ]),
        ),
    );
  }
}
