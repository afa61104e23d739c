// Writes random orders with what the sandbox finds wrong in each, one JSON text a line: the package's own check is held
// against it (`src/domain/order`), so that neither refuses what the other takes.
//
//   node www/sandbox/tests/generated-orders.js [how many] [seed]

import fc from "fast-check";
import { problems, withoutAbsent } from "../payments/checked.js";
import { NewSession } from "../payments/schemas.js";

const [, , count = "2000", seed = "15"] = process.argv;

const COUNTRIES = [
  ["SE", "SEK", "sv-SE"],
  ["DE", "EUR", "de-DE"],
  ["GB", "GBP", "en-GB"],
  ["us", "usd", "en"],
  ["FI", "EUR", "FI"],
];

/** All that Klarna names; the sales tax as often as any other, since most rules are about it. */
const LINE_TYPES = [
  ...["physical", "digital", "gift_card", "store_credit", "discount", "shipping_fee", "surcharge"],
  ...["sales_tax", "sales_tax"],
];

/** What figures are off by: mostly nothing. */
const offset = fc.oneof(
  { weight: 30, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.integer({ min: -4, max: 4 }) },
  { weight: 1, arbitrary: fc.integer({ min: -1000, max: 1000 }) },
);

const line = fc
  .record(
    {
      quantity: fc.integer({ min: 0, max: 6 }),
      unit_price: fc.integer({ min: -300, max: 20_000 }),
      discount: fc.integer({ min: 0, max: 300 }),
      rate: fc.constantFrom(0, 500, 600, 1900, 2000, 2500, 10_000),
      isTaxed: fc.boolean(),
      offTotal: offset,
      offTax: offset,
      type: fc.constantFrom(...LINE_TYPES),
    },
    { requiredKeys: ["quantity", "unit_price", "offTotal", "offTax", "isTaxed"] },
  )
  .map(({ discount, rate, isTaxed, offTotal, offTax, ...rest }) => {
    const total = rest.quantity * rest.unit_price - (discount ?? 0) + offTotal;
    const tax = Math.round((total * (rate ?? 0)) / (10_000 + (rate ?? 0))) + offTax;
    return {
      name: "Thing",
      ...rest,
      total_amount: total,
      ...(discount !== undefined && { total_discount_amount: discount }),
      ...(rate !== undefined && { tax_rate: rate }),
      ...(isTaxed && { total_tax_amount: tax }),
    };
  });

/** @param {any[]} lines @param {(line: any) => number} figure */
const sum = (lines, figure) => lines.reduce((total, one) => total + figure(one), 0);

const order = fc
  .record({
    place: fc.constantFrom(...COUNTRIES),
    lines: fc.array(line, { minLength: 1, maxLength: 4 }),
    offAmount: offset,
    offTax: offset,
    hasTax: fc.boolean(),
  })
  .map(({ place, lines, offAmount, offTax, hasTax }) => {
    const [purchase_country, purchase_currency, locale] = place;
    const tax = sum(lines, (one) =>
      one.type === "sales_tax" ? one.total_amount : (one.total_tax_amount ?? 0),
    );
    return {
      ...{ purchase_country, purchase_currency, locale },
      order_amount: sum(lines, (one) => one.total_amount) + offAmount,
      ...(hasTax && { order_tax_amount: tax + offTax }),
      order_lines: lines,
    };
  });

/**
 * What is put into an order, right or wrong, by its path; `0.` is the first line.
 * @type {[path: string, values: unknown[]][]}
 */
const MEMBERS = [
  ["order_lines", [[]]],
  ["order_amount", [0.5, -1]],
  ["0.name", ["", "ü".repeat(255), "ü".repeat(256), undefined]],
  ["0.quantity", [-1, 1.5]],
  ["0.unit_price", [200_000_001, undefined]],
  ["0.tax_rate", [10_001, -1]],
  ["0.total_discount_amount", [-1, 0]],
  ["0.reference", ["", "ü".repeat(255), "ü".repeat(256)]],
  ["0.quantity_unit", ["pcs", "12345678", "kilograms"]],
  ["0.merchant_data", ["x".repeat(1024), "x".repeat(1025), null]],
  ["0.image_url", ["x".repeat(1024), "x".repeat(1025), null]],
  ["0.product_identifiers", [{}, { brand: "x".repeat(70) }, { brand: "x".repeat(71) }]],
  ["0.subscription", [{ name: "Tea", interval: "WEEK", interval_count: 1 }, null]],
  [
    "0.subscription",
    [
      { name: "Tea", interval: "WEEK" },
      { name: "Tea", interval_count: 1 },
    ],
  ],
  ["0.subscription", [{ name: "Tea", interval: "NEVER", interval_count: 1 }]],
  ["0.subscription", [{ name: "Tea", interval: "DAY", interval_count: 0 }]],
  ["purchase_country", ["Sweden", "S1"]],
  ["purchase_currency", ["kr"]],
  ["locale", ["nob-NO", "e", "EN", ""]],
  ["intent", ["buy", "tokenize", "buy_and_default_tokenize", "buy_and_link", "rent"]],
  ["acquiring_channel", ["IN_STORE", "MARKET"]],
  ["customer", [{ type: "person" }, { type: "company" }, null]],
  ["merchant_reference1", ["x".repeat(255), "x".repeat(256), ""]],
  ["merchant_data", ["x".repeat(6000), "x".repeat(6001), null]],
  ["attachment", [{ body: "{}", content_type: "x" }, { body: "{}" }, { content_type: "x" }, null]],
  ["options", [null, {}]],
];
const member = fc
  .constantFrom(...MEMBERS)
  .chain(([path, values]) => fc.tuple(fc.constant(path), fc.constantFrom(...values)));

const whole = fc.tuple(order, fc.array(member, { maxLength: 1 })).map(([made, members]) => {
  /** @type {any} */
  const copy = structuredClone(made);
  for (const [path, value] of members) {
    const name = path.replace("0.", "");
    if (path === name) copy[name] = value;
    else if (copy.order_lines[0]) copy.order_lines[0][name] = value;
  }
  return copy;
});

for (const made of fc.sample(whole, { numRuns: Number(count), seed: Number(seed) }))
  console.log(JSON.stringify({ order: made, problems: problems(NewSession, withoutAbsent(made)) }));
