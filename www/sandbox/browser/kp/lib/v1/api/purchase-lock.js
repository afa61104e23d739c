/** How many calls of `authorize` run, by widget name. @type {Map<string, number>} */
const running = new Map();

/**
 * Runs `authorize` under the lock of its widget's name. In pop-up and purchase-flow sessions a second one is dropped
 * without a word while one runs; elsewhere the lock is set all the same, and asked by nobody. It is set in a microtask, so
 * two calls in one task both go through, and freed by nothing but the call's answer: it outlives `init` and `load`, and a
 * container that was removed.
 * @param {string} name of the widget
 * @param {boolean} asks
 * @param {() => Promise<void>} run
 */
export function underLock(name, asks, run) {
  if (asks && running.has(name)) return;
  queueMicrotask(() => running.set(name, (running.get(name) ?? 0) + 1));
  // On both ways out, and without swallowing a rejection: the page sees it as unhandled, as with Klarna.
  void run().finally(() => queueMicrotask(() => free(name)));
}

/** @param {string} name */
function free(name) {
  const others = (running.get(name) ?? 1) - 1;
  if (others > 0) running.set(name, others);
  else running.delete(name);
}
