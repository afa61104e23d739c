import { base64 } from "../encoding.js";

/** What went wrong in a call to Klarna. Says nothing that must stay secret: v1 has tokens in its paths, so no path here. */
export class KlarnaError extends Error {
  /**
   * @param {string} operation our name of the call
   * @param {{ status?: number, code: string, messages?: string[], correlationId?: string | undefined }} problem `status` is
   *   absent when no answer came, or none that can be read
   */
  constructor(operation, { status, code, messages = [], correlationId }) {
    super(`Klarna: ${operation} failed with ${status ?? "no answer"} ${code}`);
    this.name = "KlarnaError";
    this.operation = operation;
    this.status = status;
    this.code = code;
    this.messages = messages;
    this.correlationId = correlationId;
  }

  /**
   * Whether Klarna has refused. Anything else may have worked, or may work later: no answer, a fault of Klarna's, and
   * credentials that are not accepted at the moment.
   */
  get isRefusal() {
    const { status } = this;
    return status !== undefined && status < 500 && ![401, 408, 425, 429].includes(status);
  }
}

/**
 * @typedef {object} Call
 * @property {string} operation for errors and the log
 * @property {"GET" | "POST" | "PATCH" | "DELETE"} method
 * @property {string} path
 * @property {unknown} [body] sent as JSON
 * @property {Record<string, string>} [headers]
 *
 * @typedef {(call: Call) => Promise<Record<string, unknown>>} Ask rejects with a {@link KlarnaError}
 */

const LONGEST_ANSWER = 2 ** 21;

/**
 * One of Klarna's server APIs.
 *
 * @param {import("../public.js").KlarnaAccess} access
 * @param {number} timeoutMs of one call
 * @returns {Ask}
 */
export function klarnaClient({ url, credentials }, timeoutMs) {
  const authorization = `Basic ${basic(credentials)}`;
  return async ({ operation, method, path, body, headers }) => {
    const answer = await send(operation, new URL(path, url), {
      method,
      headers: {
        accept: "application/json",
        authorization,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const json = parse(answer.text);
    if (answer.status < 200 || answer.status > 299) throw refusal(operation, answer.status, json);
    // A good status with half a body: it has worked, and nobody can say what came of it.
    if (json === undefined) throw new KlarnaError(operation, { code: "UNREADABLE_ANSWER" });
    return json;
  };
}

/** @param {import("../public.js").Credentials} credentials */
function basic(credentials) {
  if (typeof credentials === "string") return credentials.replace(/^Basic\s+/i, "");
  if ("apiKey" in credentials) return credentials.apiKey;
  return base64(`${credentials.username}:${credentials.password}`);
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
    return { status: response.status, text: text.length > LONGEST_ANSWER ? "" : text };
  } catch {
    // What `fetch` throws may name the address, which may be a token.
    throw new KlarnaError(operation, { code: "UNREACHABLE" });
  }
}

/**
 * @param {string} text
 * @returns {Record<string, unknown> | undefined} an empty answer is an empty object
 */
function parse(text) {
  if (text === "") return {};
  try {
    const json = JSON.parse(text);
    return json !== null && typeof json === "object" ? json : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads both of Klarna's error formats: v1 `{correlation_id, error_code, error_messages}`,
 * v2 `{error_id, error_code, error_message}`. A wrong password is answered with a page.
 *
 * @param {string} operation
 * @param {number} status
 * @param {Record<string, unknown> | undefined} body
 */
function refusal(operation, status, body = {}) {
  const messages = Array.isArray(body.error_messages) ? body.error_messages : [body.error_message];
  return new KlarnaError(operation, {
    // A redirect is no word of Klarna's.
    ...(status >= 400 ? { status } : {}),
    code: typeof body.error_code === "string" ? body.error_code : "UNKNOWN",
    messages: messages.filter((message) => typeof message === "string"),
    correlationId: [body.correlation_id, body.error_id].find((id) => typeof id === "string"),
  });
}

/**
 * @param {Record<string, unknown>} answer
 * @param {string} field that has to be there
 * @param {string} operation
 * @returns {string}
 */
export function text(answer, field, operation) {
  const value = answer[field];
  if (typeof value === "string" && value !== "") return value;
  throw new KlarnaError(operation, { code: "UNREADABLE_ANSWER" });
}

/**
 * @param {Record<string, unknown>} answer
 * @param {string} field
 */
export const optionalText = (answer, field) => {
  const value = answer[field];
  return typeof value === "string" && value !== "" ? value : undefined;
};

/**
 * @param {unknown} value
 * @returns {Record<string, unknown>} empty where the value is no object
 */
export const object = (value) =>
  value !== null && typeof value === "object" && !Array.isArray(value)
    ? /** @type {Record<string, unknown>} */ (value)
    : {};
