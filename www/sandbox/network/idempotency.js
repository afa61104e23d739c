import { createHash } from "node:crypto";
import { conflict } from "./errors.js";

const KEPT_MS = 24 * 60 * 60 * 1000;

/** @typedef {{ fingerprint: string, status: number, body: unknown, until: number }} Answer */

/**
 * `Klarna-Idempotency-Key`: for 24 hours, a repeated key gets the first answer again and nothing is done twice. A key
 * that comes with something else is refused.
 *
 * @param {import("fastify").FastifyInstance} app
 * @param {import("../core/clock.js").Clock} clock
 */
export function idempotencyKeys(app, clock) {
  /** @type {Map<string, Answer>} */
  const answers = new Map();

  app.addHook("preHandler", async (request, reply) => {
    const key = keyOf(request);
    const earlier = key === undefined ? undefined : answers.get(key);
    if (!earlier || earlier.until <= clock.now()) return;
    if (earlier.fingerprint !== fingerprint(request))
      throw conflict("The idempotency key has been used with another request");
    return reply.code(earlier.status).send(earlier.body);
  });
  app.addHook("preSerialization", async (request, reply, body) => {
    const key = keyOf(request);
    if (key === undefined || reply.statusCode >= 500 || answers.has(key)) return body;
    const until = clock.now() + KEPT_MS;
    answers.set(key, { fingerprint: fingerprint(request), status: reply.statusCode, body, until });
    return body;
  });
}

/** @param {import("fastify").FastifyRequest} request */
function keyOf({ method, headers, url }) {
  const key = headers["klarna-idempotency-key"];
  const has = (method === "POST" || method === "PATCH") && typeof key === "string" && key !== "";
  return has ? `${method} ${url} ${key}` : undefined;
}

/** @param {import("fastify").FastifyRequest} request */
const fingerprint = ({ body }) =>
  createHash("sha256")
    .update(JSON.stringify(body ?? null))
    .digest("hex");
