import { isDeepStrictEqual } from "node:util";

/**
 * @typedef {import("./schemas.js").SessionChange} SessionChange
 * @typedef {import("../public.js").OrderAddresses} OrderAddresses
 */

/** @type {readonly OrderAddresses[]} */
export const ORDER_ADDRESSES = Object.freeze(["may-be-left-out", "strict"]);

const MUST_MATCH = /** @type {const} */ ([
  "purchase_country",
  "purchase_currency",
  "order_amount",
  "order_tax_amount",
]);
const ADDRESSES = /** @type {const} */ (["billing_address", "shipping_address"]);

/**
 * Klarna refuses an order that differs from what was authorized (409, "BAD_VALUE"): in a figure, a line or an address. An
 * address that was not authorized may come with the order. One that was authorized has to come again, the same, where the
 * documentation is taken by the word ("Validations in the payment process": any difference between the address objects makes the
 * order invalid); nobody has seen what becomes of an order that leaves it out, and shops' servers know of none where Klarna's
 * callback is all that they get.
 *
 * @param {SessionChange} authorized
 * @param {SessionChange} order
 * @param {OrderAddresses} addresses
 * @returns {string[]} the fields that differ, as Klarna names them
 */
export function differences(authorized, order, addresses) {
  return [
    ...ADDRESSES.flatMap((key) => addressDifferences(key, authorized, order, addresses)),
    ...MUST_MATCH.filter((key) => !isSameText(authorized[key], order[key])),
    ...lineDifferences(authorized.order_lines ?? [], order.order_lines ?? []),
  ];
}

/**
 * @param {(typeof ADDRESSES)[number]} key
 * @param {SessionChange} authorized
 * @param {SessionChange} order
 * @param {OrderAddresses} addresses
 */
function addressDifferences(key, authorized, order, addresses) {
  // Klarna ships to the billing address where it was given no other.
  const before = fieldsOf(authorized[key] ?? authorized.billing_address);
  const isStrict = addresses === "strict" && Object.keys(before).length > 0;
  const after = fieldsOf(order[key] ?? (isStrict ? order.billing_address : undefined));
  const names = isStrict
    ? new Set([...Object.keys(before), ...Object.keys(after)])
    : Object.keys(after).filter((name) => name in before);
  return [...names].filter((name) => before[name] !== after[name]).map((name) => `${key}.${name}`);
}

/** @param {object | undefined} address @returns {Record<string, unknown>} */
const fieldsOf = (address) => ({ ...address });

/**
 * @param {object[]} authorized
 * @param {object[]} ordered
 */
function lineDifferences(authorized, ordered) {
  if (authorized.length !== ordered.length)
    return [
      `Incorrect number of items in the cart. Expected: ${authorized.length}, Actual: ${ordered.length}`,
    ];
  return isDeepStrictEqual(authorized, ordered) ? [] : ["order_lines"];
}

/**
 * @param {unknown} one
 * @param {unknown} other
 */
const isSameText = (one, other) => String(one).toLowerCase() === String(other).toLowerCase();
