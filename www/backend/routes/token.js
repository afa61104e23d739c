import { Type } from "@sinclair/typebox";

/**
 * A token of Klarna's as the shop accepts it from outside: it goes on in addresses and headers, so printable ASCII only.
 *
 * @param {number} [maxLength]
 */
export function KlarnaToken(maxLength = 8192) {
  return Type.String({ minLength: 1, maxLength, pattern: "^[\\x21-\\x7e]+$" });
}
