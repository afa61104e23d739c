import { record } from "../panel/timeline.js";

/** What the shop's own server refused or could not do. */
export class ShopApiError extends Error {
  /**
   * @param {string} code the server's, or `unreachable`
   * @param {number} [status]
   * @param {string} [orderNumber] of the order that there is
   */
  constructor(code, status, orderNumber) {
    super(`The shop answered ${status ?? "nothing"}: ${code}`);
    this.name = "ShopApiError";
    this.code = code;
    this.status = status;
    this.orderNumber = orderNumber;
  }
}

/**
 * Asks the shop's server.
 *
 * @param {"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {{ keepalive?: boolean, headers?: Record<string, string> }} [options]
 * @returns {Promise<any>} the JSON of the answer
 * @throws {ShopApiError}
 */
export async function ask(method, path, body, options = {}) {
  record("post", `${method} ${path}`, body);
  const response = await send(method, path, body, options);
  const json = await response.json().catch(() => undefined);
  record("answer", `${response.status} ${path}`, json);
  if (response.ok) return json;
  // What is asked for was ordered meanwhile: in another tab, or by Klarna's own word.
  const code = json?.placed
    ? "already_ordered"
    : (json?.error?.code ?? json?.errors?.[0]?.code ?? "internal");
  throw new ShopApiError(code, response.status, json?.order_number);
}

/** Waits before an answer that was lost is asked for again, in milliseconds. */
const WAITS_MS = [500, 2_000];

/**
 * Asks for what is done once however often it is asked for: also where an answer is lost.
 *
 * @param {string} path
 * @param {unknown} body
 */
export async function askOnceMore(path, body) {
  for (const ms of WAITS_MS) {
    try {
      return await ask("POST", path, body);
    } catch (error) {
      if (error instanceof ShopApiError && (error.status ?? 500) < 500) throw error;
      await new Promise((passed) => setTimeout(passed, ms));
    }
  }
  return ask("POST", path, body);
}

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} body
 * @param {{ keepalive?: boolean, headers?: Record<string, string> }} options
 */
async function send(method, path, body, { keepalive = false, headers = {} }) {
  try {
    return await fetch(path, {
      method,
      keepalive,
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    record("answer", `no answer ${path}`);
    throw new ShopApiError("unreachable");
  }
}
