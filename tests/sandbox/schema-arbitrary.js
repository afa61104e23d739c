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

/** @param {any} body */
function addedUp(body) {
  const lines = body?.order_lines ?? body?.supplementary_purchase_data?.line_items;
  if (!Array.isArray(lines)) return body;
  for (const line of lines) {
    if (line?.total_amount < 0) line.total_amount *= -1;
    if (line?.total_tax_amount) line.total_tax_amount = 0;
  }
  const total = lines.reduce((sum, line) => sum + Number(line?.total_amount), 0);
  const transaction = body.request_payment_transaction;
  if (transaction)
    return { ...body, request_payment_transaction: { ...transaction, amount: total } };
  return { ...body, order_amount: total, order_tax_amount: 0 };
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
  [/-\[A-Za-z0-9\]/, fc.constantFrom("sv-SE", "en", "zh-Hant-TW")],
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
