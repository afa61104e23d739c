/**
 * An answer other than success that the caller can act on: `{"error": {"code", "message"}}` with its HTTP status.
 * The message is written for developers; the shop turns the code into words for its customers.
 */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {string} code stable, snake_case
   * @param {string} message never contains a token, a secret or personal data
   * @param {{ details?: unknown, retryAfterSeconds?: number, cause?: unknown }} [more]
   */
  constructor(status, code, message, more = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.details = more.details;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }

  toJSON() {
    return {
      error: {
        code: this.code,
        message: this.message,
        ...(this.details ? { details: this.details } : {}),
      },
    };
  }
}

/**
 * Turns every error into a {@link Problem}; installed as Fastify's error handler.
 *
 * @param {unknown} error
 * @param {import("fastify").FastifyRequest} request
 * @param {import("fastify").FastifyReply} reply
 */
export function answerWithProblem(error, request, reply) {
  const problem = asProblem(error);
  if (problem.status >= 500)
    request.log.error({ code: problem.code, err: problem.cause ?? problem }, problem.message);
  if (problem.retryAfterSeconds !== undefined)
    reply.header("retry-after", String(problem.retryAfterSeconds));
  return reply.code(problem.status).send(problem.toJSON());
}

/** @param {unknown} error */
export function asProblem(error) {
  if (error instanceof Problem) return error;
  const fault =
    /** @type {{ statusCode?: number, validation?: { instancePath: string, message?: string }[], validationContext?: string, message?: string }} */ (
      error
    );
  if (fault.validation) {
    // Where and why, never the value: it may be a token.
    const details = fault.validation.map((issue) => ({
      path: `${fault.validationContext ?? "body"}${issue.instancePath}`,
      reason: issue.message ?? "is not valid",
    }));
    return new Problem(
      400,
      "invalid_request",
      "The request does not match the schema of this endpoint.",
      { details },
    );
  }
  if (fault.statusCode && fault.statusCode >= 400 && fault.statusCode < 500) {
    return new Problem(fault.statusCode, "invalid_request", "The request could not be read.", {
      cause: error,
    });
  }
  return new Problem(500, "internal", "Something went wrong on the server.", { cause: error });
}
