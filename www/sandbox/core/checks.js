import { TypeCompiler } from "@sinclair/typebox/compiler";

/**
 * @typedef {import("@sinclair/typebox").TSchema} TSchema
 * @typedef {{ path: string, message: string }} Problem `path`: a JSON pointer
 */

/** @type {WeakMap<TSchema, import("@sinclair/typebox/compiler").TypeCheck<TSchema>>} */
const compiled = new WeakMap();

/**
 * A schema's check. It is compiled when it is first needed, once for all sandboxes of a process: a test touches few
 * endpoints, and to compile the checks of all of them took longer than everything else that a start does.
 *
 * @param {TSchema} schema
 */
export function checkOf(schema) {
  const check = compiled.get(schema) ?? TypeCompiler.Compile(schema);
  compiled.set(schema, check);
  return check;
}

/**
 * What does not fit, the first problem of each place.
 *
 * @param {TSchema} schema
 * @param {unknown} value
 * @returns {Problem[]}
 */
export function problemsOf(schema, value) {
  const check = checkOf(schema);
  if (check.Check(value)) return [];
  /** @type {Map<string, Problem>} */
  const problems = new Map();
  for (const { path, message } of check.Errors(value))
    if (!problems.has(path)) problems.set(path, { path, message });
  return [...problems.values()];
}

/** @typedef {NonNullable<import("fastify").FastifyServerOptions["schemaController"]>} Checks */

/** How Fastify checks requests, and writes answers: without compilers of its own, which it does not even load then. */
export const CHECKS = /** @type {Checks} */ (
  /** @type {unknown} its types know no other compilers */ ({
    compilersFactory: {
      buildValidator:
        () =>
        (/** @type {{ schema: TSchema }} */ { schema }) =>
        (/** @type {unknown} */ data) => {
          const error = problemsOf(schema, data).map(({ path, message }) => ({
            keyword: "",
            instancePath: path,
            schemaPath: "",
            params: {},
            message,
          }));
          return error.length > 0 ? { error } : { value: data };
        },
      buildSerializer: () => () => JSON.stringify,
    },
  })
);
