import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { COUNTRY, DELIVERIES, deliveryFee, redelivered } from "./catalogue.js";

/**
 * Where and how a parcel goes when Klarna asks the customer (v2): Klarna's SDK asks the page as the customer goes on, and
 * tells the server at the end. Prices and what is possible are decided here.
 */

const GERMAN_POSTAL_CODE = /^\d{5}$/;

/** Klarna's `state_context.shipping`, whose address has been seen in either spelling. */
const Shipping = Type.Object({
  shipping_option_reference: Type.Optional(Type.String()),
  address: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});
const FIELDS = /** @type {const} */ ([
  ["street_address", "streetAddress"],
  ["postal_code", "postalCode"],
  ["city", "city"],
  ["country", "country"],
  ["given_name", "givenName"],
  ["family_name", "familyName"],
]);

/**
 * What the page gives to Klarna's SDK, in its spelling.
 *
 * @typedef {{ amount: number, lineItems: object[] }} NewTotal
 * @typedef {NewTotal & { selectedShippingOptionReference: string, shippingOptions: object[] }} NewOptions
 *
 * @param {import("./catalogue.js").OrderLine[]} lines what is bought
 * @param {{ address?: { country?: string, postalCode?: string }, shippingOptionReference?: string }} question
 * @returns {{ rejectionReason: string } | NewTotal | NewOptions}
 */
export function answerAboutDelivery(lines, { address, shippingOptionReference: chosen }) {
  if (address?.country !== undefined && address.country !== COUNTRY)
    return { rejectionReason: "COUNTRY_NOT_SUPPORTED" };
  if (address && !GERMAN_POSTAL_CODE.test(address.postalCode ?? ""))
    return { rejectionReason: "POSTAL_CODE_NOT_SUPPORTED" };
  const delivery = deliveryOf(chosen);
  if (!delivery) return { rejectionReason: "INVALID_OPTION" };
  const total = totalWith(lines, delivery);
  if (!address) return total;
  const goods = lines.filter(({ type }) => type !== "shipping_fee");
  return {
    ...total,
    selectedShippingOptionReference: delivery.id,
    shippingOptions: DELIVERIES.map((option) => ({
      shippingOptionReference: option.id,
      amount: deliveryFee(goods, option),
      displayName: option.name,
      description: option.description,
      shippingType: "TO_DOOR",
    })),
  };
}

/**
 * What Klarna says that the customer chose in the end. A delivery that the shop does not have is the usual one: if its
 * price is not what the customer agreed to, Klarna declines the final authorization.
 *
 * @param {unknown} shipping
 */
export function chosenDelivery(shipping) {
  const known = Value.Check(Shipping, shipping) ? shipping : {};
  const { address = {} } = known;
  const fields = FIELDS.map(([ours, theirs]) => [ours, address[ours] ?? address[theirs]]);
  return {
    delivery: deliveryOf(known.shipping_option_reference) ?? DELIVERIES[0],
    address: /** @type {Partial<import("./carts.js").Customer>} */ (
      Object.fromEntries(fields.filter(([, value]) => typeof value === "string"))
    ),
  };
}

/** @param {string | undefined} id */
function deliveryOf(id) {
  return id === undefined ? DELIVERIES[0] : DELIVERIES.find((delivery) => delivery.id === id);
}

/**
 * @param {import("./catalogue.js").OrderLine[]} lines
 * @param {import("./catalogue.js").Delivery} delivery
 * @returns {NewTotal}
 */
function totalWith(lines, delivery) {
  const order = redelivered(lines, delivery);
  const lineItems = order.lines.map((line) => ({
    name: line.name,
    quantity: line.quantity,
    unitPrice: line.unit_price,
    totalAmount: line.total_amount,
    totalTaxAmount: line.total_tax_amount,
    lineItemReference: line.reference,
  }));
  return { amount: order.amount, lineItems };
}
