// A checkout with the Klarna Web SDK (v2), whatever it is drawn with.

import { asText, ORDER_DELAY_MS } from "./changes.js";
import { rememberFocus } from "./focus.js";
import { asKlarnaError, notify } from "./handlers.js";
import { lifetime } from "./lifetime.js";
import { leave, takeUp } from "./ongoing-purchases.js";
import { presenting, wishOf } from "./presenting.js";
import { createView } from "./view.js";
import { BUSY, beginPurchase, listen, runs } from "./web-sdk-purchase.js";

/** @import { InitiateOptions, loadKlarnaWebSdk, WebSdkState } from "../index.js" */
/** @import { WebSdkCheckout, WebSdkCheckoutOptions, WebSdkEnd, WebSdkView } from "./checkout.js" */
/** @import { WebSdkPurchase } from "./web-sdk-purchase.js" */

/**
 * @param {typeof loadKlarnaWebSdk} begin
 * @returns {WebSdkCheckout}
 */
export function webSdkCheckout(begin) {
  /** @type {ReturnType<typeof createView<WebSdkView>>} */
  const { read, subscribe, change, announce, prepareMessages } = createView();
  /** @type {WebSdkCheckoutOptions} */
  let options;
  /** @type {WebSdkPurchase | undefined} */
  let current;
  /** @type {{ wanted: string | undefined } | undefined} while it is mounted: the configuration that is wanted */
  let turn;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** Whether a click has begun. */
  let isBegun = false;
  /** @type {(() => void) | undefined} */
  let giveFocus;
  /** @type {(() => void)[]} */
  let unhear = [];

  /** Whose checkout it is, by what tells it from others. */
  const account = () => asText([options.clientId, options.partnerAccountId]);
  const configuration = () =>
    account() + asText([options.sdkToken, options.backend, options.locale]);
  /** What is paid, and how, in any language. What has no name is told by what Klarna is to present. */
  const key = () =>
    account() + asText(options.purchase ?? { ...wishOf(options), locale: undefined });

  /** Whether what was left is what is paid here; also what is owed and has no name, since shops empty the cart. @param {WebSdkPurchase} left */
  const isMine = (left) =>
    left.key === key() ||
    (left.isUnconfirmed &&
      left.account === account() &&
      !left.options.purchase &&
      !options.purchase);

  /** Whether the customer has accepted, and the shop's server has not decided. */
  const isAccepted = () => current?.klarna.state === "completed" && !current.isOfAnother;
  /** Whether nothing is to be paid any more: it is paid, or only the shop's server can tell. */
  const isOver = () => read().status === "approved" || isAccepted();

  const shown = presenting({
    options: () => options,
    current: () => current,
    isOver,
    read,
    change,
    announce,
    fail,
  });

  /** Whether an end that an earlier page began is another purchase's: of what is paid, the shop's server has to say that it is this one. @param {WebSdkEnd} end */
  function isOfAnother({ ofEarlierPage, status, body }) {
    const { purchase } = options;
    const { purchase: paid } = Object(body);
    const isOther = paid ? paid !== purchase : /^(approved|completed|pending)$/.test(status);
    return Boolean(ofEarlierPage && purchase && isOther);
  }

  /** @param {WebSdkPurchase} mine @param {WebSdkEnd} end */
  function ended(mine, end) {
    const { status, error } = end;
    const { klarna, options: wanted } = mine;
    const { status: before } = read();
    if (error) notify(wanted.onError, error);
    else notify(wanted.onOutcome, end);
    // Another purchase is this checkout's by now, or a newer click has taken the place of the one that this is the end of.
    if (mine !== current || mine.call || BUSY.test(klarna.state)) return;
    // What is paid stays so, whatever another click is told.
    if (before === "approved") return;
    if (isOfAnother(end)) {
      mine.isOfAnother = true;
      mine.isUnconfirmed = false;
      announce({ status: "loading" });
      shown.end();
      return goOn();
    }
    // The WebAssembly trapped.
    const isGone = error?.code === "INTERNAL";
    if (isGone) release();
    // Only the shop's server can tell: nobody is to pay in another way.
    const isUnanswered = status === "failed" && isAccepted();
    const isOff = /^(declined|dismissed|failed)$/.test(status);
    const isPaid = status === "approved" || (isAccepted() && !isOff);
    const rest = before === "busy" ? "ready" : before;
    const left = status === "declined" ? status : isGone || isUnanswered ? "failed" : rest;
    // A click is refused where the purchase of that name is paid.
    const isPending = status === "completed" || error?.code === "INVALID_STATE";
    announce(
      { status: isPaid ? "approved" : left, outcome: end, error },
      isUnanswered ? "undelivered" : isPending ? "pending" : status,
    );
    giveFocus?.();
    if (left === "declined") shown.rest();
    // Klarna may not want to be shown any more.
    else if (left === "ready") shown.draw();
    goOn();
  }

  /** @param {unknown} thrown */
  function fail(thrown) {
    const error = asKlarnaError(thrown);
    announce({ status: "failed", error }, "failed");
    notify(options.onError, error);
  }

  /** Draws what goes on with a purchase while it is this checkout's. @param {WebSdkState} state @param {WebSdkState} previous */
  function hear(state, previous) {
    if (BUSY.test(state)) {
      if (!BUSY.test(previous)) giveFocus = rememberFocus();
      isBegun = true;
      announce({ status: "busy", outcome: undefined, error: undefined });
    } else if (state === "completed") announce({ status: "busy" }, "pending");
    else if (state === "ready" && read().status === "busy" && !current?.call)
      announce({ status: "ready" });
  }

  async function renew() {
    release();
    /** @type {NonNullable<typeof turn>} */
    const mine = { wanted: configuration() };
    turn = mine;
    announce({ status: "loading", outcome: undefined, error: undefined });
    // A checkout that is taken out in this task leaves behind what goes on after it.
    await undefined;
    if (mine !== turn) return;
    try {
      // The object would keep the name also when the purchase has it no more; what it presents has it.
      const given = { ...options, purchase: undefined };
      const left = takeUp(isMine);
      /** @type {WebSdkPurchase} */
      const found = left ?? (await beginPurchase(configuration(), given, options.load ?? begin));
      const { klarna } = found;
      found.onEnd = (end) => ended(found, end);
      if (mine !== turn) return leave(found);
      current = found;
      // What was left may have been begun with another configuration: that is wanted once nothing goes on.
      mine.wanted = found.configuration;
      book(found);
      unhear = [
        klarna.on("statechange", ({ state, previous }) => hear(state, previous)),
        klarna.on("presentationupdate", shown.draw),
      ];
      // The customer of the one before may be at Klarna still.
      hear(klarna.state, klarna.state);
      if (!left) listen(found);
      if (found.isUnconfirmed && !found.call) found.askServer?.();
      shown.ask();
    } catch (error) {
      if (mine === turn) fail(error);
    }
  }

  function release() {
    clearTimeout(timer);
    for (const end of unhear) end();
    shown.end();
    if (current) leave(current);
    current = undefined;
    unhear = [];
  }

  /** The purchase is of what is wanted by now, and the one who wants it is told. @param {WebSdkPurchase} mine */
  function book(mine) {
    mine.key = key();
    mine.account = account();
    mine.options = options;
    mine.backend = options.backend;
  }

  /** Goes on with what is wanted by now. @param {number} [waitMs] */
  function goOn(waitMs) {
    clearTimeout(timer);
    // The end of a click comes first.
    if (!turn || read().status === "busy") return;
    const isPaid = read().status === "approved";
    // After a payment shops empty the cart: only a name says that there is another purchase.
    if (isPaid && (options.purchase ? current?.key === key() : current?.account === account()))
      return;
    if (!isPaid && current?.isUnconfirmed && current.account === account()) return;
    if (isPaid || turn.wanted !== configuration()) return void renew();
    if (current && !isOver()) book(current);
    // What is taken back, nobody is to pay for meanwhile.
    if (waitMs && !shown.isLess()) timer = setTimeout(shown.ask, waitMs);
    else shown.ask();
  }

  /**
   * Also while the customer is at Klarna: the end of a journey may go unreported, and another click begins anew. Not under another
   * configuration than that of who hears of the end.
   */
  const mayBuy = () =>
    (read().status === "ready" || current?.klarna.state === "in_journey") &&
    turn?.wanted === configuration();

  /** @param {InitiateOptions} [given] */
  const initiate = async (given) => {
    const mine = current;
    if (!mine || !mayBuy()) return;
    const { purchase } = options;
    isBegun = false;
    // The purchase as it is by now, though Klarna may not present it yet.
    const request = mine.klarna.initiate({ purchase, ...given });
    const isRefused = !isBegun;
    runs(
      mine,
      request.then(
        () => undefined,
        (error) => (isRefused ? { status: "failed", error } : undefined),
      ),
    );
    return request.catch(() => undefined);
  };

  return {
    read,
    mayBuy,
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
      prepareMessages(options.locale || "", options.messages);
      // Of what goes on for another purchase, the one who wanted that is told.
      if (current?.key === key()) book(current);
      if (current?.account === account()) current.backend = options.backend;
      shown.keepUp();
      goOn(ORDER_DELAY_MS);
    },
    place: shown.place,
    actions: {
      buy: () => initiate(),
      initiate,
      retry: () => {
        if (read().status !== "failed") return;
        if (!isAccepted()) return void renew();
        current?.askServer?.();
        announce({ status: "busy" }, "pending");
      },
    },
  };
}
