// A checkout with the Klarna Web SDK (v2), whatever it is drawn with.

import { leave, take } from "./left-behind.js";
import { asKlarnaError, focusKept, living, notify, SETTLED, viewed } from "./view.js";

/** @import { InitiateOptions, KlarnaWebSdk, loadKlarnaWebSdk, PaymentButton, Presentation, WebSdkState } from "../index.js" */
/** @import { Messages, WebSdkCheckout, WebSdkCheckoutOptions, WebSdkEnd, WebSdkView } from "./checkout.js" */
/** @import { Desk } from "./left-behind.js" */

/** The states in which a click goes on. */
const BUSY = /^(initiating|authorizing|in_journey)$/;

/**
 * A purchase whose end is told to whoever has the desk by then, and which the shop's server has the last word on.
 *
 * @param {string} name
 * @param {KlarnaWebSdk} klarna
 * @param {boolean} isConfirmed whether that server can be asked
 */
function deskOf(name, klarna, isConfirmed) {
  /** @type {Desk<KlarnaWebSdk, WebSdkEnd>} */
  const desk = { name, klarna, ended() {} };
  /** @type {string | undefined} */
  let paymentTransactionId;
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
    desk.going = klarna
      .confirm(paymentRequestId)
      .then(
        ({ status, body }) => ({ status: status === "expired" ? "dismissed" : status, body }),
        (error) => ({ status: "failed", error }),
      )
      .then((said) => {
        desk.going = undefined;
        desk.ended(/** @type {WebSdkEnd} */ ({ ...said, paymentRequestId }));
      });
  });
  return desk;
}

/**
 * @param {typeof loadKlarnaWebSdk} begin
 * @returns {WebSdkCheckout}
 */
export function webSdkCheckout(begin) {
  /** @type {ReturnType<typeof viewed<WebSdkView>>} */
  const { read, subscribe, speak, say } = viewed();
  /** @type {WebSdkCheckoutOptions} */
  let options;
  /** @type {Desk<KlarnaWebSdk, WebSdkEnd> | undefined} */
  let desk;
  /** @type {{ name: string } | undefined} while it is mounted: the configuration that is wanted */
  let turn;
  /** @type {Presentation | undefined} */
  let presentation;
  /** What Klarna was asked to present. */
  let presented = "";
  /** @type {PaymentButton | undefined} */
  let button;
  /** @type {HTMLElement | null} */
  let container = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {(() => void) | undefined} */
  let giveFocus;
  /** @type {(() => void)[]} */
  let unhear = [];

  /** The configuration, by what tells it from others. */
  const configuration = () => {
    const { clientId, sdkToken, partnerAccountId, locale, backend } = options;
    return JSON.stringify([clientId, sdkToken, partnerAccountId, locale, backend]);
  };
  /** What Klarna is to present, as JSON. */
  const wish = () =>
    JSON.stringify(options, ["amount", "currency", "locale", "intents", "purchase"]);

  /** @param {WebSdkEnd} end @param {WebSdkState} state */
  function ended(end, state) {
    const { status, error } = end;
    // A newer click has taken the place of the one that this is the end of.
    if (!BUSY.test(state)) {
      const isOver = status === "approved" || state === "completed";
      say(
        {
          status: isOver ? "approved" : status === "declined" ? status : "ready",
          outcome: end,
          error,
        },
        status === "completed" ? "pending" : status,
      );
      giveFocus?.();
    }
    if (error) notify(options.onError, error);
    else notify(options.onOutcome, end);
  }

  /** @param {unknown} thrown */
  function fail(thrown) {
    const error = asKlarnaError(thrown);
    say({ status: "failed", error }, "failed");
    notify(options.onError, error);
  }

  /** Draws what goes on at a desk while it is this checkout's. @param {WebSdkState} state @param {WebSdkState} [previous] */
  function hear(state, previous) {
    if (BUSY.test(state)) {
      if (!BUSY.test(`${previous}`)) giveFocus = focusKept();
      say({ status: "busy", outcome: undefined, error: undefined });
    } else if (state === "completed") say({ status: "busy" }, "pending");
    else if (state === "ready" && read().status === "busy") say({ status: "ready" });
  }

  async function renew() {
    release();
    const name = configuration();
    const mine = { name };
    turn = mine;
    say({ status: "loading", outcome: undefined, error: undefined });
    const { load, backend } = options;
    try {
      /** @type {Desk<KlarnaWebSdk, WebSdkEnd>} */
      const found =
        take(name) ?? deskOf(name, await (load ?? begin)({ ...options }), Boolean(backend.status));
      const { klarna } = found;
      found.ended = (end) => ended(end, klarna.state);
      if (mine !== turn) return leave(found);
      desk = found;
      unhear = [
        klarna.on("statechange", ({ state, previous }) => hear(state, previous)),
        klarna.on("presentationupdate", show),
      ];
      // The customer of the one before may be at Klarna still.
      hear(klarna.state);
      presented = wish();
      const made = await klarna.presentation(JSON.parse(presented));
      if (mine !== turn) return;
      presentation = made;
      show();
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
    unhear = [];
  }

  function takeOut() {
    button?.unmount();
    button = undefined;
  }

  /** Mounts Klarna's button, if there is a place for it and Klarna wants to be shown. */
  function show() {
    const { status } = read();
    if (!presentation || status === "approved") return;
    if (presentation.instruction === "HIDE_KLARNA") {
      takeOut();
      return say({ status: "unavailable" }, "unavailable");
    }
    try {
      if (container && !button) button = presentation.mountButton(container, options.button);
      if (status === "loading" || status === "unavailable") say({ status: "ready" });
    } catch (error) {
      fail(error);
    }
  }

  /** Asks Klarna anew for what has changed. */
  async function refresh() {
    const wished = wish();
    if (!presentation || wished === presented || read().status === "busy") return;
    presented = wished;
    try {
      await presentation.refresh(JSON.parse(wished));
      show();
    } catch (error) {
      fail(error);
    }
  }

  /** @param {InitiateOptions} [given] */
  const initiate = async (given) => {
    const mine = desk;
    if (!mine || read().status !== "ready") return;
    return mine.klarna.initiate(given).catch((error) => {
      // The WebAssembly trapped, and tells of no end.
      if (mine === desk && error.code === "INTERNAL") fail(error);
      return undefined;
    });
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
      if (!turn) return;
      if (turn.name !== configuration()) return void renew();
      clearTimeout(timer);
      timer = setTimeout(refresh, SETTLED);
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
        if (read().status === "failed") renew();
      },
    },
  };
}
