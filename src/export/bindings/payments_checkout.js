// A checkout with Klarna Payments (v1), whatever it is drawn with.

import { klarnaError } from "../klarna_error.js";
import { forget, tokenOf } from "./carts.js";
import { leftBehind } from "./left_behind.js";
import { asKlarnaError, focusKept, living, notify, onReturn, SETTLED, viewed } from "./view.js";

/** @import { AuthorizationOutcome, KlarnaError, KlarnaPayments } from "../index.js" */
/** @import { Messages, PaymentsCheckout, PaymentsCheckoutOptions, PaymentsView } from "./checkout.js" */
/** @import { Desk } from "./left_behind.js" */

/** @typedef {{ outcome?: AuthorizationOutcome, error?: KlarnaError }} End what came of a call */

/** @type {ReturnType<typeof leftBehind<KlarnaPayments, End>>} */
const left = leftBehind([
  "authorizing",
  "reauthorizing",
  "finalizing",
  "delivering",
  "undelivered",
]);

/** What is said of an outcome. @type {Partial<Record<AuthorizationOutcome["status"], keyof Messages>>} */
const SAID = {
  approved: "approved",
  correction_required: "correct",
  declined: "declined",
  dismissed: "dismissed",
};

const superseded = () => klarnaError("SUPERSEDED", "a newer session has the page");

