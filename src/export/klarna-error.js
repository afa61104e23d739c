// The error of the package, for what happens before the WebAssembly is there, or after it was.

/**
 * @param {string} code
 * @param {string} message
 * @param {Record<string, unknown>} [facts]
 */
export function klarnaError(code, message, facts) {
  // The message names the argument: many a log keeps the message alone.
  const text = code === "INVALID_ARGUMENT" ? `${facts?.path}: ${message}` : message;
  const type = { WASM_LOAD_FAILED: "network", INTERNAL: "internal" }[code] ?? "usage";
  const help = `#${code.toLowerCase()}`;
  const error = Object.assign(new Error(text), { code, type, help }, facts);
  // Frozen prototypes forbid to assign it.
  const name = { value: "KlarnaError", configurable: true, enumerable: true, writable: true };
  return Object.defineProperty(error, "name", name);
}

/** @type {typeof import("./index.js").isKlarnaError} */
export function isKlarnaError(value) {
  // By name and code: `instanceof` fails across frames and between two copies of the package.
  try {
    const error = /** @type {{ name?: unknown, code?: unknown } | null | undefined} */ (value);
    return (
      typeof error === "object" && error?.name === "KlarnaError" && typeof error.code === "string"
    );
  } catch {
    return false;
  }
}
