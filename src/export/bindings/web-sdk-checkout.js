// A checkout with the Klarna Web SDK (v2), whatever it is drawn with.

import { asText } from "./changes.js";
import { rememberFocus } from "./focus.js";
import { asKlarnaError, notify } from "./handlers.js";
import { lifetime } from "./lifetime.js";
import { leave, takeUp } from "./ongoing-purchases.js";
import { owe, takeOver } from "./owed.js";
import { presenting, wishOf } from "./presenting.js";
import { createView } from "./view.js";
import { BUSY, beginPurchase, initiate, listen, tell } from "./web-sdk-purchase.js";

/** @import { InitiateOptions, loadKlarnaWebSdk, WebSdkState } from "../index.js" */
/** @import { WebSdkCheckout, WebSdkCheckoutOptions, WebSdkEnd, WebSdkView } from "./checkout.js" */
/** @import { Owed } from "./owed.js" */
/** @import { WebSdkPurchase } from "./web-sdk-purchase.js" */

/**
 * What a checkout has of the configuration that is `wanted`: it is loaded, or could not be; or a purchase with it has begun.
 *
 * @typedef {{ kind: "unmounted", wanted?: undefined, purchase?: undefined }
 *   | { kind: "beginning", wanted: string | undefined, purchase?: undefined }
 *   | { kind: "begun", wanted: string | undefined, purchase: WebSdkPurchase, unhear: (() => void)[] }} State
 */

/**
 * @param {typeof loadKlarnaWebSdk} load
 * @returns {WebSdkCheckout}
 */
