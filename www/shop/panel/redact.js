/**
 * Makes anything fit to be shown: no token, no secret, no customer's address.
 */

const SECRET_KEY = /token|secret|authorization$|password|signature/i;
const PERSONAL_KEY =
  /^(email|phone|given_?name|family_?name|street_?address2?|postal_?code|city)$/i;
const SECRET_TEXT =
  /eyJ[\w-]{10,}(\.[\w-]+)*|krn:[\w:-]*session-token:[\w.-]+|(?<=[?&][\w-]*token=)[^&#\s]+/g;
const MAX_DEPTH = 6;

/**
 * @param {unknown} value
 * @param {number} [depth]
 * @returns {unknown}
 */
export function redact(value, depth = 0) {
  if (typeof value === "string") return value.replace(SECRET_TEXT, "[token]");
  if (value === null || typeof value !== "object") return value;
  if (depth > MAX_DEPTH) return "…";
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, redactField(key, item, depth)]),
  );
}

/**
 * @param {string} key
 * @param {unknown} value
 * @param {number} depth
 */
function redactField(key, value, depth) {
  if (typeof value === "string" && SECRET_KEY.test(key)) return "[token]";
  if (typeof value === "string" && PERSONAL_KEY.test(key)) return "[personal]";
  return redact(value, depth + 1);
}
