/**
 * @typedef {import("./orders.js").Order} Order
 * @typedef {"AUTHORIZED" | "PART_CAPTURED" | "CAPTURED" | "CANCELLED" | "EXPIRED"} OrderStatus
 */

const DAY_MS = 24 * 60 * 60 * 1000;
/** So long an order can be captured, unless the shop extends it. */
export const ORDER_LIFE_MS = 28 * DAY_MS;
/** So long the shop may still capture an order that was rejected, at its own risk; then Klarna cancels it. */
const REJECTED_LIFE_MS = DAY_MS / 6;

/**
 * What has become of an order's amount; `remaining`: what may still be captured, were there time.
 * @param {Order} order
 */
export function amountsOf({ data, captures, refunds, isCancelled, isReleased }) {
  const captured = captures.reduce((sum, { captured_amount }) => sum + captured_amount, 0);
  const refunded = refunds.reduce((sum, { refunded_amount }) => sum + refunded_amount, 0);
  const remaining = isCancelled || isReleased ? 0 : data.order_amount - captured;
  return { captured, refunded, remaining };
}

/**
 * @param {Order} order
 * @param {number} now
 * @returns {OrderStatus}
 */
export function statusOf(order, now) {
  const { captured, remaining } = amountsOf(order);
  const { isCancelled, rejectedAt, expiresAt } = order;
  if (isCancelled) return "CANCELLED";
  if (captured > 0 && remaining === 0) return "CAPTURED";
  if (rejectedAt !== undefined && rejectedAt + REJECTED_LIFE_MS <= now) return "CANCELLED";
  if (order.isReleased) return "CANCELLED";
  if (expiresAt <= now) return captured > 0 ? "CAPTURED" : "EXPIRED";
  return captured > 0 ? "PART_CAPTURED" : "AUTHORIZED";
}
