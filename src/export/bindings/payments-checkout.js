// A checkout with Klarna Payments (v1), whatever it is drawn with.

import { klarnaError } from "../klarna-error.js";
import { forget, tokenOf } from "./carts.js";
import { asText, ORDER_DELAY_MS } from "./changes.js";
import { rememberFocus } from "./focus.js";
import { asKlarnaError, notify } from "./handlers.js";
import { lifetime } from "./lifetime.js";
import { leave, takeUp } from "./ongoing-purchases.js";
import { createView } from "./view.js";

/** @import { AuthorizationOutcome, KlarnaError, KlarnaPayments, loadKlarnaPayments } from "../index.js" */
/** @import { Messages, PaymentsCheckout, PaymentsCheckoutOptions, PaymentsView } from "./checkout.js" */
/** @import { OngoingPurchase } from "./ongoing-purchases.js" */

/** @typedef {{ outcome?: AuthorizationOutcome, error?: KlarnaError, order: string }} End what came of a call with an order */
/** @typedef {OngoingPurchase<KlarnaPayments, End, PaymentsCheckoutOptions>} PaymentsPurchase */

/**
 * @param {typeof loadKlarnaPayments} begin
 * @returns {PaymentsCheckout}
 */
export function paymentsCheckout(begin) {
  /** @type {ReturnType<typeof createView<PaymentsView>>} */
  const { read, subscribe, change, announce, prepareMessages } = createView();
  /** @type {PaymentsCheckoutOptions} */
  let options;
  /** @type {PaymentsPurchase | undefined} */
  let current;
  /** @type {{ wanted: string } | undefined} while it is mounted: the session that is wanted */
  let turn;
  /** @type {HTMLElement | null} */
  let container = null;
  /** @type {string | null} the order that Klarna's widget shows; `null`: none is shown */
  let shown = null;
  let isLoading = false;
  /** @type {(() => void) | undefined} */
  let unhear;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** The session and where its token goes, by what tells them from others. */
  const session = () => asText([options.clientToken, options.cart, options.backend]);

  /** Whether another session is wanted. After a payment shops empty the cart: without a name that is none. */
  const isOther = () => {
    const { clientToken, cart } = options;
    const isNone = !(typeof clientToken === "function" ? cart : clientToken);
    return turn?.wanted !== session() && !(isNone && read().status === "approved");
  };

  /** @param {unknown} thrown @param {PaymentsView["status"]} [status] @param {PaymentsPurchase} [whose] */
  function fail(thrown, status = "failed", whose = current) {
    const error = asKlarnaError(thrown);
    if (error.code === "INVALID_CLIENT_TOKEN") forget(whose?.cart);
    // Another one may be drawn by now.
    if (whose === current)
      announce({ status, error }, whose?.isUnconfirmed ? "undelivered" : "failed");
    notify((whose?.options ?? options).onError, error);
  }

  /** Asks for the session that is wanted, and lets go of the one before. */
  async function renew() {
    release();
    const mine = { wanted: session() };
    turn = mine;
    announce({ status: "loading", outcome: undefined, error: undefined });
    const { cart } = options;
    try {
      const clientToken = await tokenOf(options.clientToken, cart);
      if (mine !== turn) return;
      const key = JSON.stringify([clientToken, options.paymentMethodCategory, options.instanceId]);
      const left = takeUp((purchase) => purchase.key === key);
      /** @type {PaymentsPurchase} */
      const found = left ?? {
        key,
        klarna: await (options.load ?? begin)({ ...options, clientToken }),
        cart,
        options,
        onEnd() {},
      };
      if (!left)
        found.klarna.on("statechange", ({ state, previous }) => {
          // Also while nobody has the purchase; once a newer session has the page, the state does not tell.
          if (previous === "delivering")
            found.isUnconfirmed = /^(undelivered|superseded)$/.test(state);
        });
      found.options = options;
      // The name may be another one by now: that of the cart's next version.
      found.cart = cart;
      found.onEnd = (end) => ended(found, end);
      if (mine !== turn) return leave(found);
      current = found;
      unhear = found.klarna.on("statechange", ({ state }) => {
        if (state === "superseded" && !found.call && !found.isUnconfirmed)
          fail(klarnaError("SUPERSEDED", "a newer session has the page"));
      });
      if (found.call) return change({ status: "busy" });
      show();
    } catch (error) {
      // Whatever else failed, the session is the cart's still: another checkout may be paying with it.
      if (/** @type {any} */ (error)?.path === "clientToken") forget(cart);
      if (mine === turn) fail(error);
    }
  }

  function release() {
    clearTimeout(timer);
    unhear?.();
    if (current) leave(current);
    current = undefined;
    shown = null;
  }

  /** Loads Klarna's widget, if it is not there yet, or not with this order. */
  async function show() {
    clearTimeout(timer);
    const mine = current;
    const place = container;
    const { status } = read();
    if (!mine || mine.call || isLoading || status === "approved") return;
    // What is owed needs no widget, and is sent by an object that may not load one.
    if (!place || mine.isUnconfirmed) {
      if (status === "loading")
        announce({ status: "ready" }, mine.isUnconfirmed ? "undelivered" : "");
      return;
    }
    const asked = asText(options.order);
    if (asked === shown) return;
    shown = asked;
    isLoading = true;
    change({ status: "loading" });
    const { outcome, error } = await settled(mine.klarna.load(place, options.order));
    isLoading = false;
    if (mine === current && place === container) {
      if (isPassing(error)) {
        shown = null;
        timer = setTimeout(show, ORDER_DELAY_MS);
        return;
      }
      // Another order may fare better; the same one is loaded again when the shop asks.
      if (!outcome) return fail(error);
      const { status } = outcome;
      const wrong = status === "correction_required" && { outcome };
      announce({ status: status === "unavailable" ? status : "ready", error, ...wrong }, status);
    }
    show();
  }

  /** @param {PaymentsPurchase} mine @param {End} end of a call */
  function ended(mine, { outcome, error, order }) {
    const isHere = mine === current;
    if (error) {
      const { code } = error;
      const isGone = code === "ABORTED";
      if (isHere && (isGone || code === "WIDGET_REMOVED")) shown = null;
      const isOver = /^(SUPERSEDED|DISPOSED|INTERNAL|INVALID_CLIENT_TOKEN)$/.test(code);
      if (!isGone) fail(error, isOver && !isPassing(error) ? "failed" : "ready", mine);
      // The page went away while it ran, and came back.
      else if (isHere) change({ status: "ready" });
    } else if (outcome) {
      const { status } = outcome;
      const isLast = status === "approved" || status === "declined";
      if (isHere) announce({ status: isLast ? status : "ready", outcome }, status);
      // It stands until the order changes, which may be by now.
      if (isHere && status === "declined") shown = order;
      notify(mine.options.onOutcome, outcome);
    }
    if (!isHere || !turn) return;
    if (isOther()) renew();
    else if (/^(ready|declined)$/.test(read().status)) show();
  }

  /**
   * Calls Klarna within the task of the click.
   *
   * @param {(klarna: KlarnaPayments, signal: AbortSignal) => Promise<AuthorizationOutcome>} act
   * @returns {Promise<AuthorizationOutcome | undefined>}
   */
  async function call(act) {
    const mine = current;
    // Who hears of the end of a call is not to pay for another cart with its session.
    if (!mine || read().status !== "ready" || isOther()) return;
    clearTimeout(timer);
    const wasOwed = mine.isUnconfirmed;
    const order = asText(options.order);
    const running = new AbortController();
    /** The page came back from the browser's cache. @param {PageTransitionEvent} event */
    const back = ({ persisted }) => persisted && running.abort();
    addEventListener("pageshow", back);
    const answer = act(mine.klarna, running.signal);
    const giveFocus = rememberFocus();
    announce({ status: "busy", outcome: undefined, error: undefined });
    mine.call = settled(answer).then((end) => {
      removeEventListener("pageshow", back);
      mine.call = undefined;
      const { code, status, retryable } = end.error ?? {};
      // A refusal is plain where nothing was in doubt before; the package knows better.
      if (status && retryable === false) mine.isUnconfirmed = mine.isUnconfirmed && wasOwed;
      if (code === "INVALID_STATE") mine.isUnconfirmed = mine.klarna.state === "undelivered";
      if (end.outcome?.status === "approved") {
        mine.isUnconfirmed = false;
        forget(mine.cart);
      }
      mine.onEnd({ ...end, order });
      giveFocus();
      return end.outcome;
    });
    return mine.call;
  }

  const authorize = () =>
    call((klarna, signal) =>
      klarna.authorize({ autoFinalize: options.autoFinalize, signal }, options.order),
    );
  const finalize = () =>
    call((klarna, signal) => klarna.finalize({ order: options.order, signal }));
  const deliver = () =>
    call(async (klarna) => ({ status: "approved", delivery: await klarna.deliver() }));

  return {
    read,
    mayBuy: () => read().status === "ready",
    subscribe,
    ...lifetime(() => {
      renew();
      return () => {
        turn = undefined;
        release();
      };
    }),
    update: (given) => {
      // Frameworks change an object in its place, too.
      options = { ...given };
      prepareMessages(options.locale || options.order?.locale || "", options.messages);
      if (!turn) return;
      if (isOther()) {
        // What runs for another session is told to the one who wanted that.
        if (!current?.call) renew();
      } else {
        if (current) current.options = options;
        clearTimeout(timer);
        timer = setTimeout(show, ORDER_DELAY_MS);
      }
    },
    place: (element) => {
      // Vue says it with each rendering.
      if (element === container) return;
      container = element;
      shown = null;
      queueMicrotask(show);
    },
    actions: {
      buy: () => {
        const state = current?.klarna.state;
        if (current?.isUnconfirmed || (state === "undelivered" && !container)) return deliver();
        return state === "finalize_required" || !container ? finalize() : authorize();
      },
      authorize,
      finalize,
      deliver,
      retry: () => {
        if (read().status === "failed") renew();
      },
    },
  };
}

/** Whether another script had Klarna's SDK for a moment: the session has the page still. @param {KlarnaError | undefined} error */
const isPassing = (error) => error?.code === "SUPERSEDED" && error.retryable;

/**
 * What came of a promise, as a value.
 *
 * @template Outcome
 * @param {Promise<Outcome>} promise
 * @returns {Promise<{ outcome: Outcome, error?: undefined } | { outcome?: undefined, error: any }>}
 */
const settled = (promise) =>
  promise.then(
    (outcome) => ({ outcome }),
    (error) => ({ error }),
  );
