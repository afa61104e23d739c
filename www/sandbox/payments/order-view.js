import { amountsOf, statusOf } from "./order-state.js";

/** @typedef {import("./orders.js").Order} Order */

/**
 * The order as the Order Management API shows it.
 * @param {Order} order
 * @param {number} now
 */
export function orderView(order, now) {
  const { data, placedAt, expiresAt, originalAmount } = order;
  const { captured, refunded, remaining } = amountsOf(order);
  const status = statusOf(order, now);
  const isOpen = status === "AUTHORIZED" || status === "PART_CAPTURED";
  return {
    order_id: order.orderId,
    status,
    fraud_status: order.fraudStatus,
    klarna_reference: order.orderId.slice(0, 8).toUpperCase(),
    order_amount: data.order_amount,
    original_order_amount: originalAmount,
    captured_amount: captured,
    refunded_amount: refunded,
    remaining_authorized_amount: isOpen ? remaining : 0,
    purchase_country: data.purchase_country,
    purchase_currency: data.purchase_currency,
    locale: data.locale,
    order_lines: data.order_lines,
    merchant_reference1: data.merchant_reference1,
    merchant_reference2: data.merchant_reference2,
    merchant_data: data.merchant_data,
    billing_address: data.billing_address,
    shipping_address: data.shipping_address ?? data.billing_address,
    created_at: new Date(placedAt).toISOString(),
    expires_at: new Date(expiresAt).toISOString(),
    initial_payment_method: {
      type: "INVOICE",
      description: "Pay in 30 days",
      number_of_installments: 0,
    },
    captures: order.captures,
    refunds: order.refunds,
  };
}

/**
 * The order as the ledger shows it.
 * @param {Order} order
 * @param {number} now
 */
export function orderEntry(order, now) {
  const { captured, refunded } = amountsOf(order);
  return {
    order_id: order.orderId,
    authorization_token: order.authorizationToken,
    customer_token: order.customerToken,
    session_id: order.sessionId,
    order_amount: order.data.order_amount,
    purchase_currency: order.data.purchase_currency,
    fraud_status: order.fraudStatus,
    status: statusOf(order, now),
    captured_amount: captured,
    refunded_amount: refunded,
    merchant_reference1: order.data.merchant_reference1,
    auto_capture: order.data.auto_capture ?? false,
  };
}
