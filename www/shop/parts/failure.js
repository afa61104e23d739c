import { isKlarnaError } from "klarna-payments-wasm";
import { record } from "../panel/timeline.js";
import { ShopApiError } from "./shop-api.js";

/** What the shop's server says, by its code, where the customer is told just that. */
const SHOP_OUTCOMES = new Set([
  "already_ordered",
  "authorization_expired",
  "authorization_given_back",
  "cart_empty",
  "customer_token_lost",
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
  DECLINED: "declined",
  IN_PROGRESS: "busy",
};

const UNANSWERED = new Set(["BACKEND_UNREACHABLE", "BACKEND_TIMEOUT", "BACKEND_INVALID_RESPONSE"]);

/**
 * Which outcome a failure is to the customer.
 *
 * @param {unknown} error
 * @param {string} [unanswered] which one it is that the shop's server has not answered Klarna's SDK; with Klarna Payments, that it
 *   does not have the token yet
 * @returns {string} see `showOutcome`
 */
export function outcomeOf(error, unanswered = "undelivered") {
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
  const { code, retryable } = error;
  if (UNANSWERED.has(code) || (code === "BACKEND_REJECTED" && retryable)) return unanswered;
  if (code === "BACKEND_REJECTED") return rejected(error);
  return KLARNA_CODES[code] ?? "klarna_error";
}

/** @param {import("klarna-payments-wasm").KlarnaError} error the shop's server has refused */
function rejected({ body }) {
  const answer = /** @type {{ error?: { code?: unknown } } | undefined} */ (body);
  return outcomeOfCode(answer?.error?.code) ?? "order_refused";
}

/** @param {unknown} code */
function outcomeOfCode(code) {
  return typeof code === "string" && SHOP_OUTCOMES.has(code) ? code : undefined;
}
