import { timingSafeEqual } from "node:crypto";

/**
 * Whether an `Authorization` header carries these Basic credentials.
 * @param {string | undefined} header
 * @param {string} expected `username:password`
 */
export function hasBasicCredentials(header, expected) {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? "")?.[1];
  if (!encoded) return false;
  const given = Buffer.from(encoded, "base64");
  const wanted = Buffer.from(expected);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
