import { canonical } from "../encoding.js";

/**
 * What Klarna is told, made of the shop's order. One function for the session and the order: Klarna refuses an order that
 * differs from what its session was last told (409).
 *
 * @typedef {import("../public.js").ShopOrder} ShopOrder
 */

/**
 * What the page passes to `load`, `authorize` and `finalize`, without personal data.
 *
 * @param {ShopOrder} order
 */
export function orderData({
  cart: _cart,
  reference: _reference,
  intent: _intent,
  description: _description,
  customer: _customer,
  customer_type: type,
  shipping_config: _shipping,
  auto_capture: _capture,
  purchase: _purchase,
  ...data
}) {
  return type === undefined ? data : { ...data, customer: { type } };
}

/**
 * Whether a session is told the same of both.
 *
 * @param {ShopOrder | undefined} one
 * @param {ShopOrder} other
 */
export const isToldTheSame = (one, other) =>
  one !== undefined && canonical(orderData(one)) === canonical(orderData(other));

/**
 * Whether Klarna can be told of the other order in the session of this one. Whom a session is for stays as it was made, and the
 * country and currency are in its client token and decide on its categories.
 *
 * @param {ShopOrder} one
 * @param {ShopOrder} other
 */
export const isForTheSame = (one, other) =>
  one.customer_type === other.customer_type &&
  isSameCode(one.purchase_country, other.purchase_country) &&
  isSameCode(one.purchase_currency, other.purchase_currency);

/**
 * @param {ShopOrder} order
 * @param {string} reference
 * @param {object} merchant_urls
 */
export const sessionBody = (order, reference, merchant_urls) => ({
  ...orderData(order),
  intent: order.intent ?? "buy",
  merchant_reference1: reference,
  merchant_urls,
});

/**
 * Whether a session, as Klarna reads it, is about something else than the order: another amount, currency or country, or other
 * pieces. Names and what is left out are not compared, since Klarna may have its own spelling.
 *
 * @param {Record<string, unknown>} agreed
 * @param {ShopOrder} order
 */
export function isOfAnother(agreed, order) {
  const { order_amount, order_lines, purchase_currency, purchase_country } = agreed;
  if (order_amount !== undefined && order_amount !== order.order_amount) return true;
  if (!isSameCode(purchase_currency, order.purchase_currency)) return true;
  if (!isSameCode(purchase_country, order.purchase_country)) return true;
  return (
    Array.isArray(order_lines) &&
    canonical(sums(order_lines)) !== canonical(sums(order.order_lines))
  );
}

/**
 * @param {unknown} agreed
 * @param {string} ordered
 */
const isSameCode = (agreed, ordered) =>
  typeof agreed !== "string" || agreed.toUpperCase() === ordered.toUpperCase();

/** @param {Partial<import("../public.js").OrderLine>[]} lines */
const sums = (lines) =>
  lines.map(({ quantity, unit_price, total_amount }) => [quantity, unit_price, total_amount]);

/**
 * @param {ShopOrder} order
 * @param {string} reference
 * @param {object} merchant_urls
 */
export const orderBody = (order, reference, merchant_urls) => ({
  ...orderData(order),
  ...order.customer,
  merchant_reference1: reference,
  merchant_urls,
  auto_capture: order.auto_capture ?? false,
});

/** @param {ShopOrder} order */
export const customerTokenBody = (order) => ({
  purchase_country: order.purchase_country,
  purchase_currency: order.purchase_currency,
  locale: order.locale ?? "en-US",
  description: order.description ?? "Subscription",
  intended_use: "SUBSCRIPTION",
  ...(order.customer?.billing_address ? { billing_address: order.customer.billing_address } : {}),
});

/**
 * An order that a customer token pays, which knows whose it is.
 *
 * @param {ShopOrder} order
 * @param {string} reference
 */
export const chargeBody = ({ customer_type: _, ...order }, reference) => ({
  ...orderData(order),
  ...(order.customer?.shipping_address
    ? { shipping_address: order.customer.shipping_address }
    : {}),
  merchant_reference1: reference,
  auto_capture: order.auto_capture ?? false,
});

