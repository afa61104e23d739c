// A checkout with the Klarna Web SDK (v2), whatever it is drawn with.

import { leftBehind } from "./left_behind.js";
import { asKlarnaError, focusKept, living, notify, SETTLED, viewed } from "./view.js";

/** @import { KlarnaWebSdk, PaymentButton, Presentation, WebSdkState } from "../index.js" */
/** @import { Messages, WebSdkCheckout, WebSdkCheckoutOptions, WebSdkEnd, WebSdkView } from "./checkout.js" */
/** @import { Desk } from "./left_behind.js" */

/** @type {readonly WebSdkState[]} */
const BUSY = ["initiating", "authorizing", "in_journey"];

/** @type {ReturnType<typeof leftBehind<KlarnaWebSdk, WebSdkEnd>>} */
const left = leftBehind(BUSY);

/** What is said of an end. @type {Record<WebSdkEnd["status"], keyof Messages>} */
const SAID = {
  approved: "approved",
  completed: "pending",
  declined: "declined",
  dismissed: "dismissed",
  failed: "failed",
  pending: "pending",
};

/**
 * A purchase whose end is told to whoever has the desk by then, and which the shop's server has the last word on.
 *
 * @param {KlarnaWebSdk} klarna
 * @param {boolean} isConfirmed whether that server can be asked
 */
function deskOf(klarna, isConfirmed) {
  /** @type {Desk<KlarnaWebSdk, WebSdkEnd>} */
  const desk = { klarna, ended() {} };
  /** @type {string | undefined} */
  let paymentTransactionId;
  /** @param {WebSdkEnd} end */
  const settle = (end) => {
    desk.going = undefined;
    desk.ended(end);
  };
  klarna.on("outcome", (outcome) => {
    paymentTransactionId = outcome.paymentTransactionId;
  });
  // The customer stays until the server has spoken.
  klarna.on("complete", () => !isConfirmed);
  // What nobody listens to is reported to the page; its end tells of it.
  klarna.on("error", () => {});
  klarna.on("end", (end) => {
    const { status, paymentRequestId } = end;
    if (status !== "completed" || !isConfirmed || !paymentRequestId)
      return desk.ended(status === "approved" ? { ...end, paymentTransactionId } : end);
    desk.going = klarna.confirm(paymentRequestId).then(
      ({ status, body }) =>
        settle({ status: status === "expired" ? "dismissed" : status, paymentRequestId, body }),
      (error) => settle({ status: "failed", paymentRequestId, error }),
    );
  });
  return desk;
}

