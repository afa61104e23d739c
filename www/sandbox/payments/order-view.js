/** @typedef {import("./orders.js").Order} Order */

const DAY_MS = 24 * 60 * 60 * 1000;
const ORDER_LIFE_MS = 28 * DAY_MS;
/** So long the shop may still capture an order that was rejected, at its own risk; then Klarna cancels it. */
const REJECTED_LIFE_MS = DAY_MS / 6;

/**
 * The order as the Order Management API shows it.
 * @param {Order} order
 * @param {number} now
 */
export function orderView(order, now) {
  const { data, placedAt } = order;
  const status = orderStatus(order, now);
  const captured = status === "CAPTURED" ? data.order_amount : 0;
  return {
    order_id: order.orderId,
    status,
    fraud_status: order.fraudStatus,
    klarna_reference: order.orderId.slice(0, 8).toUpperCase(),
    order_amount: data.order_amount,
    original_order_amount: data.order_amount,
    captured_amount: captured,
    refunded_amount: 0,
    remaining_authorized_amount: status === "AUTHORIZED" ? data.order_amount : 0,
    purchase_country: data.purchase_country,
    purchase_currency: data.purchase_currency,
    locale: data.locale,
    order_lines: data.order_lines,
    merchant_reference1: data.merchant_reference1,
    merchant_reference2: data.merchant_reference2,
    billing_address: data.billing_address,
    shipping_address: data.shipping_address ?? data.billing_address,
    created_at: new Date(placedAt).toISOString(),
    expires_at: new Date(placedAt + ORDER_LIFE_MS).toISOString(),
    captures: captured > 0 ? [{ capture_id: order.orderId, captured_amount: captured }] : [],
    refunds: [],
  };
}

/**
 * The order as the ledger shows it.
 * @param {Order} order
 */
export const orderEntry = (order) => ({
  order_id: order.orderId,
  authorization_token: order.authorizationToken,
  customer_token: order.customerToken,
  session_id: order.sessionId,
  order_amount: order.data.order_amount,
  purchase_currency: order.data.purchase_currency,
  fraud_status: order.fraudStatus,
  merchant_reference1: order.data.merchant_reference1,
  auto_capture: order.data.auto_capture ?? false,
});

/**
 * @param {Order} order
 * @param {number} now
 */
function orderStatus({ fraudStatus, rejectedAt, data }, now) {
  if (rejectedAt !== undefined && rejectedAt + REJECTED_LIFE_MS <= now) return "CANCELLED";
  return data.auto_capture && fraudStatus === "ACCEPTED" ? "CAPTURED" : "AUTHORIZED";
}
