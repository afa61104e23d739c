// The error of the package, for what happens before the WebAssembly is there.

/**
 * @param {string} code
 * @param {string} message
 * @param {Record<string, unknown>} [facts]
 */
export function klarnaError(code, message, facts) {
  return Object.assign(new Error(message), { name: "KlarnaError", code }, facts);
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
