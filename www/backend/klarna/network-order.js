import { COUNTRY, CURRENCY } from "../catalogue.js";

/**
 * The payment as the Payment API (v2) wants it. Made once per click and kept: the final authorization must repeat the
 * same amount, data and reference, or Klarna declines it.
 *
 * @param {import("../purchases.js").Purchase} purchase
 * @param {import("../carts.js").Customer | null} customer
 * @param {{ paymentOptionId?: string | undefined, networkData?: string | undefined }} choice from the Web SDK and the partner
 */
export function paymentBody(purchase, customer, { paymentOptionId, networkData }) {
  const { snapshot, orderNumber } = purchase;
  return {
    currency: CURRENCY,
    supplementary_purchase_data: {
      purchase_reference: orderNumber,
      line_items: lineItems(snapshot),
      ...(customer ? { customer: person(customer), shipping: [parcel(customer)] } : {}),
    },
    ...(networkData === undefined ? {} : { klarna_network_data: networkData }),
    request_payment_transaction: {
      amount: snapshot.amount,
      payment_transaction_reference: orderNumber,
      ...(paymentOptionId === undefined ? {} : { payment_option_id: paymentOptionId }),
    },
  };
}

/**
 * @typedef {ReturnType<typeof paymentBody>} PaymentBody
 * @typedef {PaymentBody & ReturnType<typeof stepUpConfig>} AuthorizeBody what the first authorization says
 */

/**
 * The same payment after the customer has chosen a delivery at Klarna: other lines, another amount.
 *
 * @param {PaymentBody} body
 * @param {import("../purchases.js").Snapshot} snapshot
 * @returns {PaymentBody}
 */
export function repriced(body, snapshot) {
  return {
    ...body,
    supplementary_purchase_data: {
      ...body.supplementary_purchase_data,
      line_items: lineItems(snapshot),
    },
    request_payment_transaction: { ...body.request_payment_transaction, amount: snapshot.amount },
  };
}

/** @param {import("../purchases.js").Snapshot} snapshot */
export function lineItems(snapshot) {
  return snapshot.lines.map((line) => ({
    name: line.name,
    quantity: line.quantity,
    unit_price: line.unit_price,
    total_amount: line.total_amount,
    total_tax_amount: line.total_tax_amount,
    line_item_reference: line.reference,
  }));
}

/**
 * A payment request of the shop's own, where Klarna asks the customer about the delivery: a step-up cannot.
 * https://docs.klarna.com/klarna-network-distribution/
 *
 * @param {PaymentBody} body
 * @param {string} returnUrl where Klarna sends the browser after a redirect
 */
export function paymentRequestBody(body, returnUrl) {
  const { amount, payment_transaction_reference, payment_option_id } =
    body.request_payment_transaction;
  return {
    currency: body.currency,
    amount,
    payment_request_reference: payment_transaction_reference,
    supplementary_purchase_data: body.supplementary_purchase_data,
    customer_interaction_config: { method: "HANDOVER", return_url: returnUrl },
    shipping_config: { mode: "EDITABLE", supported_countries: [COUNTRY] },
    ...(payment_option_id === undefined ? {} : { payment_option_id }),
  };
}

/**
 * What the first authorization says beside the payment: how the customer may be asked for more.
 *
 * @param {import("../purchases.js").Purchase} purchase
 * @param {string} returnUrl where Klarna sends the browser after a redirect
 */
export function stepUpConfig(purchase, returnUrl) {
  return {
    step_up_config: {
      payment_request_reference: purchase.orderNumber,
      customer_interaction_config: { method: "HANDOVER", return_url: returnUrl },
    },
  };
}

/**
 * What a partner behind an acquirer gets, unchanged, as `klarna_network_response_data`: a JSON text.
 *
 * @param {string | undefined} transactionId
 */
export function networkResponseData(transactionId) {
  return JSON.stringify({
    content_type: "vnd.klarna.network-data.v1+json",
    content: {
      operation: "payment_request",
      response: {
        result: "APPROVED",
        ...(transactionId
          ? { payment_transaction: { payment_transaction_id: transactionId } }
          : {}),
      },
    },
  });
}

/** @param {import("../carts.js").Customer} customer */
function person(customer) {
  const { given_name, family_name, email, phone } = customer;
  return {
    given_name,
    family_name,
    email,
    ...(phone ? { phone } : {}),
    address: address(customer),
  };
}

/** @param {import("../carts.js").Customer} customer */
function parcel(customer) {
  const { given_name, family_name, email } = customer;
  return {
    shipping_reference: "parcel",
    recipient: { given_name, family_name, email },
    address: address(customer),
    shipping_option: { shipping_type: "TO_DOOR" },
  };
}

/** @param {import("../carts.js").Customer} customer */
function address({ street_address, postal_code, city, country }) {
  return { street_address, postal_code, city, country };
}
