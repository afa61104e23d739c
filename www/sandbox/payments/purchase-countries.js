/**
 * The one currency of each country that Klarna sells in. (docs.klarna.com, Purchase country, currency and locale.)
 * @type {Record<string, string>}
 */
const CURRENCIES = {
  AU: "AUD",
  AT: "EUR",
  BE: "EUR",
  CA: "CAD",
  CH: "CHF",
  CZ: "CZK",
  DE: "EUR",
  DK: "DKK",
  ES: "EUR",
  FI: "EUR",
  FR: "EUR",
  GB: "GBP",
  GR: "EUR",
  HU: "HUF",
  IE: "EUR",
  IT: "EUR",
  MX: "MXN",
  NL: "EUR",
  NO: "NOK",
  NZ: "NZD",
  PL: "PLN",
  PT: "EUR",
  RO: "RON",
  SE: "SEK",
  SK: "EUR",
  US: "USD",
};

/**
 * @param {string} country
 * @returns {string | undefined} nothing for a country of which it is not known
 */
export const currencyOf = (country) => CURRENCIES[country.toUpperCase()];
