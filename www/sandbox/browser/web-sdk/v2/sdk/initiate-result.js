import { invalidCallbackResponse, invalidInput } from "./klarna-error.js";

/**
 * What the shop's `initiate` callback asked for.
 * @typedef {{ kind: "existing", id: string, accessToken: string | undefined, shippingConfig: unknown } | { kind: "new", data: Record<string, unknown> }
 *   | { kind: "navigate", url: string }} Intention
 */

/**
 * @param {unknown} result
 * @param {string} origin of the sandbox: a payment request's URL must be Klarna's own
 * @returns {Intention}
 * @throws {import("./klarna-error.js").KlarnaError} `INVALID_CALLBACK_RESPONSE`, or `VALIDATION_ERROR` for a strange URL
 */
export function readInitiateResult(result, origin) {
  if (typeof result !== "object" || result === null)
    throw invalidCallbackResponse("initiate gave no object");
  const { paymentRequestUrl, paymentRequestId, returnUrl, currency, shippingConfig } =
    /** @type {Record<string, unknown>} */ (result);
  if (paymentRequestUrl !== undefined)
    return {
      kind: "existing",
      ...readPaymentRequestUrl(paymentRequestUrl, origin),
      shippingConfig,
    };
  if (typeof paymentRequestId === "string" && paymentRequestId !== "")
    return { kind: "existing", id: paymentRequestId, accessToken: undefined, shippingConfig };
  if (typeof currency === "string")
    return { kind: "new", data: /** @type {Record<string, unknown>} */ (result) };
  if (typeof returnUrl === "string" && URL.canParse(returnUrl, document.baseURI))
    return { kind: "navigate", url: returnUrl };
  throw invalidCallbackResponse("initiate gave none of the documented results");
}

/** Klarna has several hosts: a test may have the sandbox answer for them. */
const KLARNA = /^https:\/\/([a-z0-9-]+\.)*klarna\.com$/;

/**
 * @param {unknown} address
 * @param {string} origin
 */
function readPaymentRequestUrl(address, origin) {
  const url = typeof address === "string" && URL.canParse(address) ? new URL(address) : undefined;
  const isKlarnas = url !== undefined && (url.origin === origin || KLARNA.test(url.origin));
  const id = isKlarnas ? /^\/pay\/(.+)$/.exec(url.pathname)?.[1] : undefined;
  const accessToken = url?.searchParams.get("access_token");
  if (!id || !accessToken || !url?.searchParams.has("region"))
    throw invalidInput("paymentRequestUrl", "cannot extract access token or region");
  return { id: decodeURIComponent(id), accessToken };
}
