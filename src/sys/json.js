// JSON as the language means it, on pages whose old libraries mean something else.

/**
 * Does something that makes JSON, also on a page where a library of old gives arrays or objects a `toJSON` (Prototype
 * before 1.7: there every array becomes text). It is taken away for the moment and put back.
 *
 * @template T
 * @param {() => T} work
 * @returns {T}
 */
export function unpatched(work) {
  const patched = [Array.prototype, Object.prototype].map(
    (of) => /** @type {const} */ ([of, Object.getOwnPropertyDescriptor(of, "toJSON")]),
  );
  try {
    // One that cannot be taken away stays.
    for (const [of] of patched) Reflect.deleteProperty(of, "toJSON");
    return work();
  } finally {
    for (const [of, taken] of patched) if (taken) Object.defineProperty(of, "toJSON", taken);
  }
}

/**
 * `JSON.stringify` as the language means it.
 *
 * @param {unknown} value
 * @returns {string | undefined}
 */
export const stringify = (value) => unpatched(() => JSON.stringify(value));

/** Whether a library of the page (see above) makes something else of lists, for Klarna's script too. */
export function listsBecomeText() {
  try {
    return JSON.stringify([[]]) !== "[[]]";
  } catch {
    return true;
  }
}
