/**
 * What the shop has done with its order (a capture, a refund), so that each step is done once: Klarna knows its key for a day
 * alone.
 *
 * @typedef {import("./types.js").Ledger} Ledger
 * @typedef {import("./types.js").Step} Step
 */

/**
 * Klarna is about to be asked.
 *
 * @param {Ledger} ledger
 * @param {Pick<Step, "key" | "body">} asked
 * @param {number} now
 * @returns {Step | undefined} the step as it was asked for before; nothing: it is the first time
 */
export function beginStep(ledger, { key, body }, now) {
  const known = ledger.steps?.find((step) => step.key === key);
  if (!known)
    ledger.steps = [...(ledger.steps ?? []), { key, body, firstSentAt: now, isDone: false }];
  return known;
}

/**
 * @param {Ledger} ledger
 * @param {Pick<Step, "key" | "body">} done what Klarna has done
 * @param {number} now
 */
export function endStep(ledger, done, now) {
  beginStep(ledger, done, now);
  for (const step of ledger.steps ?? [])
    if (step.key === done.key) Object.assign(step, { body: done.body, isDone: true });
}

/**
 * Klarna has refused: nothing was done.
 *
 * @param {Ledger} ledger
 * @param {string} key
 */
export function dropStep(ledger, key) {
  ledger.steps = ledger.steps?.filter((step) => step.key !== key || step.isDone);
}
