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
 * @returns {"send" | "done" | "other" | "unknown"} whether it is to be; `other`: something else has this key; `unknown`: Klarna may have
 *   done it, and has forgotten the key
 */
export function beginStep(ledger, { key, body }, { now, keyMs }) {
  const known = ledger.steps?.find((step) => step.key === key);
  if (!known) {
    const step = { key, body, firstSentAt: now, sent: 1, isDone: false };
    ledger.steps = [...(ledger.steps ?? []), step];
    return "send";
  }
  if (known.body !== body) return "other";
  if (known.isDone) return "done";
  if (known.firstSentAt + keyMs <= now) return "unknown";
  known.sent += 1;
  return "send";
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
 * Klarna has refused it this once. If it was sent at another time, too, that may have been done.
 *
 * @param {Ledger} ledger
 * @param {string} key
 */
export function refuseStep(ledger, key) {
  for (const step of ledger.steps ?? []) if (step.key === key) step.sent -= 1;
  ledger.steps = ledger.steps?.filter(({ sent }) => sent > 0);
}
