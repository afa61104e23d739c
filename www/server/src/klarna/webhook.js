import { object, optionalText } from "./client.js";
import { completion } from "./network-api.js";

const HEX_SHA256 = /^[0-9a-f]{64}$/;

/**
 * Whether Klarna signed this webhook: `Klarna-Signature` is the HMAC-SHA256 of the raw body in lower-case hex, with the key
 * that `Klarna-Signing-Key-Id` names. Compared in constant time.
 *
 * @param {Uint8Array} rawBody as received, before any parsing
 * @param {Headers} headers
 * @param {import("../public.js").Options["signingKeys"]} keys
 */
export async function isSignedByKlarna(rawBody, headers, keys = {}) {
  const keyId = headers.get("klarna-signing-key-id");
  const signature = headers.get("klarna-signature");
  if (!keyId || !signature || !HEX_SHA256.test(signature)) return false;
  const secret =
    typeof keys === "function" ? await keys(keyId) : Object.hasOwn(keys, keyId) && keys[keyId];
  // With an empty key, anybody could sign.
  if (!secret) return false;
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(secret),
    algorithm,
    false,
    ["verify"],
  );
  const bytes = Uint8Array.from(signature.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return crypto.subtle.verify(algorithm.name, key, bytes, new Uint8Array(rawBody));
}

const COMPLETED = "payment.request.state-change.completed";
const STATE_CHANGE = /^payment\.request\.state-change\.([a-z-]{1,40})$/;
const MAX_ID = 200;

/**
 * @typedef {object} Event
 * @property {string} id
 * @property {string} requestId
 * @property {string} state of the payment request, in upper case
 * @property {string | undefined} reason
 * @property {string | undefined} sessionToken of a request that is completed
 * @property {unknown} shipping
 */

/**
 * @param {unknown} json
 * @returns {Event | "other" | undefined} `other`: an event that is of no concern here; nothing: no event at all
 */
export function readEvent(json) {
  const { metadata, payload } = object(json);
  const type = optionalText(object(metadata), "event_type");
  const id = optionalText(object(metadata), "event_id");
  if (!type || !id || id.length > MAX_ID) return undefined;
  const facts = object(payload);
  const requestId = optionalText(facts, "payment_request_id");
  const state = STATE_CHANGE.exec(type)?.[1]?.replaceAll("-", "_").toUpperCase();
  if (!requestId || requestId.length > MAX_ID || !state) return "other";
  const { sessionToken, shipping } = completion(facts);
  return {
    id,
    requestId,
    state,
    reason: optionalText(facts, "state_reason")?.slice(0, MAX_ID),
    sessionToken: type === COMPLETED ? sessionToken : undefined,
    shipping,
  };
}
