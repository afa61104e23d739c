// A checkout with Klarna Payments (v1), whatever it is drawn with.

import { forget, tokenOf } from "./carts.js";
import { afterChanges, asText } from "./changes.js";
import { rememberFocus } from "./focus.js";
import { asKlarnaError, notify } from "./handlers.js";
import { lifetime } from "./lifetime.js";
import { leave, takeUp } from "./ongoing-purchases.js";
import { callKlarna, isBusy, isPassing, paymentsPurchase, settled } from "./payments-purchase.js";
import { createPlace } from "./place.js";
import { createView } from "./view.js";

/** @import { AuthorizationOutcome, KlarnaError, KlarnaPayments, LoadOutcome, loadKlarnaPayments } from "../index.js" */
/** @import { PaymentsCheckout, PaymentsCheckoutOptions, PaymentsView } from "./checkout.js" */
/** @import { End, PaymentsPurchase } from "./payments-purchase.js" */

/**
 * What a checkout has of the session that is `wanted`: it is asked for, or could not begin; or it has begun, and Klarna's widget is
 * there with an order, or is loading with one. Without an order it has to be loaded, or loaded again.
 *
 * @typedef {{ kind: "unmounted", wanted?: undefined, purchase?: undefined }
 *   | { kind: "beginning", wanted: string, purchase?: undefined }
 *   | Begun} State
 */
/** @typedef {{ kind: "begun" | "loading", wanted: string, purchase: PaymentsPurchase, order?: string | undefined }} Begun */

/** Errors after which another call for the same purchase comes to nothing. */
const FINAL = /^(SUPERSEDED|DISPOSED|INTERNAL|INVALID_CLIENT_TOKEN)$/;

/**
 * Whether the shop's server has told the session of another cart than the page shows: each click would be refused, until it is asked
 * for this one's.
 *
 * @param {any} error
 */
const isOfAnotherCart = (error) => error.body?.error?.code === "order_mismatch";

/**
 * @param {typeof loadKlarnaPayments} load
 * @returns {PaymentsCheckout}
 */
