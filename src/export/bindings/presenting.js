// What Klarna's Web SDK (v2) presents, and its button: both keep up with what the shop wants.

import { written } from "./view.js";

/** @import { PaymentButton, Presentation } from "../index.js" */
/** @import { WebSdkCheckoutOptions, WebSdkView } from "./checkout.js" */
/** @import { viewed } from "./view.js" */
/** @import { WebSdkDesk } from "./web-sdk-desk.js" */

/** @typedef {ReturnType<typeof viewed<WebSdkView>>} View */

/**
 * @param {() => WebSdkCheckoutOptions} options as they are by now
 * @param {Pick<View, "read" | "say"> & { fail: (thrown: unknown) => void }} view of the checkout that it is part of
 */
export function presenting(options, { read, say, fail }) {
  /** @type {WebSdkDesk | undefined} */
  let desk;
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

  /** What Klarna is to present. */
  const wish = () => {
    const { amount, currency, locale, intents, purchase } = options();
    const { subscriptionBillingInterval, subscriptionBillingIntervalFrequency } = options();
    return {
      ...{ amount, currency, locale, intents, purchase },
      ...{ subscriptionBillingInterval, subscriptionBillingIntervalFrequency },
    };
  };

  /** Whether nothing is to be paid any more: it is paid, or only the shop's server can tell. */
  const isOver = () => read().status === "approved" || desk?.klarna.state === "completed";

  /** Asks Klarna for what is wanted, if it was not asked for that. @param {WebSdkDesk | undefined} mine */
  async function ask(mine) {
    desk = mine;
    const wanted = wish();
    const text = written(wanted);
    const { status } = read();
    if (!mine || isOver() || text === asked) return;
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
      draw();
    } catch (error) {
      if (mine !== desk || text !== asked) return;
      // It would pay what is out of date.
      takeOut();
      if (read().status === "busy") asked = "";
      else fail(error);
    }
  }

  /** Mounts Klarna's button, if there is a place for it and Klarna wants to be shown. */
  function draw() {
    const { status } = read();
    if (!presentation || asked !== presented || isOver()) return keepUp();
    if (presentation.instruction === "HIDE_KLARNA" && status !== "busy") {
      takeOut();
      return say({ status: "unavailable" }, "unavailable");
    }
    try {
      if (container && !button) {
        button = presentation.mountButton(container, options().button);
        isStale = false;
      }
      keepUp();
      if (/^(loading|unavailable|failed)$/.test(status)) say({ status: "ready", error: undefined });
    } catch (error) {
      fail(error);
    }
  }

  /** Lets the button be clicked only while Klarna presents what is wanted. */
  function keepUp() {
    const was = isStale;
    isStale = written(wish()) !== presented;
    if (was !== isStale) button?.setDisabled(isStale || Boolean(options().button?.disabled));
  }

  function takeOut() {
    button?.unmount();
    button = undefined;
  }

  return {
    ask,
    draw,
    keepUp,
    /** Lets a decline stand until something else is wanted, also where Klarna was not asked since. */
    rest: () => {
      asked = asked || written(wish());
    },
    end: () => {
      takeOut();
      desk = presentation = undefined;
      asked = presented = "";
    },
    /** @param {HTMLElement | null} element */
    place: (element) => {
      // Vue says it with each rendering.
      if (element === container) return;
      container = element;
      takeOut();
      queueMicrotask(draw);
    },
  };
}