/** @returns {WebSdkCheckout} */
export function webSdkCheckout() {
  const { read, subscribe, speak, say } = viewed(
    /** @type {WebSdkView} */ ({
      status: "loading",
      message: "",
      outcome: undefined,
      error: undefined,
    }),
  );
  /** @type {WebSdkCheckoutOptions} */
  let options;
  /** @type {Desk<KlarnaWebSdk, WebSdkEnd> | undefined} */
  let desk;
  /** @type {Presentation | undefined} */
  let presentation;
  /** @type {PaymentButton | undefined} */
  let button;
  /** @type {HTMLElement | null} */
  let container = null;
  let wanted = "";
  /** What Klarna was asked to present, and how the button looks. */
  let presented = "";
  let isAlive = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let giveFocus = () => {};
  let unwatch = () => {};

  /** The configuration, by what tells it from others. */
  const configuration = () => {
    const { clientId, sdkToken, partnerAccountId, locale, backend } = options;
    return JSON.stringify([clientId, sdkToken, partnerAccountId, locale, backend]);
  };
  const wish = () => {
    const { amount, currency, locale, intents, purchase } = options;
    return { amount, currency, locale, intents, purchase };
  };

  /** @param {WebSdkEnd} end @param {WebSdkState} state */
  function ended(end, state) {
    const { status, error } = end;
    // A newer click has taken the place of the one that this is the end of.
    if (!BUSY.includes(state)) {
      const isOver = status === "approved" || state === "completed";
      say(
        {
          status: isOver ? "approved" : status === "declined" ? "declined" : "ready",
          outcome: end,
          error,
        },
        SAID[status],
        options.messages,
      );
      giveFocus();
    }
    if (error) notify(options.onError, error);
    else notify(options.onOutcome, end);
  }

  /** @param {unknown} thrown */
  function fail(thrown) {
    const error = asKlarnaError(thrown);
    say({ status: "failed", error }, "failed", options.messages);
    notify(options.onError, error);
  }

  /** Draws what goes on at a desk while it is this checkout's. @param {KlarnaWebSdk} klarna */
  function watch(klarna) {
    const hear = (/** @type {WebSdkState} */ state, /** @type {WebSdkState} */ previous) => {
      if (BUSY.includes(state)) {
        if (!BUSY.includes(previous)) giveFocus = focusKept();
        say({ status: "busy", outcome: undefined, error: undefined });
      } else if (state === "completed") say({ status: "busy" }, "pending", options.messages);
      else if (state === "ready" && read().status === "busy") say({ status: "ready" });
    };
    const unhear = [
      klarna.on("statechange", ({ state, previous }) => hear(state, previous)),
      klarna.on("presentationupdate", show),
    ];
    // The customer of the one before may be at Klarna still.
    hear(klarna.state, "ready");
    unwatch = () => {
      for (const end of unhear) end();
    };
  }

  async function renew() {
    release();
    wanted = configuration();
    const mine = wanted;
    const isMine = () => isAlive && mine === wanted;
    say({ status: "loading", outcome: undefined, error: undefined });
    const {
      amount,
      currency,
      intents,
      button: _,
      messages,
      load,
      onOutcome,
      onError,
      ...rest
    } = options;
    try {
      const before = left.take(mine);
      const start = load ?? (await import("../web-sdk.js")).loadKlarnaWebSdk;
      const found = before ?? deskOf(await start(rest), Boolean(rest.backend.status));
      found.ended = (end) => ended(end, found.klarna.state);
      if (!isMine()) return left.leave(mine, found);
      desk = found;
      watch(found.klarna);
      presented = JSON.stringify(wish());
      const made = await found.klarna.presentation(wish());
      if (!isMine()) return;
      presentation = made;
      show();
    } catch (error) {
      if (isMine()) fail(error);
    }
  }

  function release() {
    clearTimeout(timer);
    unwatch();
    button?.unmount();
    if (desk) left.leave(wanted, desk);
    desk = presentation = button = undefined;
  }

  /** Mounts Klarna's button, if there is a place for it and Klarna wants to be shown. */
  function show() {
    if (!presentation || read().status === "approved") return;
    if (presentation.instruction === "HIDE_KLARNA") {
      button?.unmount();
      button = undefined;
      return say({ status: "unavailable" }, "unavailable", options.messages);
    }
    try {
      if (container && !button) button = presentation.mountButton(container, options.button);
      if (read().status === "loading" || read().status === "unavailable") say({ status: "ready" });
    } catch (error) {
      fail(error);
    }
  }

  /** Asks Klarna anew for what has changed. */
  async function refresh() {
    const asked = JSON.stringify(wish());
    if (!presentation || asked === presented || read().status === "busy") return;
    presented = asked;
    try {
      await presentation.refresh(wish());
      show();
    } catch (error) {
      fail(error);
    }
  }

  const { start, stop } = living(() => {
    isAlive = true;
    void renew();
    return () => {
      isAlive = false;
      release();
      wanted = "";
    };
  });

  return {
    read,
    subscribe,
    start,
    stop,
    update: (given) => {
      if (typeof document !== "undefined" && (!options || given.locale !== options.locale))
        speak(given.locale);
      options = given;
      if (!isAlive) return;
      if (wanted !== configuration()) return void renew();
      clearTimeout(timer);
      if (JSON.stringify(wish()) !== presented) timer = setTimeout(refresh, SETTLED);
    },
    place: (element) => {
      // Vue says it with each rendering.
      if (element === container) return;
      container = element;
      button?.unmount();
      button = undefined;
      queueMicrotask(show);
    },
    initiate: (given) => {
      if (!desk || read().status !== "ready") return Promise.resolve(undefined);
      return desk.klarna.initiate(given).catch(() => undefined);
    },
    retry: () => {
      if (read().status === "failed") void renew();
    },
  };
}
