import { holderOf, learn, send, settle } from "../ledger/ledger.js";
import { ask, firstBody } from "./ask.js";
import { authorizedCustomer } from "./ask-payments.js";
import { BY_HAND, byHand } from "./outcomes.js";
import { sleep } from "./sleep.js";

/**
 * Brings a cart's attempts to an end: asks Klarna about the one that has the cart, writes down what came of it, and goes on
 * with the next. Written before the call, settled after it: a process may end at any point, and any other goes on.
 *
 * @typedef {import("../ledger/types.js").Ledger} Ledger
 * @typedef {import("../ledger/types.js").Attempt} Attempt
 */

/** So long one process waits for the answer to another one's call before it asks by itself. */
const WAIT_MS = 1_500;
const POLL_MS = 50;
const TRIES = 3;

/**
 * @param {import("../settings.js").Settings} settings
 * @param {import("./carts.js").Carts} carts
 */
export function drivingOf(settings, carts) {
  const { limits, log, me, now } = settings;
  /** @type {Map<string, Promise<void>>} */
  const running = new Map();
  return { drive, settled };

  /**
   * Resolves when nobody has the cart any more, or Klarna does not answer. One run for each cart in this process.
   *
   * @param {string} cart
   * @returns {Promise<void>}
   */
  async function drive(cart) {
    const known = running.get(cart);
    // A run that is about to end does not see what was written since: it takes one that begins after that.
    if (known) await known.catch(() => {});
    return running.get(cart) ?? start(cart);
  }

  /** @param {string} cart */
  function start(cart) {
    const run = driveCart(cart).finally(() => running.delete(cart));
    running.set(cart, run);
    return run;
  }

  async function settled() {
    while (running.size > 0) await Promise.allSettled(running.values());
  }

  /** @param {string} cart */
  async function driveCart(cart) {
    let tries = 0;
    for (;;) {
      const holder = await waitForHolder(cart);
      if (!holder) return;
      const outcome = await askOnce(cart, holder);
      if (outcome?.kind !== "unknown") tries = 0;
      else if (outcome.code === BY_HAND || ++tries >= TRIES) return;
      else await sleep(100 * 2 ** tries * (0.5 + Math.random()));
    }
  }

  /**
   * The attempt that has the cart, once no other process is waiting for Klarna's answer about it.
   *
   * @param {string} cart
   * @returns {Promise<Attempt | undefined>} nothing: nobody has it
   */
  async function waitForHolder(cart) {
    const until = Date.now() + WAIT_MS;
    for (;;) {
      const ledger = await carts.read(cart);
      const holder = ledger && holderOf(ledger);
      if (!holder) return undefined;
      const isElsewhere =
        holder.sentBy !== null && holder.sentBy !== me() && now() - holder.sentAt < limits.klarnaMs;
      if (!isElsewhere || Date.now() > until) return holder;
      await sleep(POLL_MS);
    }
  }

  /**
   * One question to Klarna.
   *
   * @param {string} cart
   * @param {Attempt} known
   * @returns {Promise<import("../ledger/types.js").Outcome | undefined>} nothing: somebody else has the cart, or has asked, by now
   */
  async function askOnce(cart, known) {
    const { id } = known;
    const customer = await authorizedCustomer(settings, known);
    const before = await carts.change(cart, (ledger) => {
      const holder = holderOf(ledger);
      // While the session was read, another process may have asked: its answer is waited for first.
      if (holder?.id !== id || holder.sent !== known.sent) return undefined;
      if (!holder.order.customer) learn(holder, { customer });
      const body = holder.body ?? firstBody(settings, ledger, holder);
      return send(holder, { body, by: me(), now: now(), untilMs: limits.klarnaMs * 2 });
    });
    const attempt = before?.value;
    if (!attempt) return undefined;
    const outcome = await ask({ settings, carts }, before.ledger, attempt);
    const after = await carts.change(cart, (ledger) => settle(ledger, id, outcome, now()), {
      isPatient: true,
    });
    if (!after?.value && outcome.kind === "placed") reportLate(before.ledger, outcome.result);
    else report(after?.ledger, attempt, outcome);
    return outcome;
  }

  /**
   * @param {Ledger | undefined} ledger
   * @param {Attempt} attempt
   * @param {import("../ledger/types.js").Outcome} outcome
   */
  function report(ledger, attempt, outcome) {
    const facts = { reference: ledger?.reference, kind: attempt.kind };
    if (outcome.kind === "placed") log({ level: "info", event: "placed", ...facts });
    else if (outcome.kind === "unknown")
      log({ level: "warn", event: "unanswered", ...facts, code: outcome.code });
    else log({ level: "info", event: outcome.kind, ...facts });
  }

  /**
   * Klarna has made an order of a token that this cart waits for no more, and something else is or becomes its order.
   *
   * @param {Ledger} ledger
   * @param {Omit<import("../public.js").Result, "by">} result
   */
  function reportLate({ reference }, { order_id, payment_transaction_id }) {
    byHand(settings, "LATE_ORDER", { reference, order_id, payment_transaction_id });
  }
}

/** @typedef {ReturnType<typeof drivingOf>} Driving */
