// Commerce Layer as the backend: its API takes the authorization token as an attribute of the Klarna payment.
// Source: docs.commercelayer.io, "Sending back the authorization token".

import { klarnaError } from "./klarna-error.js";

const JSON_API = "application/vnd.api+json";

/** @type {typeof import("./index.js").commerceLayer} */
export function commerceLayer(options) {
  const baseUrl = text(options, "baseUrl");
  const id = text(options, "klarnaPaymentId");
  const accessToken = own(options, "accessToken");
  if (typeof accessToken !== "function") text(options, "accessToken");

  /** @param {unknown} token */
  const headers = (token) => ({
    Accept: JSON_API,
    // What is no token makes no header: it is refused by name, where "Bearer undefined" would be sent.
    Authorization: /** @type {string} */ (
      typeof token === "string" && token !== "" && `Bearer ${token}`
    ),
    "Content-Type": JSON_API,
  });
  return {
    url: `${baseUrl.replace(/\/+$/, "")}/api/klarna_payments/${encodeURIComponent(id)}`,
    method: "PATCH",
    credentials: "omit",
    // A header that its CORS rules do not name would stop the request; the update itself is idempotent.
    idempotencyHeader: false,
    headers:
      typeof accessToken === "function"
        ? async () => headers(await accessToken())
        : headers(accessToken),
    body: (delivery) => ({
      data: {
        type: "klarna_payments",
        id,
        attributes: { auth_token: delivery.authorizationToken },
      },
    }),
  };
}

/**
 * @param {unknown} options
 * @param {string} key
 */
function text(options, key) {
  const value = own(options, key);
  if (typeof value === "string" && isWritable(value)) return value;
  const message = "a string that is not empty and well-formed is expected here";
  throw klarnaError("INVALID_ARGUMENT", message, { path: key });
}

/**
 * Whether an address can be made of it: half of a pair of code units has no place in one.
 *
 * @param {string} text
 */
function isWritable(text) {
  try {
    return encodeURIComponent(text) !== "";
  } catch {
    return false;
  }
}

/**
 * @param {unknown} options
 * @param {string} key
 * @returns {unknown}
 */
function own(options, key) {
  try {
    if (typeof options === "object" && options !== null && Object.hasOwn(options, key)) {
      return /** @type {Record<string, unknown>} */ (options)[key];
    }
  } catch (cause) {
    throw klarnaError("INVALID_ARGUMENT", "this option cannot be read", { path: key, cause });
  }
  return undefined;
}
