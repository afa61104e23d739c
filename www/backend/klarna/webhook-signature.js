import { createHmac, timingSafeEqual } from "node:crypto";

const HEX_SHA256 = /^[0-9a-f]{64}$/;

/**
 * Whether Klarna signed this webhook: `Klarna-Signature` is the HMAC-SHA256 of the raw body in lower-case hex, with the
 * key that `Klarna-Signing-Key-Id` names. Compared in constant time.
 *
 * @param {Buffer} rawBody as received, before any parsing
 * @param {Readonly<Record<string, unknown>>} headers
 * @param {Readonly<Record<string, string>>} signingKeys by id
 */
export function isSignedByKlarna(rawBody, headers, signingKeys) {
  const keyId = headers["klarna-signing-key-id"];
  const signature = headers["klarna-signature"];
  if (typeof keyId !== "string" || typeof signature !== "string") return false;
  if (!Object.hasOwn(signingKeys, keyId) || !HEX_SHA256.test(signature)) return false;
  const expected = createHmac("sha256", String(signingKeys[keyId])).update(rawBody).digest();
  return timingSafeEqual(expected, Buffer.from(signature, "hex"));
}
