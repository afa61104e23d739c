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

  /** The configuration, by what tells it from others. */
  const configuration = () => {
    const { clientId, sdkToken, partnerAccountId, locale, backend } = options;
    return JSON.stringify([clientId, sdkToken, partnerAccountId, locale, backend]);
  };
  const purchase = () => {
    const { amount, currency, locale, intents } = options;
    return { amount, currency, locale, intents };
  };

  /** @param {WebSdkEnd} end */
  function ended(end) {
    const { status, error } = end;
    const isOver = status === "approved" || status === "completed" || status === "pending";
    say(
      {
        status: isOver ? "approved" : status === "declined" ? "declined" : "ready",
        outcome: end,
        error,
      },
      SAID[status],
      options.messages,
    );
    if (error) notify(options.onError, error);
    else notify(options.onOutcome, end);
    giveFocus();
  }

  /** @param {unknown} thrown */
  function fail(thrown) {
    const error = asKlarnaError(thrown);
    say({ status: "failed", error }, "failed", options.messages);
    notify(options.onError, error);
  }

  /** @param {KlarnaWebSdk} klarna @param {Desk<KlarnaWebSdk, WebSdkEnd>} mine */
  function listen(klarna, mine) {
    klarna.on("statechange", ({ state, previous }) => {
      if (mine !== desk) return;
      if (BUSY.includes(state)) {
        if (!BUSY.includes(previous)) giveFocus = focusKept();
        say({ status: "busy", outcome: undefined, error: undefined });
      } else if (state === "ready" && read().status === "busy") say({ status: "ready" });
    });
    klarna.on("outcome", ({ result, paymentTransactionId, reason }) => {
      if (result === "APPROVED") mine.ended({ status: "approved", paymentTransactionId });
      if (result === "DECLINED") mine.ended({ status: "declined", reason });
    });
    klarna.on("abort", ({ paymentRequestId, state }) =>
      mine.ended({ status: state === "DECLINED" ? "declined" : "dismissed", paymentRequestId }),
    );
    klarna.on("error", ({ error, paymentRequest }) =>
      mine.ended({ status: "failed", paymentRequestId: paymentRequest?.paymentRequestId, error }),
    );
    klarna.on("complete", ({ paymentRequestId }) => {
      if (!options.backend.status || !paymentRequestId) {
        mine.ended({ status: "completed", paymentRequestId });
        return;
      }
      say({}, "pending", options.messages);
      mine.going = klarna.confirm(paymentRequestId).then(
        ({ status, body }) => {
          mine.going = undefined;
          mine.ended({
            status: status === "expired" ? "dismissed" : status,
            paymentRequestId,
            body,
          });
        },
        (error) => {
          mine.going = undefined;
          mine.ended({ status: "failed", paymentRequestId, error });
        },
      );
      // The server has the last word: the customer stays until then.
      return false;
    });
    klarna.on("presentationupdate", () => mine === desk && show());
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
      const found = before ?? { klarna: await start(rest), ended };
      found.ended = ended;
      if (!before) listen(found.klarna, found);
      if (!isMine()) return left.leave(mine, found);
      desk = found;
      presented = JSON.stringify(purchase());
      const made = await found.klarna.presentation(purchase());
      if (!isMine()) return;
      presentation = made;
      show();
    } catch (error) {
      if (isMine()) fail(error);
    }
  }

  function release() {
    clearTimeout(timer);
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
    const asked = JSON.stringify(purchase());
    if (!presentation || asked === presented || read().status === "busy") return;
    presented = asked;
    try {
      await presentation.refresh(purchase());
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
      if (JSON.stringify(purchase()) !== presented) timer = setTimeout(refresh, SETTLED);
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
