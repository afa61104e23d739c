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

/**
 * What a property of that name mostly is, whatever its schema would allow as well.
 * @typedef {Record<string, fc.Arbitrary<unknown>>} Known
 */

const LONGEST = 60;

/**
 * Values that a schema describes, and now and then something that it does not.
 *
 * @param {Schema} schema
 * @param {Known} [known]
 * @returns {fc.Arbitrary<unknown>}
 */
export function likeSchema(schema, known = {}) {
  return fc.oneof(
    { arbitrary: fitting(schema, known), weight: 19 },
    { arbitrary: fc.jsonValue({ maxDepth: 2 }), weight: 1 },
  );
}

/**
 * @param {Schema} schema
 * @param {Known} known
 * @returns {fc.Arbitrary<unknown>}
 */
function fitting(schema, known) {
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => likeSchema(one, known)));
  if (schema.type === "object") return object(schema, known);
  if (schema.type === "integer")
    return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 1000 });
  if (schema.type === "string") return text(schema);
  return fc.jsonValue({ maxDepth: 2 });
}

/**
 * @param {Schema} schema
 * @param {Known} known
 */
function object({ properties = {}, required = [] }, known) {
  const model = Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, property(name, value, known)]),
  );
  const requiredKeys = required.filter((name) => name in model);
  return fc.oneof(
    { arbitrary: fc.record(model, { requiredKeys }), weight: 9 },
    { arbitrary: fc.record(model, { requiredKeys: [] }), weight: 1 },
  );
}

/**
 * @param {string} name
 * @param {Schema} schema
 * @param {Known} known
 */
function property(name, schema, known) {
  const usual = Object.hasOwn(known, name) ? known[name] : undefined;
  if (!usual) return likeSchema(schema, known);
  return fc.oneof(
    { arbitrary: usual, weight: 9 },
    { arbitrary: likeSchema(schema, known), weight: 1 },
  );
}

/** @param {Schema} schema */
function text({ pattern, minLength = 0, maxLength = LONGEST }) {
  const size = { minLength, maxLength: Math.min(maxLength, LONGEST) };
  return pattern ? fc.stringMatching(new RegExp(pattern)) : fc.string({ unit: "binary", ...size });
}
