import { isKlarnaError } from "klarna-payments-wasm";
import { record } from "../panel/timeline.js";
import { ShopApiError } from "./shop-api.js";

/** @type {Record<string, string>} what the shop's server says, by its code */
const SHOP_CODES = {
  cart_empty: "cart_empty",
  order_in_progress: "order_in_progress",
  unknown_order: "unknown_order",
};

/** @type {Record<string, string>} */
const KLARNA_CODES = {
  SDK_LOAD_FAILED: "sdk_failed",
  SDK_LOAD_TIMEOUT: "sdk_failed",
  SDK_TIMEOUT: "sdk_failed",
  INVALID_STATE: "not_authorized",
  SUPERSEDED: "superseded",
  DISPOSED: "superseded",
  BACKEND_UNREACHABLE: "undelivered",
  BACKEND_TIMEOUT: "undelivered",
  BACKEND_INVALID_RESPONSE: "undelivered",
  DECLINED: "declined",
};

/** @type {Record<number, string>} the shop's final word on a token, by HTTP status; see `backend/order-placement.js` */
const REJECTIONS = {
  403: "payment_refused",
  409: "order_mismatch",
  410: "authorization_expired",
};

/**
 * Which outcome a failure is to the customer.
 *
 * @param {unknown} error
 * @returns {string} see `showOutcome`
 */
export function outcomeOf(error) {
  if (error instanceof ShopApiError) return SHOP_CODES[error.code] ?? "shop_failed";
  if (!isKlarnaError(error)) {
    record("error", String(error));
    return "klarna_error";
  }
  record("error", error.code, {
    message: error.message,
    status: error.status,
    retryable: error.retryable,
  });
  if (error.code === "BACKEND_REJECTED") {
    if (error.retryable) return "undelivered";
    return REJECTIONS[error.status ?? 0] ?? "order_refused";
  }
  return KLARNA_CODES[error.code] ?? "klarna_error";
}
