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
 * @returns {{ is: "send", round: number } | { is: "done" | "other" | "unknown" }} whether it is to be; `other`: something else has this
 *   key; `unknown`: Klarna may have done it, and has forgotten the key
 */
export function beginStep(ledger, { key, body }, { now, keyMs }) {
  let step = ledger.steps?.find((known) => known.key === key);
  if (!step) {
    step = { key, body, firstSentAt: now, sent: 0, isDone: false };
    ledger.steps = [...(ledger.steps ?? []), step];
  } else if (isRefused(step)) {
    // It is not done, and may be another amount. Klarna answers a key that it knows as it did before, with the refusal.
    Object.assign(step, { body, firstSentAt: now, sent: 0, refused: [], round: roundOf(step) + 1 });
  }
  if (step.body !== body) return { is: "other" };
  if (step.isDone) return { is: "done" };
  if (step.firstSentAt + keyMs <= now) return { is: "unknown" };
  step.sent += 1;
  return { is: "send", round: roundOf(step) };
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
 * Klarna has refused it this once. If it was sent at another time, too, that may have been done. Noted once, though it may be written
 * twice: the database's answer to the first time can be lost.
 *
 * @param {Ledger} ledger
 * @param {{ key: string, round: number, id: string }} send
 */
export function refuseStep(ledger, { key, round, id }) {
  for (const step of ledger.steps ?? [])
    if (step.key === key && roundOf(step) === round && !step.refused?.includes(id))
      step.refused = [...(step.refused ?? []), id];
}

/** Whether Klarna has refused all that was sent. @param {Step} step */
const isRefused = ({ sent, refused = [] }) => refused.length === sent;

/** @param {Step} step */
const roundOf = ({ round = 0 }) => round;
