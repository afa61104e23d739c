import fc from "fast-check";

/**
 * The parts of JSON Schema that the shop's routes use.
 *
 * @typedef {object} Schema
 * @property {string} [type]
 * @property {unknown} [const]
 * @property {Schema[]} [anyOf]
 * @property {Record<string, Schema>} [properties]
 * @property {string[]} [required]
 * @property {string} [pattern]
 * @property {number} [minLength]
 * @property {number} [maxLength]
 * @property {number} [minimum]
 * @property {number} [maximum]
 */

const LONGEST = 60;

/**
 * Values that a schema describes, and now and then something that it does not.
 *
 * @param {Schema} schema
 * @returns {fc.Arbitrary<unknown>}
 */
export function likeSchema(schema) {
  return fc.oneof(
    { arbitrary: fitting(schema), weight: 9 },
    { arbitrary: fc.jsonValue({ maxDepth: 2 }), weight: 1 },
  );
}

/**
 * @param {Schema} schema
 * @returns {fc.Arbitrary<unknown>}
 */
function fitting(schema) {
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(likeSchema));
  if (schema.type === "object") return object(schema);
  if (schema.type === "integer")
    return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 1000 });
  if (schema.type === "string") return text(schema);
  return fc.jsonValue({ maxDepth: 2 });
}

/** @param {Schema} schema */
function object({ properties = {}, required = [] }) {
  const model = Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, likeSchema(value)]),
  );
  return fc.oneof(
    { arbitrary: fc.record(model, { requiredKeys: required }), weight: 9 },
    { arbitrary: fc.record(model, { requiredKeys: [] }), weight: 1 },
  );
}

/** @param {Schema} schema */
function text({ pattern, minLength = 0, maxLength = LONGEST }) {
  const size = { minLength, maxLength: Math.min(maxLength, LONGEST) };
  return pattern ? fc.stringMatching(new RegExp(pattern)) : fc.string({ unit: "binary", ...size });
}
