const APPEARS_WITHIN_MS = 30_000;
const POLL_MS = 50;

/** Addresses of the journey's pages, wherever it runs: over the page, in a window, or instead of the page. */
export const JOURNEY = /\/journey\/(frame|popup|index)\.html/;

/**
 * Tries until it has worked: the journey appears when the shop's page, its server and the sandbox are done.
 * @param {() => Promise<boolean>} attempt gives whether it has worked
 * @param {() => Promise<string[]>} whatIsOpen addresses of the pages and frames, for whoever looks for what went wrong
 * @throws {Error} when it has not within 30 seconds
 */
export async function onceOpen(attempt, whatIsOpen) {
  const until = Date.now() + APPEARS_WITHIN_MS;
  while (Date.now() < until) {
    if (await attempt()) return;
    await new Promise((go) => setTimeout(go, POLL_MS));
  }
  const open = (await whatIsOpen()).join(", ");
  throw new Error(`No purchase of Klarna's was open within ${APPEARS_WITHIN_MS} ms, but: ${open}`);
}