/** @returns {PaymentsCheckout} */
export function paymentsCheckout() {
  const { read, subscribe, tell, speak, say } = viewed(
    /** @type {PaymentsView} */ ({
      status: "loading",
      message: "",
      outcome: undefined,
      error: undefined,
    }),
  );
  /** @type {PaymentsCheckoutOptions} */
  let options;
  /** @type {Desk<KlarnaPayments, End> | undefined} */
  let desk;
  /** The session that is wanted, as its token or its cart, and the name of the one that is there. */
  let wanted = "";
  let name = "";
  /** @type {HTMLElement | null} */
  let container = null;
  /** What Klarna's widget shows, and where. */
  let shown = { container: /** @type {HTMLElement | null} */ (null), order: "" };
  let isLoading = false;
  let unhear = () => {};
  let isAlive = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {AbortController | undefined} */
  let running;

  /** The session and where its token goes, by what tells them from others. */
  const session = () => JSON.stringify([options.clientToken, options.cart, options.backend]);
  const order = () => JSON.stringify(options.order) ?? "";

  /** @param {unknown} thrown @param {PaymentsView["status"]} status */
  function fail(thrown, status) {
    const error = asKlarnaError(thrown);
    const message = desk?.klarna.state === "undelivered" ? "undelivered" : "failed";
    say({ status, error }, message, options.messages);
    notify(options.onError, error);
  }

  /** Asks for the session that is wanted, and lets go of the one before. */
  async function renew() {
    release();
    wanted = session();
    const mine = wanted;
    const isMine = () => isAlive && mine === wanted;
    say({ status: "loading", outcome: undefined, error: undefined });
    const {
      cart,
      order: _,
      autoFinalize,
      locale,
      messages,
      load,
      onOutcome,
      onError,
      ...rest
    } = options;
    try {
      const clientToken = await tokenOf(rest.clientToken, cart);
      if (!isMine()) return;
      const { paymentMethodCategory, instanceId } = rest;
      const mineName = JSON.stringify([clientToken, paymentMethodCategory, instanceId]);
      const before = left.take(mineName);
      const start = load ?? (await import("../payments.js")).loadKlarnaPayments;
      const klarna = before?.klarna ?? (await start({ ...rest, clientToken }));
      const taken = before ?? { klarna, cart, ended };
      taken.ended = ended;
      if (!isMine()) return left.leave(mineName, taken);
      name = mineName;
      desk = taken;
      unhear = klarna.on("statechange", ({ state }) => {
        if (state === "superseded" && !taken.going) fail(superseded(), "failed");
      });
      if (taken.going) return tell({ status: "busy" });
      tell({ status: container ? "loading" : "ready" });
      show();
    } catch (error) {
      forget(cart);
      if (isMine()) fail(error, "failed");
    }
  }

  function release() {
    clearTimeout(timer);
    unhear();
    if (desk) left.leave(name, desk);
    desk = undefined;
    shown = { container: null, order: "" };
  }

  /** Loads Klarna's widget, if it is not there yet, or not with this order. */
  async function show() {
    clearTimeout(timer);
    const now = { container, order: order() };
    const mine = desk;
    if (!mine || mine.going || isLoading || !container || read().status === "approved") return;
    if (now.container === shown.container && now.order === shown.order) return;
    shown = now;
    isLoading = true;
    tell({ status: "loading" });
    try {
      const outcome = await mine.klarna.load(container, options.order);
      isLoading = false;
      if (mine !== desk || now.container !== container) return void show();
      if (outcome.status === "unavailable")
        say({ status: outcome.status }, outcome.status, options.messages);
      else {
        const isWrong = outcome.status === "correction_required";
        say(
          { status: "ready", error: undefined },
          isWrong ? "correct" : undefined,
          options.messages,
        );
        if (isWrong) tell({ outcome });
      }
      void show();
    } catch (error) {
      isLoading = false;
      if (mine !== desk || now.container !== container) return void show();
      shown = { container: null, order: "" };
      fail(error, "failed");
    }
  }

  /** @param {End} end of a call */
  function ended({ outcome, error }) {
    running = undefined;
    if (error) {
      // The page went away while it ran, and came back.
      if (error.code === "ABORTED") tell({ status: "ready" });
      else fail(error, "ready");
      if (error.code === "WIDGET_REMOVED" || error.code === "ABORTED")
        shown = { container: null, order: "" };
      if (error.code === "SUPERSEDED" || error.code === "DISPOSED") tell({ status: "failed" });
    } else if (outcome) {
      const { status } = outcome;
      if (status === "approved" || status === "declined") {
        say({ status, outcome }, status, options.messages);
      } else say({ status: "ready", outcome }, SAID[status], options.messages);
      notify(options.onOutcome, outcome);
    }
    if (!isAlive) return;
    if (wanted !== session()) void renew();
    else if (read().status === "ready") void show();
  }

  /**
   * Calls Klarna within the task of the click.
   *
   * @param {(klarna: KlarnaPayments, signal: AbortSignal) => Promise<AuthorizationOutcome>} act
   * @returns {Promise<AuthorizationOutcome | undefined>}
   */
  function call(act) {
    const mine = desk;
    if (!mine || read().status !== "ready") return Promise.resolve(undefined);
    clearTimeout(timer);
    running = new AbortController();
    const answer = act(mine.klarna, running.signal);
    const giveFocus = focusKept();
    say({ status: "busy", outcome: undefined, error: undefined });
    /** @param {End} end */
    const settle = (end) => {
      mine.going = undefined;
      if (end.outcome?.status === "approved") forget(mine.cart);
      mine.ended(end);
      giveFocus();
      return end.outcome;
    };
    const going = answer.then(
      (outcome) => settle({ outcome }),
      (error) => settle({ error }),
    );
    mine.going = going;
    return going;
  }

  const authorize = () =>
    call((klarna, signal) =>
      klarna.authorize({ autoFinalize: options.autoFinalize, signal }, options.order),
    );
  const finalize = () =>
    call((klarna, signal) => klarna.finalize({ order: options.order, signal }));
  const deliver = () =>
    call(async (klarna) => ({ status: "approved", delivery: await klarna.deliver() }));

  const { start, stop } = living(() => {
    isAlive = true;
    void renew();
    const end = onReturn(() => running?.abort());
    return () => {
      isAlive = false;
      end();
      wanted = "";
      release();
    };
  });

  return {
    read,
    subscribe,
    start,
    stop,
    update: (given) => {
      if (given.locale !== options?.locale || !options)
        if (typeof document !== "undefined")
          speak(given.locale || given.order?.locale || undefined);
      options = given;
      if (!isAlive) return;
      if (wanted !== session()) {
        if (!desk?.going) void renew();
      } else if (desk && order() !== shown.order) {
        clearTimeout(timer);
        timer = setTimeout(show, SETTLED);
      }
    },
    place: (element) => {
      // Vue says it with each rendering.
      if (element === container) return;
      container = element;
      if (!element) shown = { container: null, order: "" };
      queueMicrotask(show);
    },
    buy: () => {
      const state = desk?.klarna.state;
      if (state === "undelivered") return deliver();
      return state === "finalize_required" || !container ? finalize() : authorize();
    },
    authorize,
    finalize,
    deliver,
    retry: () => {
      if (read().status === "failed") void renew();
    },
  };
}
