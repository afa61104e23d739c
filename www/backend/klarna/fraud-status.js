/**
 * What Klarna makes of an order that it has placed: PENDING means that it still looks, and that nothing is to be sent.
 * @typedef {"ACCEPTED" | "PENDING" | "REJECTED"} FraudStatus
 */

/** @type {ReadonlyMap<string | undefined, FraudStatus>} */
const KNOWN = new Map([
  [undefined, "ACCEPTED"],
  ["ACCEPTED", "ACCEPTED"],
  ["REJECTED", "REJECTED"],
  ["STOPPED", "REJECTED"],
]);

/**
 * @param {string | undefined} text Klarna's `fraud_status`; a word that is not known yet is no permission to send goods
 * @returns {FraudStatus}
 */
export function fraudStatusOf(text) {
  return KNOWN.get(text) ?? "PENDING";
}
