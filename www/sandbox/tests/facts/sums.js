import { ORDER } from "../merchant.js";
import { answered, refused } from "./klarna.js";

/**
 * @param {number} total_amount of a piece
 * @param {object} [more]
 */
const line = (total_amount, more) => ({
  name: "Thing",
  quantity: 1,
  unit_price: total_amount,
  total_amount,
  ...more,
});
/**
 * @param {object[]} order_lines
 * @param {object} amounts
 */
const order = (order_lines, amounts) => {
  const { order_tax_amount: _none, ...rest } = ORDER;
  return { ...rest, order_lines, ...amounts };
};

const TWO = [
  line(59_500, { tax_rate: 2000, total_tax_amount: 9917 }),
  line(2_900, { tax_rate: 2000, total_tax_amount: 483 }),
];

/** @type {(...fact: [number, string, string, object, string | RegExp | undefined]) => import("./klarna.js").Fact} */
const judged = (number, fact, source, body, problem) => [
  number,
  fact,
  source,
  async (klarna) => {
    const answer = await klarna.create(body);
    if (problem === undefined) answered(answer, 200);
    else refused(answer, 400, "BAD_VALUE", problem);
  },
];

/** @type {import("./klarna.js").Fact[]} */
export const SUMS = [
  judged(
    21,
    "order_amount is the sum of the lines",
    "krokedil/klarna-payments-for-woocommerce#204, #318; docs.klarna.com, Initiate a payment",
    order([line(10_000)], { order_amount: 7_500 }),
    "Bad value: order_amount",
  ),
  judged(
    22,
    "a line's total_amount is quantity × unit_price − total_discount_amount, give or take the quantity",
    "OpenAPI of Klarna Payments, 2026; krokedil/klarna-payments-for-woocommerce#102, #217",
    order([line(1_000, { quantity: 2 })], { order_amount: 1_000 }),
    "Bad value: order_lines[0].total_amount",
  ),
  judged(
    23,
    "a line's total_tax_amount is contained in its total_amount",
    "docs.klarna.com, Tax handling; klarna/kco_rest_dotnet#24",
    order([line(50_000, { tax_rate: 1000, total_tax_amount: 5_000 })], { order_amount: 50_000 }),
    "Bad value: order_lines[0].total_tax_amount",
  ),
  judged(
    24,
    "that figure may be off by 1",
    "OpenAPI of Klarna Payments, 2026; umbraco/Umbraco.Commerce.Issues#826",
    order([line(50_000, { tax_rate: 1000, total_tax_amount: 4_546 })], { order_amount: 50_000 }),
    undefined,
  ),
  judged(
    25,
    "order_tax_amount may be off by the number of items",
    "docs.klarna.com, Tax handling",
    order(TWO, { order_amount: 62_400, order_tax_amount: 10_402 }),
    undefined,
  ),
  judged(
    26,
    "more than that is refused",
    "krokedil/klarna-checkout-for-woocommerce#177",
    order([line(4_000, { tax_rate: 2000, total_tax_amount: 666 })], {
      order_amount: 4_000,
      order_tax_amount: 700,
    }),
    "Bad value: order_tax_amount",
  ),
  judged(
    27,
    "tax of 25 % reckoned on top of the gross is refused",
    "docs.klarna.com, Tax handling, example 2",
    order([line(10_000, { tax_rate: 2500, total_tax_amount: 2_500 })], {
      order_amount: 10_000,
      order_tax_amount: 2_500,
    }),
    /total_tax_amount/,
  ),
  judged(
    28,
    "59500 with 9917 and 2900 with 483 at 20 % are accepted, with 10400 for the order",
    "docs.klarna.com, Tax handling, example 1",
    order(TWO, { order_amount: 62_400, order_tax_amount: 10_400 }),
    undefined,
  ),
  [
    29,
    "in the United States the tax is a line of its own, on the session and on the order",
    "docs.klarna.com, Tax handling",
    async (klarna) => {
      const american = {
        purchase_country: "US",
        purchase_currency: "USD",
        locale: "en-US",
        order_amount: 3_300,
        order_tax_amount: 300,
        order_lines: [line(3_000), line(300, { type: "sales_tax" })],
      };
      answered(await klarna.create(american), 200);
      answered(await klarna.order(await klarna.token(american), american), 200);
    },
  ],
];
