import { createHash } from "node:crypto";

/** A namespace of this shop's own, for UUIDs of version 5. */
const NAMESPACE = Buffer.from("c2d0a5d6a3b54b0f9d0a6f6f0e5b7a31", "hex");

/**
 * Klarna's idempotency key for something that has a name already: the same name gives the same UUID (version 5, which
 * Klarna recommends), also after a restart.
 *
 * @param {string} name
 */
export function idempotencyKey(name) {
  const hash = createHash("sha1").update(NAMESPACE).update(name).digest().subarray(0, 16);
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  return hash.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
