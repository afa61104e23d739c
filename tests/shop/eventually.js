import assert from "node:assert/strict";

const PATIENCE_MS = 5000;
/** Between two looks: the other program needs the processor too. */
const LOOK_MS = 5;

/**
 * Waits for something that another program does in its own time.
 *
 * @template T
 * @param {() => T | undefined | Promise<T | undefined>} look
 * @returns {Promise<T>}
 */
export async function eventually(look) {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  assert.fail(`it did not happen within ${PATIENCE_MS} ms`);
}