export function paymentsCheckout(load) {
  /** @type {ReturnType<typeof createView<PaymentsView>>} */
  const { read, subscribe, change, announce, prepareMessages } = createView();
  /** @type {PaymentsCheckoutOptions} */
  let options;
  /** Where Klarna's widget goes. */
  const { read: container, place } = createPlace(() => {
    discard();
    show();
  });
  /** @type {State} */
  let state = { kind: "unmounted" };
  const changes = afterChanges(() => show());

  /** The session and where its token goes, by what tells them from others. */
  const session = () => asText([options.clientToken, options.cart, options.backend]);

  /** Whether another session is wanted. After a payment shops empty the cart: without a name that is none. */
  function isOther() {
    const { clientToken, cart } = options;
    const isNone = !(typeof clientToken === "function" ? cart : clientToken);
    return state.wanted !== session() && !(isNone && read().status === "approved");
  }

  /** Asks for the session that is wanted, and leaves the one before. */
  async function begin() {
    /** @type {State & { kind: "beginning" }} */
    const beginning = { kind: "beginning", wanted: session() };
    leaveFor(beginning);
    announce({ status: "loading", outcome: undefined, error: undefined });
    const { cart } = options;
    const backend = asText(options.backend);
    try {
      const clientToken = await tokenOf(options.clientToken, cart);
      if (state !== beginning) return;
      const key = JSON.stringify([clientToken, options.paymentMethodCategory, options.instanceId]);
      const isOfSession = (/** @type {PaymentsPurchase} */ left) => left.key === key;
      let purchase = takeUp(isOfSession);
      if (purchase && purchase.configuration !== backend) {
        leave(purchase);
        // What comes of it is that page's; afterwards the session may be another one.
        if (isBusy(purchase)) {
          // Nor does it end where Klarna is silent about it: another call may take its place.
          purchase.onStatus = () => {
            if (state === beginning) begin();
          };
          await purchase.call;
          if (state === beginning) begin();
          return;
        }
        purchase = undefined;
      }
      if (!purchase) {
        const klarna = await (options.load ?? load)({ ...options, clientToken });
        purchase = paymentsPurchase(key, backend, klarna);
        // A token that another backend was sent, and may not have, goes on to this one.
        takeUp((left) => isOfSession(left) && !isBusy(left))?.klarna.dispose();
        purchase.isUnconfirmed = klarna.state === "undelivered";
      }
      purchase.options = options;
      // Its name may be another one by now: that of the cart's next version.
      purchase.cart = cart;
      purchase.onEnd = (end) => ended(purchase, end);
      purchase.onStatus = (status) => {
        if (purchase !== state.purchase) return;
        if (status === "ready" && isOther()) begin();
        else drawCall(status);
      };
      if (state !== beginning) return leave(purchase);
      state = { ...beginning, kind: "begun", purchase };
    } catch (error) {
      // Whatever else failed, the session is the cart's still: another checkout may be paying with it.
      if (/** @type {any} */ (error)?.path === "clientToken") forget(cart);
      if (state === beginning) fail(error);
      return;
    }
    const { purchase } = state;
    if (purchase.call) change({ status: isBusy(purchase) ? "busy" : "ready" });
    else show();
  }

  /** @param {State} next after the purchase, which is left */
  function leaveFor(next) {
    changes.stop();
    if (state.purchase) leave(state.purchase);
    state = next;
  }

  /** Shows Klarna's widget with the order as it is by now, where there is a place for it. */
  function show() {
    changes.stop();
    const { purchase } = state;
    const { status } = read();
    if (!purchase || purchase.call || state.kind === "loading" || status === "approved") return;
    // What is unconfirmed needs no widget, and is sent by an object that may not load one.
    const element = container();
    if (element && !purchase.isUnconfirmed) loadInto(element, state);
    else if (status === "loading")
      announce({ status: "ready" }, purchase.isUnconfirmed ? "undelivered" : "");
  }

  /** @param {HTMLElement} element @param {Begun} begun */
  async function loadInto(element, begun) {
    const data = options.order;
    const order = asText(data);
    if (begun.order === order) return;
    /** @type {Begun} */
    const loading = { ...begun, kind: "loading", order };
    state = loading;
    change({ status: "loading" });
    const { outcome, error } = await settled(begun.purchase.klarna.load(element, data));
    // The purchase was left.
    if (state !== loading) return;
    state = { ...loading, kind: "begun" };
    // What comes of a token that came meanwhile is drawn; afterwards a widget that is not there is loaded again.
    if (begun.purchase.call) {
      if (outcome?.status !== "shown") discard();
      return;
    }
    // Nothing of it counts where the widget has another place by now.
    if (!loading.order) return show();
    if (isPassing(error)) {
      discard();
      return showSoon();
    }
    // Another order may fare better; the same one is loaded again when the shop asks.
    if (!outcome) return fail(error);
    drawLoaded(outcome);
    // The order may be another one by now.
    show();
  }

  /** @param {LoadOutcome} outcome */
  function drawLoaded(outcome) {
    const { status } = outcome;
    const wrong = status === "correction_required" && { outcome };
    const left = status === "unavailable" ? status : "ready";
    announce({ status: left, error: undefined, ...wrong }, status);
  }

  /** Shows a changed order once the customer changes nothing more. */
  const showSoon = () => changes.wait(options.order);

  /** The widget is not where it was, or not there any more. */
  function discard() {
    if (state.purchase) state.order = undefined;
  }

  /** @param {unknown} thrown @param {PaymentsView["status"]} [status] @param {PaymentsPurchase} [purchase] */
  function fail(thrown, status = "failed", purchase = state.purchase) {
    const error = asKlarnaError(thrown);
    if (error.code === "INVALID_CLIENT_TOKEN" || isOfAnotherCart(error)) forget(purchase?.cart);
    // Another one may be drawn by now.
    if (purchase === state.purchase)
      announce({ status, error }, purchase?.isUnconfirmed ? "undelivered" : "failed");
    notify((purchase?.options ?? options).onError, error);
  }

  /** @param {PaymentsPurchase} purchase this checkout's, or one that it has left @param {End} end */
  function ended(purchase, { outcome, error }) {
    if (error) callFailed(purchase, error);
    else if (outcome) {
      if (purchase === state.purchase) drawEnd(outcome);
      notify(purchase.options.onOutcome, outcome);
    }
    if (purchase !== state.purchase) return;
    if (isOther()) begin();
    else if (read().status !== "failed") show();
  }

  /** @param {PaymentsPurchase} purchase @param {KlarnaError} error */
  function callFailed(purchase, error) {
    const { code } = error;
    const isHere = purchase === state.purchase;
    // The page went away while it ran, and came back.
    const isAborted = code === "ABORTED";
    if (isHere && (isAborted || code === "WIDGET_REMOVED")) discard();
    const isFinal = FINAL.test(code) ? !isPassing(error) : isOfAnotherCart(error);
    if (!isAborted) fail(error, isFinal ? "failed" : "ready", purchase);
    else if (isHere) change({ status: "ready" });
  }

  /** A call runs, of which nothing has come yet. @param {PaymentsView["status"]} status */
  const drawCall = (status) => announce({ status, outcome: undefined, error: undefined });

  /** @param {AuthorizationOutcome} outcome */
  function drawEnd(outcome) {
    const { status } = outcome;
    const isLast = status === "approved" || status === "declined";
    announce({ status: isLast ? status : "ready", outcome }, status);
    // It stands until the order is another one than that, which it may be by now.
    if (status === "declined" && state.purchase) state.order = state.purchase.order;
  }

  /**
   * Calls Klarna within the task of the click.
   *
   * @param {(klarna: KlarnaPayments, signal: AbortSignal) => Promise<AuthorizationOutcome>} act
   * @returns {Promise<AuthorizationOutcome | undefined>}
   */
  async function call(act) {
    const { purchase } = state;
    // Who hears of the end of a call is not to pay for another cart with its session.
    if (!purchase || read().status !== "ready" || isOther()) return;
    changes.stop();
    purchase.order = asText(options.order);
    const answer = callKlarna(purchase, act);
    const giveFocus = rememberFocus();
    drawCall("busy");
    return answer.finally(giveFocus);
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
      begin();
      return () => leaveFor({ kind: "unmounted" });
    }),
    update: (given) => {
      // Frameworks change an object in its place, too.
      options = { ...given };
      prepareMessages(options.locale || options.order?.locale || "", options.messages);
      const { kind, purchase } = state;
      if (kind === "unmounted") return;
      if (!isOther()) {
        if (purchase) purchase.options = options;
        showSoon();
        // What runs for another session is told to the one who wanted that.
      } else if (!purchase || !isBusy(purchase)) begin();
    },
    place,
    actions: {
      buy: () => {
        const { purchase } = state;
        const klarnaState = purchase?.klarna.state;
        const isFinalizing = klarnaState === "finalize_required" || klarnaState === "finalizing";
        if (purchase?.isUnconfirmed || (klarnaState === "undelivered" && !container()))
          return deliver();
        return isFinalizing || !container() ? finalize() : authorize();
      },
      authorize,
      finalize,
      deliver,
      retry: () => {
        if (state.kind !== "unmounted" && read().status === "failed") begin();
      },
    },
  };
}
