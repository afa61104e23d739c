import { Problem } from "klarna-payments-server";

/**
 * Turns every error into a problem as the library answers with it: `{"error": {"code", "message"}, "retryable"}`. Installed
 * as Fastify's error handler.
 *
 * @param {unknown} error
 * @param {import("fastify").FastifyRequest} request
 * @param {import("fastify").FastifyReply} reply
 */
export function answerWithProblem(error, request, reply) {
  const problem = asProblem(error);
  if (problem.status >= 500)
    request.log.error({ code: problem.code, err: problem.cause ?? problem }, problem.message);
  if (problem.retryAfterS !== undefined) reply.header("retry-after", String(problem.retryAfterS));
  return reply.code(problem.status).send(problem.answer().body);
}

/**
 * @param {unknown} error
 * @returns {Problem}
 */
export function asProblem(error) {
  if (error instanceof Problem) return error;
  const fault =
    /** @type {{ statusCode?: number, validation?: { instancePath: string, message?: string }[], validationContext?: string }} */ (
      error
    );
  if (fault.validation) {
    // Where and why, never the value: it may be a token.
    const details = fault.validation.map((issue) => ({
      path: `${fault.validationContext ?? "body"}${issue.instancePath}`,
      reason: issue.message ?? "is not valid",
    }));
    return new Problem(400, "invalid_request", "The request is not of the documented shape.", {
      details,
    });
  }
  if (fault.statusCode && fault.statusCode >= 400 && fault.statusCode < 500)
    return new Problem(fault.statusCode, "invalid_request", "The request could not be read.", {
      cause: error,
    });
  return new Problem(500, "internal", "Something went wrong on the server.", { cause: error });
}

/** @param {string} what */
export const unknown = (what) =>
  new Problem(404, `unknown_${what}`, `There is no such ${what} for this visitor.`);
