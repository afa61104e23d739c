import { invalid } from "./errors.js";

/**
 * The line items must add up to the amount, where both are given.
 * @param {{ amount?: number, supplementary_purchase_data?: { line_items?: { total_amount: number }[] } }} purchase
 * @param {string} [parameter] the amount's name
 * @throws {import("./errors.js").NetworkError} 400
 */
export function refuseWrongSums(
  { amount, supplementary_purchase_data: purchase },
  parameter = "amount",
) {
  if (amount === undefined || !purchase?.line_items) return;
  const total = purchase.line_items.reduce((sum, item) => sum + item.total_amount, 0);
  if (total !== amount) throw invalid(parameter, `is not the sum of line_items (${total})`);
}
