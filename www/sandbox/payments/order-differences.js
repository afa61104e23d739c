import { isDeepStrictEqual } from "node:util";

/** @typedef {import("./schemas.js").SessionChange} SessionChange */

const MUST_MATCH = /** @type {const} */ ([
  "purchase_country",
  "purchase_currency",
  "order_amount",
  "order_tax_amount",
]);
const ADDRESSES = /** @type {const} */ (["billing_address", "shipping_address"]);

/**
 * Klarna refuses an order that differs from what was authorized: a changed amount, cart or address (409, "BAD_VALUE").
 * @param {SessionChange} authorized
 * @param {SessionChange} order
 * @returns {string[]} the fields that differ
 */
export function differences(authorized, order) {
  /** @type {string[]} */
  const fields = MUST_MATCH.filter(
    (key) =>
      authorized[key] !== undefined &&
      order[key] !== undefined &&
      !sameText(authorized[key], order[key]),
  );
  if (
    authorized.order_lines &&
    order.order_lines &&
    !isDeepStrictEqual(lines(authorized), lines(order))
  )
    fields.push("order_lines");
  for (const key of ADDRESSES) {
    // Klarna ships to the billing address where it was given no other.
    const agreed = authorized[key] ?? authorized.billing_address ?? {};
    const before = /** @type {Record<string, unknown>} */ (agreed);
    const after = /** @type {Record<string, unknown>} */ (order[key] ?? {});
    for (const name of Object.keys(after)) {
      if (name in before && !isDeepStrictEqual(before[name], after[name]))
        fields.push(`${key}.${name}`);
    }
  }
  return fields;
}

/** @param {SessionChange} order */
const lines = (order) =>
  order.order_lines?.map(({ name, quantity, unit_price, total_amount }) => [
    name,
    quantity,
    unit_price,
    total_amount,
  ]);

/**
 * @param {unknown} one
 * @param {unknown} other
 */
const sameText = (one, other) => String(one).toLowerCase() === String(other).toLowerCase();
