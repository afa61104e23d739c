// A purchase with Klarna Payments (v1): its calls, and whether its token has arrived.

import { klarnaError } from "../klarna-error.js";
import { forget } from "./carts.js";
import { isLeft } from "./ongoing-purchases.js";

/** @import { AuthorizationOutcome, KlarnaError, KlarnaPayments } from "../index.js" */
/** @import { PaymentsCheckoutOptions } from "./checkout.js" */
/** @import { OngoingPurchase } from "./ongoing-purchases.js" */

/** @typedef {{ outcome?: AuthorizationOutcome, error?: KlarnaError }} End what came of a call, or of none */
/** @typedef {OngoingPurchase<KlarnaPayments, End, PaymentsCheckoutOptions>} PaymentsPurchase */

/**
 * @param {string} key
 * @param {string} configuration
 * @param {KlarnaPayments} klarna
 * @returns {PaymentsPurchase}
 */
export function paymentsPurchase(key, configuration, klarna) {
  /** @type {any} but for what whoever has it adds */
  const purchase = { key, configuration, klarna };
  /** Klarna was silent about a call, and is no more: no other one may take its place. */
  const goesOn = () => {
    if (!purchase.stalled || isBusy(purchase)) return;
    purchase.stalled = undefined;
    purchase.onStatus("busy");
  };
  klarna.on("statechange", ({ state, previous }) => {
    if (state === "delivering") {
      goesOn();
      // A token that came when nobody waited: the package answers with what becomes of it, and asks Klarna nothing.
      if (!purchase.call) {
        callKlarna(purchase, () => klarna.authorize());
        purchase.onStatus("busy");
      }
    }
    // Also while no checkout has the purchase; once a newer session has the page, the state does not tell.
    if (previous === "delivering")
      purchase.isUnconfirmed = /^(undelivered|superseded)$/.test(state);
    // A call tells of it, also that for the widget.
    const isTold = purchase.call || previous === "loading";
    if (state === "superseded" && !isTold && !purchase.isUnconfirmed && !isLeft(purchase))
      purchase.onEnd({ error: klarnaError("SUPERSEDED", "a newer session has the page") });
  });
  klarna.on("overlayshown", goesOn);
  // Another call may take its place: the package lets it.
  klarna.on("stalled", () => {
    purchase.stalled = purchase.call;
    purchase.onStatus("ready");
  });
  return purchase;
}

/** Whether a call runs that no other one may take the place of. @param {PaymentsPurchase} purchase */
export const isBusy = ({ call, stalled }) => call !== stalled;

/**
 * Calls Klarna, before it returns.
 *
 * @param {PaymentsPurchase} purchase
 * @param {(klarna: KlarnaPayments, signal: AbortSignal) => Promise<AuthorizationOutcome>} act
 * @returns {Promise<AuthorizationOutcome | undefined>}
 */
export function callKlarna(purchase, act) {
  const { klarna, isUnconfirmed } = purchase;
  const running = new AbortController();
  /** The page came back from the browser's cache. @param {PageTransitionEvent} event */
  const back = ({ persisted }) => persisted && running.abort();
  addEventListener("pageshow", back);
  /** @type {(end: Promise<End>) => void} */
  let begin = () => {};
  /** @type {Promise<End>} */
  const ended = new Promise((resolve) => {
    begin = resolve;
  });
  const call = ended.then((end) => {
    removeEventListener("pageshow", back);
    const { code, status, retryable } = end.error ?? {};
    if (purchase.stalled === call) purchase.stalled = undefined;
    // Where another one was refused, the one that Klarna is silent about still runs.
    if (purchase.call === call) purchase.call = purchase.stalled;
    // Another one took its place, and tells of itself.
    else if (code === "ABORTED") return;
    // A refusal is plain where nothing was in doubt before; the package knows better.
    if (status && retryable === false)
      purchase.isUnconfirmed = purchase.isUnconfirmed && isUnconfirmed;
    if (code === "INVALID_STATE") purchase.isUnconfirmed = klarna.state === "undelivered";
    if (end.outcome?.status === "approved") {
      purchase.isUnconfirmed = false;
      forget(purchase.cart);
    }
    purchase.onEnd(end);
    return end.outcome;
  });
  // Before Klarna's SDK is called, which may change the state at once: who hears of that finds the call here.
  purchase.call = call;
  begin(settled(act(klarna, running.signal)));
  return call;
}

/** Whether another script had Klarna's SDK for a moment: the session has the page still. @param {KlarnaError | undefined} error */
export const isPassing = (error) => error?.code === "SUPERSEDED" && error.retryable;

/**
 * What came of a promise, as a value.
 *
 * @template Outcome
 * @param {Promise<Outcome>} promise
 * @returns {Promise<{ outcome: Outcome, error?: undefined } | { outcome?: undefined, error: any }>}
 */
export const settled = (promise) =>
  promise.then(
    (outcome) => ({ outcome }),
    (error) => ({ error }),
  );