/**
 * The payment as the Klarna Network (v2) wants it. The final authorization repeats it word for word, or Klarna declines it.
 *
 * @param {ShopOrder} order
 * @param {string} reference
 * @param {{ paymentOptionId?: string | undefined, networkData?: string | undefined }} choice from the Web SDK and the partner
 */
export const paymentBody = (order, reference, { paymentOptionId, networkData }) => ({
  currency: order.purchase_currency,
  supplementary_purchase_data: {
    purchase_reference: reference,
    line_items: lineItems(order),
    ...people(order.customer),
  },
  ...(networkData === undefined ? {} : { klarna_network_data: networkData }),
  request_payment_transaction: {
    amount: order.order_amount,
    payment_transaction_reference: reference,
    ...(order.auto_capture ? { capture: /** @type {const} */ ("NOW") } : {}),
    ...(paymentOptionId === undefined ? {} : { payment_option_id: paymentOptionId }),
  },
});

/** @typedef {ReturnType<typeof paymentBody>} PaymentBody */

/**
 * The same payment after the customer has chosen a delivery at Klarna: other lines, another amount.
 *
 * @param {PaymentBody} body
 * @param {ShopOrder} order
 * @returns {PaymentBody}
 */
export const repriced = (body, order) => ({
  ...body,
  supplementary_purchase_data: {
    ...body.supplementary_purchase_data,
    line_items: lineItems(order),
  },
  request_payment_transaction: { ...body.request_payment_transaction, amount: order.order_amount },
});

/**
 * How the customer may be asked for more.
 *
 * @param {string} reference
 * @param {string} return_url where Klarna sends the browser after a redirect
 */
export const stepUp = (reference, return_url) => ({
  step_up_config: {
    payment_request_reference: reference,
    customer_interaction_config: { method: "HANDOVER", return_url },
  },
});

/**
 * A payment request where Klarna asks the customer about the delivery: a step-up cannot.
 *
 * @param {PaymentBody} body
 * @param {object} shipping_config
 * @param {string} return_url
 */
export function requestBody(body, shipping_config, return_url) {
  const { amount, payment_transaction_reference, payment_option_id } =
    body.request_payment_transaction;
  return {
    currency: body.currency,
    amount,
    payment_request_reference: payment_transaction_reference,
    supplementary_purchase_data: body.supplementary_purchase_data,
    customer_interaction_config: { method: "HANDOVER", return_url },
    shipping_config,
    ...(payment_option_id === undefined ? {} : { payment_option_id }),
  };
}

/** @param {ShopOrder} order */
export const lineItems = (order) =>
  order.order_lines.map((line) => ({
    name: line.name,
    quantity: line.quantity,
    unit_price: line.unit_price,
    total_amount: line.total_amount,
    ...(line.total_tax_amount === undefined ? {} : { total_tax_amount: line.total_tax_amount }),
    ...(line.reference === undefined ? {} : { line_item_reference: line.reference }),
  }));

/** @param {ShopOrder["customer"]} customer */
function people({ billing_address: billing, shipping_address: shipping } = {}) {
  const parcel = shipping ?? billing;
  return {
    ...(billing ? { customer: { ...person(billing), address: place(billing) } } : {}),
    ...(parcel ? { shipping: [{ recipient: person(parcel), address: place(parcel) }] } : {}),
  };
}

/** @param {import("../public.js").Address} address */
const person = ({ given_name, family_name, email, phone }) =>
  defined({ given_name, family_name, email, phone });

/** @param {import("../public.js").Address} address */
const place = ({ street_address, postal_code, city, country }) =>
  defined({ street_address, postal_code, city, country });

/** @param {Record<string, string | undefined>} fields */
const defined = (fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/**
 * What a partner behind an acquirer gets, unchanged, as `klarna_network_response_data`.
 *
 * @param {string | undefined} payment_transaction_id
 */
export const networkResponseData = (payment_transaction_id) =>
  JSON.stringify({
    content_type: "vnd.klarna.network-data.v1+json",
    content: {
      operation: "payment_request",
      response: {
        result: "APPROVED",
        ...(payment_transaction_id === undefined
          ? {}
          : { payment_transaction: { payment_transaction_id } }),
      },
    },
  });
