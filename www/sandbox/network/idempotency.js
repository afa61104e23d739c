import { createHash } from "node:crypto";
import { conflict } from "./errors.js";

const KEPT_MS = 24 * 60 * 60 * 1000;

/** @typedef {{ fingerprint: string, status: number, body: unknown, until: number }} Answer */

/**
 * `Klarna-Idempotency-Key`: for 24 hours, a repeated key gets the first answer again and nothing is done twice. A key
 * that comes with something else is refused.
 */
export class IdempotencyKeys {
  /** @type {Map<string, Answer>} */
  #answers = new Map();
  #clock;

  /** @param {import("../core/clock.js").Clock} clock */
  constructor(clock) {
    this.#clock = clock;
  }

  /** @param {import("fastify").FastifyInstance} app whose requests may carry keys */
  guard(app) {
    app.addHook("preHandler", async (request, reply) => {
      const earlier = this.#answerTo(keyOf(request));
      if (!earlier) return;
      if (earlier.fingerprint !== fingerprint(request))
        throw conflict("The idempotency key has been used with another request");
      return reply.code(earlier.status).send(earlier.body);
    });
    app.addHook("preSerialization", async (request, reply, body) => {
      const key = keyOf(request);
      if (key === undefined || reply.statusCode >= 500 || this.#answerTo(key)) return body;
      this.#answers.set(key, {
        fingerprint: fingerprint(request),
        status: reply.statusCode,
        body,
        until: this.#clock.now() + KEPT_MS,
      });
      return body;
    });
  }

  reset() {
    this.#answers.clear();
  }

  /** @param {string | undefined} key */
  #answerTo(key) {
    const answer = key === undefined ? undefined : this.#answers.get(key);
    return answer && answer.until > this.#clock.now() ? answer : undefined;
  }
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
