const BY_STATE = new Map([
  ["DECLINED", "declined"],
  ["EXPIRED", "expired"],
]);
const BY_REASON = new Map([
  ["TECHNICAL_ERROR", "klarna_error"],
  // Withdrawn by the shop's server: the same cart was paid for, or is, with a later click.
  ["PARTNER_CANCELED", "superseded"],
]);

/**
 * How a payment ended that was not approved. Klarna's SDK tells it as an abort or as an error, and after a redirect the
 * shop's server tells it; what the payment request itself says goes before both.
 *
 * @param {{ state?: string | undefined, stateReason?: string | undefined }} [paymentRequest]
 * @returns {string | undefined} see `showOutcome`; none where the payment request does not say
 */
export function endingOf({ state = "", stateReason = "" } = {}) {
  return BY_STATE.get(state) ?? BY_REASON.get(stateReason);
}
