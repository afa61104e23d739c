/**
 * How a payment ended that was not approved: Klarna's SDK tells it as an abort or as an error, the payment request knows
 * better.
 *
 * @param {Pick<import("klarna-payments-wasm").PaymentRequest, "state" | "stateReason">} [paymentRequest]
 * @returns {string | undefined} see `showOutcome`; none where the payment request does not say
 */
export function endingOf({ state, stateReason } = {}) {
  if (state === "DECLINED") return "declined";
  if (state === "EXPIRED") return "expired";
  return stateReason === "TECHNICAL_ERROR" ? "klarna_error" : undefined;
}
