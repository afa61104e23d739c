// A checkout with the Klarna Web SDK (v2), whatever it is drawn with.

import { leave, take } from "./left-behind.js";
import { asKlarnaError, focusKept, living, notify, SETTLED, viewed, written } from "./view.js";
import { deskOf, runs } from "./web-sdk-desk.js";

/** @import { InitiateOptions, loadKlarnaWebSdk, PaymentButton, Presentation, WebSdkState } from "../index.js" */
/** @import { WebSdkCheckout, WebSdkCheckoutOptions, WebSdkEnd, WebSdkView } from "./checkout.js" */
/** @import { WebSdkDesk } from "./web-sdk-desk.js" */

/** The states in which a click goes on. */
const BUSY = /^(initiating|authorizing|in_journey)$/;

/**
 * @param {typeof loadKlarnaWebSdk} begin
 * @returns {WebSdkCheckout}
 */
export function webSdkCheckout(begin) {
  /** @type {ReturnType<typeof viewed<WebSdkView>>} */
  const { read, subscribe, speak, say } = viewed();
  /** @type {WebSdkCheckoutOptions} */
  let options;
  /** @type {WebSdkDesk | undefined} */
  let desk;
  /** @type {{ wanted: string } | undefined} while it is mounted: the configuration that is wanted */
  let turn;
  /** @type {Presentation | undefined} */
  let presentation;
  /** What Klarna was asked last to present. */
  let asked = "";
  /** What it presents. */
  let presented = "";
  /** Whether that has the shop's name of a purchase, which it keeps. */
  let isNamed = false;
  /** @type {PaymentButton | undefined} */
  let button;
  /** Whether the button is disabled, since it would pay what is out of date. */
  let isStale = false;
  /** @type {HTMLElement | null} */
  let container = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** Whether a click has begun. */
  let isBegun = false;
  /** @type {(() => void) | undefined} */
  let giveFocus;
  /** @type {(() => void)[]} */
  let unhear = [];

  /** The configuration, by what tells it from others. */
  const configuration = () => {
    const { clientId, sdkToken, partnerAccountId, locale, backend } = options;
    return written([clientId, sdkToken, partnerAccountId, locale, backend]);
  };
  /** What is paid, and how, by what tells it from others. What has no name is told by its price. */
  const name = () => {
    const { amount, currency, purchase } = options;
    return configuration() + written(purchase ?? [amount, currency]);
  };
  /** What Klarna is to present. */
  const wish = () => {
    const { amount, currency, locale, intents, purchase } = options;
    return { amount, currency, locale, intents, purchase };
  };

  /** Whether the customer has accepted, and the shop's server has not decided. */
  const isAccepted = () => desk?.klarna.state === "completed";

  /** @param {WebSdkDesk} mine @param {WebSdkEnd} end */
  function ended(mine, end) {
    const { status, error } = end;
    const { klarna, told } = mine;
    if (error) notify(told.onError, error);
    else notify(told.onOutcome, end);
    // Another desk is this checkout's by now, or a newer click has taken the place of the one that this is the end of.
    if (mine !== desk || mine.going || BUSY.test(klarna.state)) return;
    // The WebAssembly trapped.
    const isGone = error?.code === "INTERNAL";
    if (isGone) release();
    // Only the shop's server can tell: nobody is to pay in another way.
    const isUnanswered = status === "failed" && isAccepted();
    const isOff = /^(declined|dismissed|failed)$/.test(status);
    const isOver = status === "approved" || (isAccepted() && !isOff);
    const left = status === "declined" ? status : isGone || isUnanswered ? "failed" : "ready";
    say(
      { status: isOver ? "approved" : left, outcome: end, error },
      isUnanswered ? "undelivered" : status === "completed" ? "pending" : status,
    );
    giveFocus?.();
    // Mounted anew meanwhile: it need not be presented before the order changes.
    if (left === "declined") asked ||= written(wish());
    goOn();
  }

  /** @param {unknown} thrown */
  function fail(thrown) {
    const error = asKlarnaError(thrown);
    say({ status: "failed", error }, "failed");
    notify(options.onError, error);
  }

  /** Draws what goes on at a desk while it is this checkout's. @param {WebSdkState} state @param {WebSdkState} previous */
  function hear(state, previous) {
    if (BUSY.test(state)) {
      if (desk && !BUSY.test(previous)) {
        giveFocus = focusKept();
        isBegun = true;
        desk.name = name();
      }
      say({ status: "busy", outcome: undefined, error: undefined });
    } else if (state === "completed") say({ status: "busy" }, "pending");
    else if (state === "ready" && read().status === "busy" && !desk?.going)
      say({ status: "ready" });
  }

  async function renew() {
    release();
    const mine = { wanted: configuration() };
    turn = mine;
    say({ status: "loading", outcome: undefined, error: undefined });
    try {
      const given = { ...options };
      /** @type {WebSdkDesk} */
      const found = take(name()) ?? deskOf(name(), await (options.load ?? begin)(given), given);
      const { klarna } = found;
      found.told = options;
      found.ended = (end) => ended(found, end);
      if (mine !== turn) return leave(found);
      desk = found;
      unhear = [
        klarna.on("statechange", ({ state, previous }) => hear(state, previous)),
        klarna.on("presentationupdate", show),
      ];
      // The customer of the one before may be at Klarna still.
      hear(klarna.state, klarna.state);
      present();
    } catch (error) {
      if (mine === turn) fail(error);
    }
  }

  function release() {
    clearTimeout(timer);
    for (const end of unhear) end();
    takeOut();
    if (desk) leave(desk);
    desk = presentation = undefined;
    asked = presented = "";
    unhear = [];
  }

  function takeOut() {
    button?.unmount();
    button = undefined;
  }

  /** Goes on with what is wanted by now. @param {number} [waitMs] */
  function goOn(waitMs) {
    clearTimeout(timer);
    // The end of a click comes first.
    if (!turn || read().status === "busy") return;
    if (turn.wanted !== configuration()) renew();
    else if (waitMs) timer = setTimeout(present, waitMs);
    else present();
  }

  /** Asks Klarna to present what is wanted, if it was not asked for that. */
  async function present() {
    const mine = desk;
    const wanted = wish();
    const text = written(wanted);
    const { status } = read();
    if (!mine || status === "approved" || isAccepted() || text === asked) return;
    // A new presentation would let the customer click again, a changed one take the button away from under the journey.
    if (presentation ? status === "busy" : mine.going) return;
    if (isNamed && !wanted.purchase) {
      takeOut();
      presentation = undefined;
    }
    const before = presentation;
    asked = text;
    isNamed = Boolean(wanted.purchase);
    if (status !== "busy" && (status !== "ready" || !before))
      say({ status: "loading", error: undefined });
    try {
      const made = before ?? (await mine.klarna.presentation(wanted));
      await before?.refresh(wanted);
      // Another desk is there, or another first presentation.
      if (mine !== desk || (!before && (presentation || text !== asked))) return;
      presentation = made;
      presented = text;
      show();
    } catch (error) {
      if (mine !== desk || text !== asked) return;
      // It would pay what is out of date.
      takeOut();
      if (read().status === "busy") asked = "";
      else fail(error);
    }
  }

  /** Mounts Klarna's button, if there is a place for it and Klarna wants to be shown. */
  function show() {
    const { status } = read();
    if (!presentation || asked !== presented || status === "approved" || isAccepted())
      return keepUp();
    if (presentation.instruction === "HIDE_KLARNA" && status !== "busy") {
      takeOut();
      return say({ status: "unavailable" }, "unavailable");
    }
    try {
      if (container && !button) {
        button = presentation.mountButton(container, options.button);
        isStale = false;
      }
      keepUp();
      if (/^(loading|unavailable|failed)$/.test(status)) say({ status: "ready", error: undefined });
    } catch (error) {
      fail(error);
    }
  }

  /** Lets Klarna's button be clicked only while Klarna presents what is wanted. */
  function keepUp() {
    const was = isStale;
    isStale = written(wish()) !== presented;
    if (was !== isStale) button?.setDisabled(isStale || Boolean(options.button?.disabled));
  }

  /** @param {InitiateOptions} [given] */
  const initiate = async (given) => {
    const mine = desk;
    if (!mine || read().status !== "ready") return;
    const { purchase } = options;
    isBegun = false;
    // The purchase as it is by now, though Klarna may not present it yet.
    const request = mine.klarna.initiate({ purchase, ...given });
    const isRefused = !isBegun;
    runs(
      mine,
      request.then(
        () => undefined,
        // Nor is there an end after the WebAssembly has trapped.
        (error) =>
          isRefused || error.code === "INTERNAL" ? { status: "failed", error } : undefined,
      ),
    );
    return request.catch(() => undefined);
  };

  return {
    read,
    subscribe,
    ...living(() => {
      renew();
      return () => {
        turn = undefined;
        release();
      };
    }),
    update: (given) => {
      options = given;
      speak(options.locale || "", options.messages);
      // Of what goes on for another purchase, the one who wanted that is told.
      if (desk && (read().status !== "busy" || desk.name === name())) desk.told = given;
      keepUp();
      goOn(SETTLED);
    },
    place: (element) => {
      // Vue says it with each rendering.
      if (element === container) return;
      container = element;
      takeOut();
      queueMicrotask(show);
    },
    actions: {
      buy: () => initiate(),
      initiate,
      retry: () => {
        if (read().status !== "failed") return;
        if (!isAccepted()) return void renew();
        desk?.ask?.();
        say({ status: "busy" }, "pending");
      },
    },
  };
}
