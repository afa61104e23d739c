import { isKlarnaError } from "klarna-payments-wasm";
import { record } from "../panel/timeline.js";
import { ShopApiError } from "./shop-api.js";

/** What the shop's server says, by its code, where the customer is told just that. */
const SHOP_OUTCOMES = new Set([
  "already_ordered",
  "authorization_expired",
  "cart_empty",
  "not_authorized",
  "order_in_progress",
  "order_mismatch",
  "order_refused",
  "payment_refused",
  "subscription_ended",
  "unknown_order",
  "unknown_payment",
]);

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
  IN_PROGRESS: "busy",
};

/**
 * Which outcome a failure is to the customer.
 *
 * @param {unknown} error
 * @returns {string} see `showOutcome`
 */
export function outcomeOf(error) {
  if (error instanceof ShopApiError) return outcomeOfCode(error.code) ?? "shop_failed";
  if (!isKlarnaError(error)) {
    record("error", String(error));
    return "klarna_error";
  }
  record("error", error.code, {
    message: error.message,
    status: error.status,
    retryable: error.retryable,
  });
  if (error.code === "BACKEND_REJECTED") return rejected(error);
  return KLARNA_CODES[error.code] ?? "klarna_error";
}

/** @param {import("klarna-payments-wasm").KlarnaError} error the shop's server did not take the token */
function rejected({ retryable, body }) {
  if (retryable) return "undelivered";
  const answer = /** @type {{ error?: { code?: unknown } } | undefined} */ (body);
  return outcomeOfCode(answer?.error?.code) ?? "order_refused";
}

/** @param {unknown} code */
function outcomeOfCode(code) {
  return typeof code === "string" && SHOP_OUTCOMES.has(code) ? code : undefined;
}
