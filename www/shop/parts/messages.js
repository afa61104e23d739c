import { chooseLanguage, languages, say } from "../messages/languages.js";

const language = chooseLanguage(document.documentElement.lang);

/** @param {string} key */
export function isSaid(key) {
  return key in languages[language];
}

/**
 * A message in the language of the page.
 *
 * @param {string} key
 * @param {Record<string, string>} [values]
 */
export function t(key, values) {
  return say(language, key, values);
}
