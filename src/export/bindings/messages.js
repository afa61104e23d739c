// What the customer is told, in the languages of the countries where Klarna is. A page fetches the one that it speaks.

/** @typedef {import("./checkout.js").Messages} Messages */

/** Written out, for bundlers to find them. @type {Record<string, () => Promise<{ default: Messages }>>} */
const LANGUAGES = {
  da: () => import("./messages/da.js"),
  de: () => import("./messages/de.js"),
  es: () => import("./messages/es.js"),
  fi: () => import("./messages/fi.js"),
  fr: () => import("./messages/fr.js"),
  it: () => import("./messages/it.js"),
  nb: () => import("./messages/nb.js"),
  nl: () => import("./messages/nl.js"),
  pl: () => import("./messages/pl.js"),
  sv: () => import("./messages/sv.js"),
};

/**
 * The texts of a language; English where there are none.
 *
 * @param {string} locale such as `sv-SE`; empty: the page's language
 * @returns {Promise<Messages>}
 */
export async function messagesIn(locale) {
  const [language = ""] =
    (locale || document.documentElement.lang).toLowerCase().match(/^[a-z]{2}(?![a-z])/) ?? [];
  // Norwegian goes by three names.
  const fetch = LANGUAGES[language.replace(/^n[on]$/, "nb")];
  return (await (fetch ?? (() => import("./messages/en.js")))()).default;
}
