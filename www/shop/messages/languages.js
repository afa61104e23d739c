import { messages as en } from "./en.js";

/** The languages of the shop; the first is used where nothing fits. */
export const languages = { en };

/** @typedef {keyof typeof languages} Language */

/**
 * @param {Language} language
 * @param {string} key
 * @param {Record<string, string>} [values] for the `{name}`s in the message
 */
export function say(language, key, values = {}) {
  const message = languages[language][key];
  if (message === undefined) throw new Error(`no message ${key} in ${language}`);
  return message.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/**
 * @param {string | undefined} wanted an Accept-Language header, or a language tag
 * @returns {Language}
 */
export function chooseLanguage(wanted = "") {
  for (const range of wanted.split(",")) {
    const language = range.trim().slice(0, 2).toLowerCase();
    if (Object.hasOwn(languages, language)) return /** @type {Language} */ (language);
  }
  return "en";
}
