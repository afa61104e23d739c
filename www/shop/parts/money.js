const CURRENCY = "EUR";
const format = new Intl.NumberFormat(document.documentElement.lang, {
  style: "currency",
  currency: CURRENCY,
});
const SCALE = 100;

/** @param {number} minorUnits */
export function money(minorUnits) {
  return format.format(minorUnits / SCALE);
}
