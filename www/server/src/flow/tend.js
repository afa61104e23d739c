import { KlarnaError } from "../klarna/client.js";
import { dueAt, forget } from "../ledger/due.js";
import { DAY_MS, endKept, givenBack, REVIEW_MS, retryDelayMs } from "../ledger/ledger.js";
import { isOpen, SESSION_MS } from "../ledger/sessions.js";
import { purchaseOf } from "../purchase.js";

/**
 * Everything that a cart is due for, whether somebody asks or not: what was never heard of again is looked up at Klarna,
 * what cannot become an order is given back, the shop is told, and what is old is forgotten.
 *
 * @typedef {import("../ledger/types.js").Ledger} Ledger
 * @typedef {import("../ledger/types.js").Attempt} Attempt
 */

/** So long what Klarna has said of a review is news enough for somebody who looks. */
const LOOK_MS = 10_000;
/** So many carts are taken at a time. */
const BATCH = 20;
/** So long the shop may take to hear that a cart is ordered. */
const TELL_MS = 30_000;

/**
 * @param {import("../settings.js").Settings} settings
 * @param {import("./carts.js").Carts} carts
 * @param {import("./drive.js").Driving} driving
 * @param {import("./look.js").Looking} looking
 */
export function tending(settings, carts, { drive }, { lookAtSession, lookAtRequest }) {
  const { store, payments, network, management, limits, retention, log, now } = settings;
  return { tell, giveBack, review, lookAtReview, sweep };

  /**
   * Goes over everything that is due.
   *
   * @param {number} [aheadMs] or, where a token is at Klarna, will be so soon
   * @returns {Promise<{ carts: number }>} how many carts were
   */
  async function sweep(aheadMs = 0) {
    /** @type {Set<string>} */
    const seen = new Set();
    let batch = BATCH;
    for (;;) {
      const taken = await store.due(now() + aheadMs, batch, now() + limits.klarnaMs * 3);
      const due = taken.filter((cart) => !seen.has(cart));
      for (const cart of due) seen.add(cart);
      for (const cart of due)
        await (aheadMs > 0 ? resume(cart) : lookAfter(cart)).catch((error) =>
          log({ level: "error", event: "sweep_failed", error: nameOf(error) }),
        );
      if (due.length > 0) continue;
      if (taken.length < batch) return { carts: seen.size };
      // All of them have been looked at, and are due again so soon: others come after them.
      batch *= 2;
    }
  }

  /**
   * What waits for another try does not wait for it; of the others it is not the time.
   * @param {string} cart
   */
  async function resume(cart) {
    const ledger = await carts.read(cart);
    const due = ledger && dueAt(ledger, { keptMs: limits.keptMs, retention });
    if (ledger?.state === "held" || (due != null && due <= now())) await lookAfter(cart);
  }

  /** @param {string} cart */
  async function lookAfter(cart) {
    let ledger = await carts.read(cart);
    if (!ledger) return;
    if (ledger.state === "held") await drive(cart);
    for (const session of ledger.sessions)
      if (session.state !== "ended" && session.lookAt <= now())
        await lookAtSession(cart, session.id);
    for (const request of ledger.requests)
      if (isOpen(request) && request.lookAt <= now()) await lookAtRequest(cart, request.id);
    await carts.change(cart, tidy, { isQuiet: true });
    await drive(cart);
    await giveBack(cart);
    await tell(cart);
    ledger = await carts.read(cart);
    if (ledger?.reviewAt != null && ledger.reviewAt <= now()) await review(cart);
    await forgetOld(cart);
  }

  /**
   * Ends what is too old to come to anything.
   * @param {Ledger} ledger
   */
  function tidy(ledger) {
    for (const session of ledger.sessions)
      if (session.createdAt + SESSION_MS + DAY_MS <= now()) session.state = "ended";
    endKept(ledger, limits, now());
  }

  /**
   * Gives back what Klarna has of attempts that will not be the order.
   * @param {string} cart
   */
  async function giveBack(cart) {
    const isDue = (/** @type {Attempt} */ { state, dueAt }) =>
      state === "returning" && dueAt <= now();
    const taken = await carts.change(cart, (ledger) =>
      ledger.attempts.filter(isDue).map((attempt) => {
        // Nobody else does the same meanwhile.
        attempt.dueAt = now() + limits.klarnaMs * 2;
        return { ...attempt };
      }),
    );
    for (const attempt of taken?.value ?? []) {
      const isBack = await returned(attempt);
      await carts.change(cart, (changed) => givenBack(changed, attempt.id, isBack, now()), {
        isPatient: true,
        isQuiet: true,
      });
      if (isBack) log({ level: "info", event: "given_back", kind: attempt.kind });
    }
  }

  /**
   * @param {Attempt} attempt
   * @returns {Promise<boolean>} whether Klarna has nothing of it any more
   */
  async function returned({ kind, secret, from, customerToken }) {
    const steps = [];
    if (customerToken !== null) steps.push(() => payments.cancelCustomerToken(customerToken));
    if (kind === "authorization" && secret) steps.push(() => payments.cancelAuthorization(secret));
    if (kind === "completion" && from) steps.push(() => network.cancelRequest(from));
    for (const step of steps) if (!(await undone(kind, step))) return false;
    return true;
  }

  /**
   * @param {Attempt["kind"]} kind
   * @param {() => Promise<unknown>} step
   * @returns {Promise<boolean>} whether nothing is left to give back
   */
  async function undone(kind, step) {
    try {
      await step();
      return true;
    } catch (error) {
      if (!(error instanceof KlarnaError)) throw error;
      // Void by itself, or spent: in neither case is anything left to give back.
      if (error.isRefusal) return true;
      log({ level: "warn", event: "not_given_back", kind, status: error.status, code: error.code });
      return false;
    }
  }

  /**
   * Tells the shop that the cart is ordered, until it has taken that.
   * @param {string} cart
   */
  async function tell(cart) {
    const known = await carts.read(cart);
    if (known?.state !== "placed" || known.tellAt === null || known.tellAt > now()) return;
    // Whoever moves the time tells; if that process ends, another one does after it.
    const taken = await carts.change(cart, (ledger) => {
      if (ledger.tellAt === null || ledger.tellAt > now()) return false;
      ledger.tellAt = now() + TELL_MS;
      return true;
    });
    if (!taken?.value) return;
    const isTold = await tellShop(settings.onPlaced, taken.ledger);
    await carts.change(
      cart,
      (changed) => {
        if (changed.tellAt === null) return;
        changed.told += 1;
        changed.tellAt = isTold ? null : now() + retryDelayMs(changed.told);
      },
      { isPatient: true, isQuiet: true },
    );
  }

  /**
   * @param {((purchase: import("../public.js").Purchase) => Promise<void> | void) | undefined} hook of the shop's
   * @param {Ledger} ledger
   * @returns {Promise<boolean>} whether it has taken that
   */
  async function tellShop(hook, ledger) {
    try {
      await hook?.(purchaseOf(ledger));
      return true;
    } catch (error) {
      const { reference } = ledger;
      log({ level: "error", event: "shop_not_told", reference, error: nameOf(error) });
      return false;
    }
  }

  /**
   * Reads how Klarna's review of an order is going. Only what is read is believed; it has to be the cart's order.
   *
   * @param {string} cart
   * @param {string} [orderId] where it was not known
   */
  async function review(cart, orderId) {
    const ledger = await carts.read(cart);
    const id = ledger?.result?.order_id ?? orderId;
    if (ledger?.state !== "placed" || !id) return;
    const { fraudStatus, reference } = await management.read(id);
    if (reference !== ledger.reference) return;
    const after = await carts.change(cart, (changed) => {
      if (changed.result === null) return false;
      const isNews = changed.result.fraud_status !== fraudStatus || changed.result.order_id !== id;
      changed.result = { ...changed.result, order_id: id, fraud_status: fraudStatus };
      changed.reviewAt = fraudStatus === "PENDING" ? now() + REVIEW_MS : null;
      return isNews;
    });
    if (after?.value) await tellShop(settings.onReviewed, after.ledger);
  }

  /**
   * The same for somebody who looks at the order now: what was read a moment ago is not read again.
   *
   * @param {string} cart
   * @returns {Promise<Ledger | undefined>}
   */
  async function lookAtReview(cart) {
    const due = (await carts.read(cart))?.reviewAt;
    if (due != null && due - REVIEW_MS + LOOK_MS <= now())
      await review(cart).catch((error) => {
        if (!(error instanceof KlarnaError)) throw error;
        log({ level: "warn", event: "order_not_read", status: error.status, code: error.code });
      });
    return carts.read(cart);
  }

  /** @param {string} cart */
  async function forgetOld(cart) {
    const known = await store.read(cart);
    if (!known) return;
    const ledger = /** @type {Ledger} */ (/** @type {unknown} */ (known.ledger));
    if (forget(structuredClone(ledger), retention, now()) === "delete")
      await store.write(cart, known.version, null);
    else
      await carts.change(cart, (changed) => void forget(changed, retention, now()), {
        isForced: true,
      });
  }
}

/** @typedef {ReturnType<typeof tending>} Tending */

/** @param {unknown} error whose message may say anything */
const nameOf = (error) => (error instanceof Error ? error.name : typeof error);
