import { bracketed } from "../core/paths.js";

/** @typedef {"ACCESS_ERROR" | "INPUT_ERROR" | "RESOURCE_ERROR" | "TECHNICAL_ERROR"} ErrorType */
/** @typedef {{ parameter: string, reason: string }} ValidationProblem */

/** Where a refusal says that more is to be read. */
const DOC_URL = "https://docs.klarna.com/";

/** A refusal in the words of the Klarna Network API: `{ error_id, error_code, error_message, error_type }`. */
export class NetworkError extends Error {
  /**
   * @param {number} status HTTP status
   * @param {string} code such as `RESOURCE_NOT_FOUND`
   * @param {ErrorType} type
   * @param {string} message
   * @param {ValidationProblem[]} [problems]
   */
  constructor(status, code, type, message, problems = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.type = type;
    this.problems = problems;
  }

  /** @param {string} errorId */
  body(errorId) {
    return {
      error_id: errorId,
      error_code: this.code,
      error_message: this.message,
      error_type: this.type,
      doc_url: DOC_URL,
      ...(this.problems.length > 0 && {
        validation_errors: this.problems.map((problem) => ({ ...problem, doc_url: DOC_URL })),
      }),
    };
  }
}

/** @param {string} what */
export const notFound = (what) =>
  new NetworkError(404, "RESOURCE_NOT_FOUND", "RESOURCE_ERROR", `No such ${what}`);

/** @param {string} message */
export const conflict = (message) =>
  new NetworkError(409, "RESOURCE_CONFLICT", "RESOURCE_ERROR", message);

/** @param {string} message */
export const permissionDenied = (message) =>
  new NetworkError(401, "PERMISSION_DENIED", "ACCESS_ERROR", message);

/**
 * @param {string} parameter
 * @param {string} reason
 */
export const invalid = (parameter, reason) =>
  new NetworkError(400, "VALIDATION_ERROR", "INPUT_ERROR", `${parameter}: ${reason}`, [
    { parameter, reason },
  ]);

/**
 * What Fastify raised before a handler ran: a body that does not fit the schema, or no JSON.
 * @param {unknown} error
 */
export function fromFramework(error) {
  if (error instanceof NetworkError) return error;
  const framework = /** @type {import("fastify").FastifyError} */ (error);
  const { statusCode = 500, message, validation = [] } = framework;
  if (statusCode >= 500)
    return new NetworkError(500, "INTERNAL_ERROR", "TECHNICAL_ERROR", "Something went wrong");
  const problems = validation.map(({ instancePath, message: reason }) => ({
    parameter: bracketed(instancePath) || "body",
    reason: reason ?? "is invalid",
  }));
  return new NetworkError(statusCode, "VALIDATION_ERROR", "INPUT_ERROR", message, problems);
}
