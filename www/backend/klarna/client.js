import { Value } from "@sinclair/typebox/value";

/**
 * What went wrong in a call to Klarna. Says nothing that must stay secret: v1 has tokens in its paths, so no path here.
 */
export class KlarnaApiError extends Error {
  /**
   * @param {string} operation our name of the call
   * @param {{ status?: number, code: string, messages?: string[], correlationId?: string, cause?: unknown }} problem
   *   `status` is absent when no answer came
   */
  constructor(operation, { status, code, messages = [], correlationId, cause }) {
    super(
      `Klarna: ${operation} failed with ${status ?? "no answer"} ${code}`,
      cause === undefined ? {} : { cause },
    );
    this.name = "KlarnaApiError";
    this.status = status;
    this.code = code;
    this.messages = messages;
    this.correlationId = correlationId;
  }

  /** Whether the same request may be answered differently later. It may also have worked: only idempotent calls are repeated. */
  get retryable() {
    return (
      this.status === undefined || this.status === 408 || this.status === 429 || this.status >= 500
    );
  }
}

/**
 * @typedef {object} Call
 * @property {string} operation for errors and the log
 * @property {"GET" | "POST" | "PATCH" | "DELETE"} method
 * @property {string} path
 * @property {unknown} [body] sent as JSON
 * @property {Record<string, string>} [headers]
 */

const TIMEOUT_MS = 10_000;

/**
 * One of Klarna's server APIs.
 *
 * @param {string} apiUrl
 * @param {string} authorization value of the Authorization header
 */
export function klarnaClient(apiUrl, authorization) {
  return { call };

  /**
   * @template {import("@sinclair/typebox").TSchema} Schema
   * @param {Call} request
   * @param {Schema} answerSchema what a successful answer must look like
   * @returns {Promise<import("@sinclair/typebox").Static<Schema>>}
   * @throws {KlarnaApiError}
   */
  async function call({ operation, method, path, body, headers }, answerSchema) {
    const answer = await send(operation, new URL(path, apiUrl), {
      method,
      headers: {
        accept: "application/json",
        authorization,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!answer.ok) throw refusal(operation, answer.status, answer.json);
    if (!Value.Check(answerSchema, answer.json)) {
      throw new KlarnaApiError(operation, { status: 502, code: "UNEXPECTED_ANSWER" });
    }
    return answer.json;
  }
}

/**
 * @param {string} operation
 * @param {URL} url
 * @param {RequestInit} request
 */
async function send(operation, url, request) {
  try {
    const response = await fetch(url, request);
    const text = await response.text();
    return {
      ok: response.ok,
      status: response.status,
      json: text === "" ? undefined : parse(text),
    };
  } catch (cause) {
    throw new KlarnaApiError(operation, { code: "UNREACHABLE", cause });
  }
}

/** @param {string} text */
function parse(text) {
  try {
    return /** @type {unknown} */ (JSON.parse(text));
  } catch {
    return undefined;
  }
}

/**
 * Reads both of Klarna's error formats: v1 `{correlation_id, error_code, error_messages}`,
 * v2 `{error_id, error_code, error_message, validation_errors}`.
 *
 * @param {string} operation
 * @param {number} status
 * @param {unknown} json
 */
function refusal(operation, status, json) {
  const body = /** @type {Record<string, unknown>} */ (
    json && typeof json === "object" ? json : {}
  );
  const messages = Array.isArray(body.error_messages) ? body.error_messages : [body.error_message];
  return new KlarnaApiError(operation, {
    status,
    code: typeof body.error_code === "string" ? body.error_code : "UNKNOWN",
    messages: messages.filter((message) => typeof message === "string"),
    correlationId: [body.correlation_id, body.error_id].find((id) => typeof id === "string"),
  });
}
