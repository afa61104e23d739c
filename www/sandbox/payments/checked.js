import { problemsOf } from "../core/checks.js";
import { isLocalHost } from "../core/local-host.js";
import { bracketed } from "../core/paths.js";
import { PaymentsError } from "./errors.js";
import { wrongSums } from "./order-sums.js";
import { currencyOf } from "./purchase-countries.js";

/**
 * @typedef {import("@sinclair/typebox").TSchema} TSchema
 * @typedef {import("./schemas.js").SessionChange} Order
 */

/**
 * A body that fits, without what is only said to be absent: Klarna takes null and empty text for that.
 * @template {TSchema} T
 * @param {T} schema
 * @param {unknown} body
 * @returns {import("@sinclair/typebox").Static<T>}
 * @throws {PaymentsError} 400 that names everything that is wrong in one message
 */
export function checked(schema, body) {
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new PaymentsError(400, "BAD_REQUEST", "The body is no JSON object");
  const data = withoutAbsent(body);
  refuseBadValues(problems(schema, data));
  return data;
}

/**
 * @param {string[]} paths of what is wrong
 * @throws {PaymentsError} 400 when there are any
 */
export function refuseBadValues(paths) {
  if (paths.length > 0) throw new PaymentsError(400, "BAD_VALUE", `Bad value: ${paths.join(", ")}`);
}

/**
 * What Klarna finds wrong: the form first, and sums only of what has the right form.
 * @param {TSchema} schema
 * @param {object} data without what is only said to be absent
 * @returns {string[]} paths such as `order_lines[1].quantity`
 */
export function problems(schema, data) {
  const wrong = new Set(problemsOf(schema, data).map(({ path }) => bracketed(path)));
  // Of an empty body, Klarna names no more than these.
  const first = ["purchase_currency", "purchase_country"].filter((key) => wrong.has(key));
  if (first.length > 0) return first;
  if (wrong.size > 0) return [...wrong];
  return [...wrongSums(data), ...wrongCombinations(data)];
}

/** @param {Order} order whose members have the right form */
function wrongCombinations({ purchase_country: country, purchase_currency, merchant_urls }) {
  const wrong = [];
  const currency = country && currencyOf(country);
  if (currency && purchase_currency && purchase_currency.toUpperCase() !== currency)
    wrong.push("purchase_currency");
  if (merchant_urls?.authorization && !isSafe(merchant_urls.authorization))
    wrong.push("merchant_urls.authorization");
  return wrong;
}

/**
 * Klarna brings tokens to https only. A shop that is tested on its own machine or network has none.
 * @param {string} url
 */
function isSafe(url) {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || isLocalHost(hostname);
}

/**
 * @param {any} value
 * @returns {any} a copy without members that are null or empty text
 */
export function withoutAbsent(value) {
  if (Array.isArray(value)) return value.map(withoutAbsent);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null && member !== "")
      .map(([name, member]) => [name, withoutAbsent(member)]),
  );
}
