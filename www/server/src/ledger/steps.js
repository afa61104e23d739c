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
 * @param {{ now: number, keyMs: number }} time `keyMs`: so long Klarna knows a key
 * @returns {{ is: "send", refusals: number } | { is: "done" | "other" | "unknown" }} whether it is to be, after so many refusals; `other`:
 *   something else has this key; `unknown`: Klarna may have done it, and has forgotten the key
 */
export function beginStep(ledger, { key, body }, { now, keyMs }) {
  const known = ledger.steps?.find((step) => step.key === key);
  if (!known) {
    const step = { key, body, firstSentAt: now, sent: 1, isDone: false };
    ledger.steps = [...(ledger.steps ?? []), step];
    return { is: "send", refusals: 0 };
  }
  // Klarna has refused it each time, so it is not done: it begins anew, with another amount perhaps.
  if (known.sent === 0) Object.assign(known, { body, firstSentAt: now });
  if (known.body !== body) return { is: "other" };
  if (known.isDone) return { is: "done" };
  if (known.firstSentAt + keyMs <= now) return { is: "unknown" };
  known.sent += 1;
  return { is: "send", refusals: known.refusals ?? 0 };
}

/**
 * Klarna has done it.
 *
 * @param {Ledger} ledger
 * @param {string} key
 */
export function endStep(ledger, key) {
  for (const step of ledger.steps ?? []) if (step.key === key) step.isDone = true;
}

/**
 * Klarna has refused it this once. If it was sent at another time, too, that may have been done; if not, it is asked for under another
 * key from now on: Klarna answers a key that it knows as it did before, with the refusal.
 *
 * @param {Ledger} ledger
 * @param {string} key
 */
export function refuseStep(ledger, key) {
  for (const step of ledger.steps ?? []) {
    if (step.key !== key) continue;
    step.sent -= 1;
    if (step.sent === 0) step.refusals = (step.refusals ?? 0) + 1;
  }
}
