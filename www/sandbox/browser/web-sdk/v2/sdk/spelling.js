/** The SDK writes keys in camel case, Klarna's servers in snake case. Values, whatever they are, stay as they are. */

/** @param {unknown} value @returns {any} */
export const inServerSpelling = (value) =>
  respelt(value, (key) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));

/** @param {unknown} value @returns {any} */
export const inSdkSpelling = (value) =>
  respelt(value, (key) => key.replaceAll(/_([a-z0-9])/g, (_match, letter) => letter.toUpperCase()));

/**
 * @param {unknown} value
 * @param {(key: string) => string} respell
 * @returns {unknown}
 */
function respelt(value, respell) {
  if (Array.isArray(value)) return value.map((one) => respelt(one, respell));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .map(([key, one]) => [respell(key), respelt(one, respell)]),
  );
}
