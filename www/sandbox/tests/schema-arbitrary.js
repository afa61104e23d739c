import fc from "fast-check";

/** @typedef {import("@sinclair/typebox").TSchema} TSchema */

/**
 * Bodies for a schema: right ones, ones with a part replaced by anything, and anything. Where there are lines, most add
 * up, so that the servers get past their sums.
 * @param {TSchema} schema
 */
export const bodyOf = (schema) =>
  fc.oneof(
    { weight: 6, arbitrary: arbitrary(schema, 0).map(addedUp) },
    { weight: 2, arbitrary: arbitrary(schema, 4).map(addedUp) },
    { weight: 1, arbitrary: arbitrary(schema, 0) },
    { weight: 1, arbitrary: fc.jsonValue() },
  );

const CURRENCIES = /** @type {Record<string, string>} */ ({ SE: "SEK", de: "eur", US: "USD" });

/** @param {any} body */
function addedUp(body) {
  const currency = CURRENCIES[body?.purchase_country];
  if (currency && body.purchase_currency) body.purchase_currency = currency;
  if (Array.isArray(body?.order_lines)) return withSums(body);
  const lines = body?.supplementary_purchase_data?.line_items;
  if (!Array.isArray(lines)) return body;
  for (const line of lines) if (line?.total_amount < 0) line.total_amount *= -1;
  const total = lines.reduce((sum, line) => sum + Number(line?.total_amount), 0);
  const transaction = body.request_payment_transaction;
  if (transaction)
    return { ...body, request_payment_transaction: { ...transaction, amount: total } };
  return { ...body, amount: total };
}

/** @param {any} body of the Klarna Payments API */
function withSums(body) {
  const lines = body.order_lines.map((/** @type {any} */ line) => {
    if (typeof line !== "object" || line === null) return line;
    const total = Math.abs(line.total_amount) % 50_000_000;
    const discount = Math.abs(line.total_discount_amount ?? 0) % 1_000_000;
    const rate = line.tax_rate ?? 0;
    return {
      ...line,
      quantity: 1,
      unit_price: total + discount,
      total_amount: total,
      total_discount_amount: discount,
      total_tax_amount: Math.round((total * rate) / (10_000 + rate)),
    };
  });
  /** @param {string} name */
  const sum = (name) =>
    lines.reduce((/** @type {number} */ all, /** @type {any} */ line) => all + line?.[name], 0);
  return {
    ...body,
    order_lines: lines,
    order_amount: sum("total_amount"),
    order_tax_amount: sum("total_tax_amount"),
  };
}

const EMAILS = [
  "customer@example.com",
  "customer+known@example.com",
  "customer+pending@example.com",
];

/** @type {[RegExp, fc.Arbitrary<string>][]} */
const BY_PATTERN = [
  [/A-Za-z\]\{2\}\$/, fc.constantFrom("SE", "de", "US")],
  [/A-Za-z\]\{3\}\$/, fc.constantFrom("SEK", "eur", "USD", "JPY", "ZZZ")],
  [/S\+@/, fc.constantFrom(...EMAILS)],
  [
    /:\/\//,
    fc.constantFrom("http://127.0.0.1:9/x", "https://shop.test/{klarna.payment_request.id}"),
  ],
  [/sS/, fc.constantFrom("SUBSCRIPTION", "subscription")],
  [/\(-\[A-Za-z\]/, fc.constantFrom("sv-SE", "en", "EN")],
  [/\\d\{9\}/, fc.constantFrom("1234", "123456789")],
];

/**
 * @param {TSchema} schema
 * @param {number} noise how many in a hundred parts are anything
 * @returns {fc.Arbitrary<unknown>}
 */
function arbitrary(schema, noise) {
  const fitting = fits(schema, noise);
  if (noise === 0) return fitting;
  return fc.oneof(
    { weight: 100 - noise, arbitrary: fitting },
    { weight: noise, arbitrary: fc.jsonValue() },
  );
}

/**
 * @param {TSchema} schema
 * @param {number} noise
 * @returns {fc.Arbitrary<unknown>}
 */
function fits(schema, noise) {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.anyOf)
    return fc.oneof(...schema.anyOf.map((/** @type {TSchema} */ one) => arbitrary(one, noise)));
  switch (schema.type) {
    case "object": {
      const properties = /** @type {Record<string, TSchema>} */ (schema.properties);
      return fc.record(
        Object.fromEntries(
          Object.entries(properties).map(([key, one]) => [key, arbitrary(one, noise)]),
        ),
        { requiredKeys: schema.required ?? [] },
      );
    }
    case "array":
      return fc.array(arbitrary(schema.items, noise), {
        minLength: schema.minItems ?? 0,
        maxLength: 3,
      });
    case "integer":
      return fc.integer({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1000 });
    case "boolean":
      return fc.boolean();
    case "string": {
      const [, known] = BY_PATTERN.find(([pattern]) => pattern.test(schema.pattern ?? "")) ?? [];
      return (
        known ??
        fc.string({
          minLength: schema.minLength ?? 0,
          maxLength: Math.min(schema.maxLength ?? 40, 40),
        })
      );
    }
    default:
      return fc.jsonValue();
  }
}