export function webSdkCheckout(load) {
  /** @type {ReturnType<typeof createView<WebSdkView>>} */
  const { read, subscribe, change, announce, prepareMessages } = createView();
  /** @type {WebSdkCheckoutOptions} */
  let options;
  /** @type {State} */
  let state = { kind: "unmounted" };
  /** Of the click that goes on. @type {(() => void) | undefined} */
  let giveFocus;

  /** Whose checkout it is, by what tells it from others. */
  const account = (of = options) => asText([of.clientId, of.partnerAccountId]);
  /** That, and where the purchase goes. */
  const seller = () => account() + asText(options.backend);
  const configuration = () => seller() + asText([options.sdkToken, options.locale]);
  /** What is paid, and how, in any language. What has no name is told by what Klarna is to present. */
  const key = (of = options) =>
    account(of) + asText(of.purchase ?? { ...wishOf(of), locale: undefined });

  /** Whether what was left is what is paid here; also what is owed and has no name, since shops empty the cart. @param {Omit<Owed, "doubts">} left */
  const isMine = (left) =>
    left.key === key() ||
    (left.isUnconfirmed &&
      left.account === account() &&
      !left.options.purchase &&
      !options.purchase);

  /** Whether the customer has accepted what is wanted: it is paid, or the shop's server has not decided. */
  const isAccepted = () =>
    state.purchase?.isUnconfirmed ||
    (state.purchase?.klarna.state === "completed" && !state.purchase.isStateStale);
  /** Whether nothing is to be paid any more: it is paid, or only the shop's server can tell. */
  const isOver = () => read().status === "approved" || isAccepted();

  const shown = presenting({
    options: () => options,
    current: () => state.purchase,
    present: (given) => {
      const { purchase } = state;
      if (!purchase || isOver() || read().status === "busy") return;
      // More may have changed since Klarna was asked.
      if (purchase.options.purchase !== given.purchase)
        book(purchase, key(given) === key() ? options : given);
    },
    isOver,
    read,
    change,
    announce,
    fail,
  });

  /**
   * First whose end it is, and the shop is told; then what is drawn: nothing for a purchase that was left or a click that goes on,
   * nor over what is paid, nor while another payment request may pay.
   *
   * @param {WebSdkPurchase} purchase this checkout's, or one that it has left
   * @param {WebSdkEnd} end
   */
  function ended(purchase, end) {
    const { paymentRequestId = "", body } = end;
    const said = nameIn(body);
    // The server names what this checkout now sells: the end is this checkout's.
    if (purchase === state.purchase && said && said === options.purchase) book(purchase);
    const { doubts, klarna, options: booked, requests } = purchase;
    const request = requests.get(paymentRequestId) ?? purchase;
    // The shop's server has to name another one, or this page has asked for it: else it is this one.
    const paid = said && said !== request.clickedName ? said : request.options.purchase;
    const isOfAnother = Boolean(paid && booked.purchase && paid !== booked.purchase);
    const doubt = doubts.get(paymentRequestId);
    if (isOfAnother && doubt) {
      doubts.delete(paymentRequestId);
      owe({
        key: purchase.account + asText(paid),
        account: purchase.account,
        options: { ...booked, purchase: paid },
        doubts: new Map([[paymentRequestId, doubt]]),
      });
    }
    tell(isOfAnother ? request : purchase, end);
    // A newer click may have taken the place of the one that this is the end of.
    if (purchase !== state.purchase || BUSY.test(klarna.state)) return;
    const isNothing = isOfAnother || /^(declined|dismissed)$/.test(end.status);
    // Klarna's object may let the customer click again, though another payment request pays, or may pay.
    if (isNothing && (purchase.isUnconfirmed || read().status === "approved")) shown.forget();
    // What is paid stays so, whatever another click is told.
    if (read().status === "approved" && (isOfAnother || end.status !== "approved")) return;
    if (isNothing) {
      // Another payment request may pay: what became of it is still to be told, or shown already.
      if (purchase.isUnconfirmed) return;
      // Klarna's object may stay completed, if this was not its newest click.
      purchase.isStateStale = true;
    }
    if (isOfAnother) {
      announce({ status: "loading" });
      shown.forget();
    } else draw(end);
    goOn();
  }

  /** @param {WebSdkEnd} end */
  function draw(end) {
    const { error } = end;
    const wasAccepted = isAccepted();
    // The WebAssembly trapped.
    if (state.purchase && error?.code === "INTERNAL")
      leaveFor({ kind: "beginning", wanted: state.wanted });
    const [status, message] = afterwards(end, read().status, wasAccepted);
    announce({ status, outcome: end, error }, message);
    giveFocus?.();
    if (status === "declined") shown.rest();
    // Klarna may not want to be shown any more.
    else if (status === "ready") shown.draw();
  }

  /** @param {unknown} thrown */
  function fail(thrown) {
    const error = asKlarnaError(thrown);
    announce({ status: "failed", error }, "failed");
    notify(options.onError, error);
  }

  /** Draws what goes on with the purchase. @param {WebSdkState} now @param {WebSdkState} previous */
  function hear(now, previous) {
    if (BUSY.test(now)) {
      if (!BUSY.test(previous)) giveFocus = rememberFocus();
      announce({ status: "busy", outcome: undefined, error: undefined });
    } else if (now === "completed" && read().status !== "approved")
      announce({ status: "busy" }, "pending");
    else if (now === "ready" && read().status === "busy" && !state.purchase?.call)
      announce({ status: "ready" });
  }

  /** Begins with the configuration that is wanted, and leaves the purchase before. */
  async function begin() {
    /** @type {State} */
    let mine = { kind: "beginning", wanted: configuration() };
    leaveFor(mine);
    announce({ status: "loading", outcome: undefined, error: undefined });
    // A checkout that is taken out in this same task leaves its purchase behind first, and this one takes it up.
    await undefined;
    if (state !== mine) return;
    try {
      // The object would keep the name when the purchase has none any more: it is given with what is presented.
      const given = { ...options, purchase: undefined };
      const left = takeUp((/** @type {WebSdkPurchase} */ left) => isMine(left));
      /** @type {WebSdkPurchase} */
      const purchase =
        left ?? (await beginPurchase(configuration(), seller(), given, options.load ?? load));
      const { klarna } = purchase;
      purchase.onEnd = (end) => ended(purchase, end);
      if (state !== mine) return leave(purchase);
      const unhear = [
        klarna.on("statechange", ({ state, previous }) => hear(state, previous)),
        klarna.on("presentationupdate", shown.draw),
      ];
      // What was left may have been begun with another configuration: that is wanted once nothing goes on.
      mine = { kind: "begun", wanted: purchase.configuration, purchase, unhear };
      state = mine;
      book(purchase);
      // The customer of the one before may be at Klarna still.
      hear(klarna.state, klarna.state);
      takeOver(purchase, isMine);
      if (!left) listen(purchase);
      purchase.askServer?.();
      shown.ask();
    } catch (error) {
      if (state === mine) fail(error);
    }
  }

  /** @param {State} next after the purchase, which is left */
  function leaveFor(next) {
    if (state.purchase) {
      for (const end of state.unhear) end();
      shown.forget();
      leave(state.purchase);
    }
    state = next;
  }

  /** The purchase is of what is wanted by now, and the one who wants it is told. @param {WebSdkPurchase} purchase */
  function book(purchase, of = options) {
    if (purchase.key !== key(of)) purchase.clickedName = undefined;
    purchase.key = key(of);
    purchase.account = account(of);
    purchase.options = of;
    purchase.backend = of.backend;
  }

  /** Goes on with what is wanted by now. @param {boolean} [isChanged] whether more may change */
  function goOn(isChanged) {
    const { purchase } = state;
    const { status } = read();
    // The end of a click comes first.
    if (state.kind === "unmounted" || status === "busy") return;
    const isSameAccount = purchase?.account === account();
    if (status === "approved") {
      // After a payment shops empty the cart: only a name says that there is another purchase.
      if (options.purchase ? purchase?.key !== key() : !isSameAccount) begin();
    } else if (purchase?.isUnconfirmed && isSameAccount) return;
    else if (state.wanted !== configuration()) begin();
    else {
      if (purchase && !isOver()) {
        if (!shown.paysAnother()) book(purchase);
        takeOver(purchase, isMine);
      }
      if (purchase?.isUnconfirmed) {
        book(purchase);
        shown.forget();
        announce({ status: "busy" }, "pending");
        purchase.askServer?.();
      } else if (isChanged) shown.askSoon();
      else shown.ask();
    }
  }

  /**
   * Also while the customer is at Klarna: the end of a journey may go unreported, and another click begins anew. Not while
   * another account or backend is wanted: the handlers of that one would hear of this click's end.
   */
  const mayBuy = () =>
    (read().status === "ready" || state.purchase?.klarna.state === "in_journey") &&
    state.purchase?.seller === seller();

  /** @param {InitiateOptions} [given] */
  const click = async (given) => {
    const { purchase } = state;
    if (!purchase || !mayBuy()) return;
    // The purchase as it is by now, though Klarna may not present it yet.
    const request = initiate(purchase, { purchase: options.purchase, ...given });
    if (purchase.isBegun) {
      // The end of the click before was told to the one who wanted that.
      book(purchase);
      purchase.clickedName = given?.purchase;
    }
    return request;
  };

  return {
    read,
    mayBuy,
    subscribe,
    ...lifetime(() => {
      begin();
      return () => leaveFor({ kind: "unmounted" });
    }),
    update: (given) => {
      const could = mayBuy();
      // Frameworks change an object in its place, too.
      options = { ...given };
      prepareMessages(options.locale || "", options.messages);
      const { purchase } = state;
      // Of what goes on for another purchase, the one who wanted that is told.
      if (purchase?.key === key()) book(purchase);
      if (purchase?.account === account()) purchase.backend = options.backend;
      shown.keepUp();
      goOn(true);
      if (could !== mayBuy()) change({});
    },
    place: shown.place,
    actions: {
      buy: () => click(),
      initiate: click,
      retry: () => {
        if (state.kind === "unmounted" || read().status !== "failed") return;
        if (!isAccepted()) return void begin();
        state.purchase?.askServer?.();
        announce({ status: "busy" }, "pending");
      },
    },
  };
}

/**
 * The name of what is paid, as the shop's server says it: a number is one, too; nothing else that is no text.
 *
 * @param {unknown} body
 */
function nameIn(body) {
  const { purchase } = Object(body);
  return /^(string|number)$/.test(typeof purchase) ? `${purchase}` : "";
}

/**
 * What a checkout shows after a click has ended, and the name of what it says.
 *
 * @param {WebSdkEnd} end
 * @param {WebSdkView["status"]} before
 * @param {boolean} isAccepted whether the customer has accepted, and the shop's server has not decided
 * @returns {[WebSdkView["status"], string]}
 */
function afterwards({ status, error }, before, isAccepted) {
  if (status === "declined") return [status, status];
  // Only the shop's server can tell: nobody is to pay in another way.
  if (status === "failed" && isAccepted) return [status, "undelivered"];
  if (error?.code === "INTERNAL") return ["failed", status];
  const isPaid = status === "approved" || (isAccepted && status !== "dismissed");
  const left = before === "busy" ? "ready" : before;
  // A click is refused where the purchase of that name is paid.
  const isPending = status === "completed" || error?.code === "INVALID_STATE";
  return [isPaid ? "approved" : left, isPending ? "pending" : status];
}
