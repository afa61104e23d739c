/** @type {Set<string>} */
const locked = new Set();

/**
 * In pop-up and purchase-flow sessions a second `authorize` of the same widget is dropped without a word while one runs.
 * The lock is set in a microtask, so two calls in one task both go through; it outlives `init` and `load`.
 * @param {string} name of the widget
 * @param {() => Promise<void>} run
 */
export function dropWhileRunning(name, run) {
  if (locked.has(name)) return;
  queueMicrotask(() => locked.add(name));
  // On both ways out, and without swallowing a rejection: the page sees it as unhandled, as with Klarna.
  void run().finally(() => queueMicrotask(() => locked.delete(name)));
}
