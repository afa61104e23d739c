/**
 * Waits for work, but not for ever: it goes on.
 *
 * @param {Promise<unknown>} work
 * @param {number} ms
 */
export async function within(work, ms) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
