// Digests and texts with what every JavaScript server has: Node, Bun, Deno, workerd.

const encoder = new TextEncoder();

/** @param {Uint8Array} bytes */
export const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * What recognises a secret again without keeping it.
 * @param {string} text
 */
export async function digest(text) {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(text))));
}

/** A secret for an address, 192 bits. */
export const newSecret = () => hex(crypto.getRandomValues(new Uint8Array(24)));

/** This package's namespace for UUIDs of version 5. */
const NAMESPACE = Uint8Array.from([
  0x5a, 0x1f, 0x0c, 0x2e, 0x7b, 0x94, 0x4d, 0x11, 0x9e, 0x03, 0x6c, 0x58, 0xd2, 0x47, 0xaa, 0x3b,
]);

/**
 * Klarna's idempotency key for something that has a name: the same name gives the same UUID, also after a restart.
 * @param {string} name
 */
export async function idempotencyKey(name) {
  const bytes = encoder.encode(name);
  const input = new Uint8Array(NAMESPACE.length + bytes.length);
  input.set(NAMESPACE);
  input.set(bytes, NAMESPACE.length);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-1", input)).subarray(0, 16);
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  return hex(hash).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** @param {string} text */
export const base64 = (text) => btoa(String.fromCharCode(...encoder.encode(text)));

/**
 * The same value as text, whatever the order of its keys.
 *
 * @param {unknown} value
 * @returns {string}
 */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
  return `{${members.join(",")}}`;
}
