import { Type } from "@sinclair/typebox";

/** What requests look like: Fastify checks it before a handler runs. */

/** @param {number} maxLength */
export const Text = (maxLength) => Type.String({ minLength: 1, maxLength });

/**
 * What Fastify has checked.
 *
 * @template {import("@sinclair/typebox").TSchema} Schema
 * @param {Schema} _schema
 * @param {unknown} value
 */
export const checked = (_schema, value) =>
  /** @type {import("@sinclair/typebox").Static<Schema>} */ (value);
