/**
 * @typedef {import("./schemas.js").SessionChange} Order
 * @typedef {NonNullable<Order["order_lines"]>[number]} Line
 */

const WHOLE = 10_000;

/**
 * What does not add up in an order, by Klarna's rules: a line's total may be off by its quantity, its tax by one, and the
 * order's tax by the number of items; only the order's amount is exact. All figures are whole numbers, in minor units.
 * (Klarna Payments API, `order_lines`; docs.klarna.com, Tax handling.)
 *
 * @param {Order} order whose members have the right form
 * @returns {string[]} the paths of what is wrong
 */
export function wrongSums({ order_amount, order_lines: lines, order_tax_amount: orderTax }) {
  if (!lines) return [];
  const wrong = lines.flatMap((line, index) =>
    wrongFigures(line).map((name) => `order_lines[${index}].${name}`),
  );
  if (order_amount !== undefined && order_amount !== sum(lines, (line) => line.total_amount))
    wrong.push("order_amount");
  if (orderTax !== undefined && !isTaxOf(lines, orderTax)) wrong.push("order_tax_amount");
  return wrong;
}

/** @param {Line} line */
function wrongFigures(line) {
  const { quantity, unit_price, total_amount: total, total_discount_amount: discount = 0 } = line;
  const { tax_rate: rate, total_tax_amount: tax } = line;
  const wrong = [];
  if (Math.abs(quantity * unit_price - discount - total) > quantity) wrong.push("total_amount");
  // The tax is contained in the total: total - total × 10000 / (10000 + rate), here without the fraction.
  const isOff =
    rate !== undefined &&
    tax !== undefined &&
    Math.abs(tax * (WHOLE + rate) - total * rate) > WHOLE + rate;
  if (isOff) wrong.push("total_tax_amount");
  return wrong;
}

/**
 * In the United States the tax is a line of its own, elsewhere it is contained in the lines; where a line says nothing of
 * its tax, the order's cannot be judged. Whether "items" are lines or pieces is not known: the larger number counts.
 * @param {Line[]} lines
 * @param {number} orderTax
 */
function isTaxOf(lines, orderTax) {
  if (lines.some(isSilentOfTax)) return true;
  const salesTax = sum(lines, (line) => (isSalesTax(line) ? line.total_amount : 0));
  const contained = sum(lines, (line) => (isSalesTax(line) ? 0 : (line.total_tax_amount ?? 0)));
  const items = sum(lines, ({ quantity }) => Math.max(1, quantity));
  /** @param {number} tax */
  const isClose = (tax) => Math.abs(tax - orderTax) <= items;
  return isClose(salesTax + contained) || (salesTax !== 0 && isClose(salesTax));
}

/** @param {Line} line */
const isSalesTax = ({ type }) => type === "sales_tax";

/** @param {Line} line */
const isSilentOfTax = (line) =>
  (line.tax_rate ?? 0) > 0 && line.total_tax_amount === undefined && !isSalesTax(line);

/**
 * @param {Line[]} lines
 * @param {(line: Line) => number} figure
 */
const sum = (lines, figure) => lines.reduce((total, line) => total + figure(line), 0);
