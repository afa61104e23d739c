import { object } from "../klarna/client.js";
import { Problem } from "../problem.js";

/** What comes from outside, read once and checked before anything else. */

/**
 * A body of limited size, that has to arrive in limited time.
 *
 * @param {Request} request
 * @param {import("../public.js").Limits} limits
 * @returns {Promise<Uint8Array>}
 */
export async function readBody(request, { bodyBytes, bodyMs }) {
  const tooLarge = () =>
    new Problem(413, "body_too_large", `The body is larger than ${bodyBytes} bytes.`);
  if (Number(request.headers.get("content-length") ?? 0) > bodyBytes) throw tooLarge();
  const reader = request.body?.getReader();
  if (!reader) return new Uint8Array();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const tooSlow = new Promise((_, reject) => {
    const late = () =>
      reject(new Problem(408, "body_too_slow", "The body did not arrive in time."));
    timer = setTimeout(late, bodyMs);
  });
  /** @type {Uint8Array[]} */
  const chunks = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = /** @type {ReadableStreamReadResult<Uint8Array>} */ (
        await Promise.race([reader.read(), tooSlow])
      );
      if (done) break;
      size += value.byteLength;
      if (size > bodyBytes) throw tooLarge();
      chunks.push(value);
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error instanceof Problem ? error : new Problem(400, "body_cut", "The body broke off.");
  } finally {
    clearTimeout(timer);
  }
  const body = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return body;
}

/**
 * @param {Uint8Array} bytes
 * @returns {unknown} nothing where it is no JSON
 */
export function parseJson(bytes) {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/**
 * A JSON object; an empty body is an empty one.
 *
 * @param {Request} request
 * @param {import("../public.js").Limits} limits
 */
export async function readJson(request, limits) {
  const bytes = await readBody(request, limits);
  if (bytes.length === 0) return {};
  // A form of another site can post text, but not this without being asked first.
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? ""))
    throw new Problem(415, "not_json", "The content type has to be application/json.", {
      placed: false,
    });
  const json = parseJson(bytes);
  if (json === null || typeof json !== "object" || Array.isArray(json))
    throw invalid("body", "is no JSON object");
  return object(json);
}

/**
 * What an address ends with: an id or a secret.
 * @param {Request} request
 */
export function lastOfPath(request) {
  const last = new URL(request.url).pathname.split("/").pop() ?? "";
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/**
 * A page of the shop asks, and no other site's: by what browsers say of the page that asks, and pages cannot change. A
 * request that says nothing does not come from a browser of today: whoever sends it has no cookie but his own.
 *
 * @param {Request} request
 * @param {import("../settings.js").Settings} settings
 */
export function checkOrigin({ headers }, { shopUrl, allowedOrigins = [] }) {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  const known = [new URL(shopUrl()).origin, ...allowedOrigins];
  const isOurs =
    site === "same-origin" || (origin === null ? site === null : known.includes(origin));
  if (!isOurs)
    throw new Problem(403, "foreign_origin", "Pages of another origin may not post here.", {
      placed: false,
    });
}

/** Tokens go on in addresses and headers: printable ASCII only, and no dots alone, which an address leaves out. */
const TOKEN = /^(?!\.{1,2}$)[\x21-\x7e]{1,8192}$/;
const ID = /^[\x21-\x7e]{1,255}$/;

/**
 * @param {Record<string, unknown>} body
 * @param {string} field
 */
export function token(body, field) {
  const value = body[field];
  if (typeof value === "string" && TOKEN.test(value)) return value;
  throw invalid(field, value === undefined ? "is missing" : "is no token");
}

/**
 * @param {Record<string, unknown>} body
 * @param {string} field
 */
export function id(body, field) {
  const value = optionalId(body, field);
  if (value !== undefined) return value;
  throw invalid(field, "is missing");
}

/**
 * @param {Record<string, unknown>} body
 * @param {string} field
 * @returns {string | undefined}
 */
export function optionalId(body, field) {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string" && ID.test(value)) return value;
  throw invalid(field, "is no text of 1 to 255 printable characters");
}

/**
 * @param {Record<string, unknown>} body
 * @param {string} field
 * @param {number} maxLength in characters
 * @returns {string | undefined}
 */
export function boundedText(body, field, maxLength) {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string" && value.length > 0 && value.length <= maxLength) return value;
  throw invalid(field, `is no text of 1 to ${maxLength} characters`);
}

/**
 * Whether a page says that it shows another cart than this; one that says nothing, or whose shop has no names, does not.
 *
 * @param {Record<string, unknown>} body
 * @param {import("../public.js").ShopOrder} order
 */
export const showsAnother = ({ purchase: shown }, { purchase }) =>
  purchase !== undefined && shown !== undefined && shown !== null && shown !== purchase;

const LONGEST_NAME = 500;

/**
 * What a page calls what it shows. No sale is refused for a name that is not worth keeping: that is none.
 *
 * @param {Record<string, unknown>} body
 * @returns {string | undefined}
 */
export const nameOf = ({ purchase }) =>
  typeof purchase === "string" && purchase !== "" && purchase.length <= LONGEST_NAME
    ? purchase
    : undefined;

/**
 * Says where and why, never the value: it may be a token.
 *
 * @param {string} path
 * @param {string} reason
 */
const invalid = (path, reason) =>
  new Problem(400, "invalid_request", "The request is not of the documented shape.", {
    placed: false,
    details: [{ path, reason }],
  });
