// What Klarna's Web SDK (v2) presents, and its button: both keep up with what the shop wants.

import { afterChanges, asText } from "./changes.js";
import { createPlace } from "./place.js";

/** @import { PaymentButton, Presentation, PresentationOptions } from "../index.js" */
/** @import { WebSdkCheckoutOptions, WebSdkView } from "./checkout.js" */
/** @import { createView } from "./view.js" */
/** @import { WebSdkPurchase } from "./web-sdk-purchase.js" */

/** @typedef {ReturnType<typeof createView<WebSdkView>>} View */

/** @typedef {Record<string, any> & PresentationOptions} Wish what Klarna is to present */

/** @param {WebSdkCheckoutOptions} options @returns {Wish} */
export const wishOf = (options) => ({
  amount: options.amount,
  currency: options.currency,
  locale: options.locale,
  intents: options.intents,
  purchase: options.purchase,
  subscriptionBillingInterval: options.subscriptionBillingInterval,
  subscriptionBillingIntervalFrequency: options.subscriptionBillingIntervalFrequency,
});

/** @param {Wish | undefined} one @param {Wish | undefined} other */
const isSame = (one, other) => asText(one) === asText(other);

/**
 * @param {object} checkout that it is part of
 * @param {() => WebSdkCheckoutOptions} checkout.options as they are by now
 * @param {() => WebSdkPurchase | undefined} checkout.current
 * @param {(given: WebSdkCheckoutOptions) => void} checkout.present hears that Klarna presents that
 * @param {() => boolean} checkout.isOver whether nothing is to be paid any more
 * @param {View["read"]} checkout.read
 * @param {View["change"]} checkout.change
 * @param {View["announce"]} checkout.announce
 * @param {(thrown: unknown) => void} checkout.fail
 */
export function presenting({ options, current, present, isOver, read, change, announce, fail }) {
  /** @type {Presentation | undefined} */
  let presentation;
  /** What Klarna was asked last to present. @type {Wish | undefined} */
  let asked;
  /** That, once Klarna presents it. @type {Wish | undefined} */
  let presented;
  /** What a click on Klarna's button pays: what was presented last, also while Klarna is asked for something else. @type {Wish | undefined} */
  let payable;
  /** @type {PaymentButton | undefined} */
  let button;
  let isDisabled = false;
  /** How it looks and launches. @type {string | undefined} */
  let look;
  const { read: container, place } = createPlace(() => {
    takeOut();
    draw();
  });
  const changes = afterChanges(() => ask());

  const wish = () => wishOf(options());
  const wantedLook = () => asText({ ...options().button, disabled: undefined });

  /** Whether something is not wanted any more, such as the purchase's name: a presentation would keep it. */
  const isLess = () =>
    Object.entries(wish()).some(([member, value]) => value == null && asked?.[member] != null);

  /** Asks Klarna for what is wanted, if it was not asked for that. */
  async function ask() {
    const mine = current();
    const wanted = wish();
    const given = options();
    const { status } = read();
    if (!mine || isOver() || isSame(wanted, asked)) return;
    // A new presentation would let the customer click again, a changed one take the button away from under the journey.
    if (presentation ? status === "busy" : mine.call) return;
    if (!asked || isLess()) {
      takeOut();
      presentation = undefined;
    }
    const before = presentation;
    asked = wanted;
    presented = undefined;
    if (!/^(busy|loading)$/.test(status) && (status !== "ready" || !before))
      announce({ status: "loading", error: undefined });
    try {
      const made = before ?? (await mine.klarna.presentation(wanted));
      await before?.refresh(wanted);
      // Something else was asked for meanwhile, or another purchase is there.
      if (wanted !== asked) return;
      presentation = made;
      presented = payable = wanted;
      present(given);
      draw();
    } catch (error) {
      if (wanted !== asked) return;
      if (isOver()) {
        // It is asked for again if the purchase comes to nothing.
        asked = undefined;
        return;
      }
      // It would pay what is out of date.
      takeOut();
      if (read().status === "busy") asked = undefined;
      else fail(error);
    }
  }

  /** Asks Klarna once nothing more changes; at once where something is taken back, which nobody is to pay for meanwhile. */
  function askSoon() {
    if (!isLess()) return changes.wait(wish());
    changes.stop();
    ask();
  }

  /** Mounts Klarna's button, if there is a place for it and Klarna wants to be shown. */
  function draw() {
    const { status } = read();
    if (!presentation || !presented || isOver()) return void keepUp();
    if (presentation.instruction === "HIDE_KLARNA" && status !== "busy") {
      takeOut();
      return announce({ status: "unavailable" }, "unavailable");
    }
    try {
      const element = container();
      if (element && !button) {
        const { button: wanted } = options();
        button = presentation.mountButton(element, wanted);
        isDisabled = Boolean(wanted?.disabled);
        look = wantedLook();
      }
      keepUp();
      // What has ended meanwhile stays said.
      if (status === "loading") change({ status: "ready" });
      else if (/^(unavailable|failed)$/.test(status))
        announce({ status: "ready", error: undefined });
    } catch (error) {
      fail(error);
    }
  }

  /** Lets the button be clicked only while Klarna presents what is wanted: it would pay what is out of date. */
  function keepUp() {
    // React gives the place before it tells what is wanted.
    if (!button) return;
    // Not from under the journey.
    if (look !== wantedLook() && !isOver() && read().status !== "busy") {
      takeOut();
      return void draw();
    }
    const was = isDisabled;
    isDisabled = Boolean(options().button?.disabled) || !isSame(wish(), presented);
    if (was !== isDisabled) button.setDisabled(isDisabled);
  }

  function takeOut() {
    button?.unmount();
    button = undefined;
  }

  return {
    ask,
    askSoon,
    draw,
    keepUp,
    /** Whether a click on Klarna's button, which may be on its way, pays another purchase than is wanted. */
    paysAnother: () => Boolean(payable && payable.purchase !== options().purchase),
    /** Lets a decline stand until something else is wanted, also where Klarna was not asked since. */
    rest: () => {
      asked = asked ?? wish();
    },
    forget: () => {
      takeOut();
      presentation = asked = presented = payable = undefined;
    },
    place,
  };
}
