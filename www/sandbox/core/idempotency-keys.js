import { createHash } from "node:crypto";
import { Kept } from "./kept.js";

/** So long Klarna knows a key. */
export const KEPT_MS = 24 * 60 * 60 * 1000;

/**
 * @typedef {import("fastify").FastifyRequest} Request
 * @typedef {{ status: number, headers?: Record<string, string>, body?: unknown }} Answer
 */

/**
 * `Klarna-Idempotency-Key`: for 24 hours, a repeated key gets the first answer again and nothing is done twice. A key
 * that comes with something else is refused.
 */
export class IdempotencyKeys {
  /** @type {Kept<{ fingerprint: string, answer: Answer, until: number }>} */
  #answers = new Kept();
  #clock;
  #conflict;

  /**
   * @param {import("./clock.js").Clock} clock
   * @param {() => Error} conflict the refusal of a key that came with another request before
   */
  constructor(clock, conflict) {
    this.#clock = clock;
    this.#conflict = conflict;
  }

  /** @param {import("fastify").FastifyInstance} app whose requests may carry keys, and whose answers have bodies */
  guard(app) {
    app.addHook("preHandler", async (request, reply) => {
      const earlier = this.earlier(request);
      if (earlier) return reply.code(earlier.status).send(earlier.body);
    });
    app.addHook("preSerialization", async (request, reply, body) => {
      const { statusCode: status } = reply;
      if (status < 500) this.keep(request, { status, body });
      return body;
    });
  }

  /**
   * What the same request with the same key was answered.
   * @param {Request} request
   * @throws {Error} when the key came with another request
   */
  earlier(request) {
    const known = this.#known(request);
    if (known && known.fingerprint !== fingerprint(request)) throw this.#conflict();
    return known?.answer;
  }

  /**
   * @param {Request} request
   * @param {Answer} answer to give again; the first one stays
   */
  keep(request, answer) {
    const key = keyOf(request);
    if (key === undefined || this.#known(request)) return;
    this.#answers.set(key, {
      fingerprint: fingerprint(request),
      answer,
      until: this.#clock.now() + KEPT_MS,
    });
  }

  reset() {
    this.#answers.clear();
  }

  /** @param {Request} request */
  #known(request) {
    const known = this.#answers.get(keyOf(request) ?? "");
    return known && known.until > this.#clock.now() ? known : undefined;
  }
}

/** @param {Request} request */
function keyOf({ method, headers, url }) {
  const key = headers["klarna-idempotency-key"];
  const has = (method === "POST" || method === "PATCH") && typeof key === "string" && key !== "";
  return has ? `${headers.authorization} ${method} ${url} ${key}` : undefined;
}

/** @param {Request} request */
const fingerprint = ({ body }) =>
  createHash("sha256")
    .update(JSON.stringify(body ?? null))
    .digest("hex");
