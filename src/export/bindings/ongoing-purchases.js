// Purchases that outlive their checkout: when it is unmounted, the customer may be in Klarna's window, a token on its way.

/**
 * A purchase with an object of Klarna's, and whoever wants to hear of it.
 *
 * @template Klarna, End, Options
 * @typedef {object} OngoingPurchase
 * @property {string} [key] tells what is paid from what else may be
 * @property {string} [account] whose checkout it is
 * @property {string} [configuration] that it was begun with
 * @property {import("./checkout.js").WebSdkCheckoutOptions["backend"]} [backend] the shop's, as it is by now
 * @property {Klarna} klarna
 * @property {string} [cart] whose session it is
 * @property {string} [order] that the last call was with
 * @property {boolean | undefined} [isUnconfirmed] whether it may be paid, and only the shop's server can tell: that is asked before
 *   anything is paid anew
 * @property {boolean} [isStateStale] whether its state tells of another purchase than is wanted, or of one that came to nothing
 * @property {() => void} [askServer] asks the shop's server what came of it
 * @property {boolean} [isBegun] whether a click has, since that was last set to `false`
 * @property {Promise<any>} [call] that runs; ends without an error, after `onEnd`
 * @property {Promise<any>} [stalled] the call that Klarna is silent about
 * @property {(end: End) => void} onEnd is told what came of it
 * @property {(status: "busy" | "ready") => void} [onStatus] is told of a call that nobody has asked for, and that another one may be asked for
 * @property {Options} options with the shop's handlers that are told of it: those of another purchase would take it for their own
 */

/** The states of either SDK's object in which the purchase must not be given up. */
const IN_DOUBT =
  /^(authorizing|reauthorizing|finalizing|delivering|undelivered|initiating|in_journey)$/;

/** Whether nothing can be asked of it: the WebAssembly has trapped. @param {OngoingPurchase<any, any, any>} purchase */
const isGone = (purchase) => purchase.klarna.state === "disposed";

/** Those that no checkout has: of either SDK. @type {Set<any>} */
const left = new Set();

/** Whether no checkout has it. @param {OngoingPurchase<any, any, any>} purchase */
export const isLeft = (purchase) => left.has(purchase);

/**
 * Takes up a purchase that was left.
 *
 * @template {OngoingPurchase<any, any, any>} Purchase
 * @param {(purchase: Purchase) => boolean | undefined} isWanted
 * @returns {Purchase | undefined}
 */
export function takeUp(isWanted) {
  for (const purchase of left)
    if (isWanted(purchase)) {
      left.delete(purchase);
      if (!isGone(purchase)) return purchase;
    }
}

/**
 * Leaves a purchase, for a checkout that comes back to it. It ends once nothing can be lost.
 *
 * @param {OngoingPurchase<any, any, any>} purchase
 */
export function leave(purchase) {
  if (isGone(purchase)) return;
  const { klarna } = purchase;
  left.add(purchase);
  const endIfOver = () => {
    if (!isLeft(purchase)) return unhear();
    if (purchase.call) return void purchase.call.then(endIfOver);
    // The state does not tell of a token once a newer session has the page.
    if (purchase.isUnconfirmed || IN_DOUBT.test(klarna.state)) return;
    unhear();
    left.delete(purchase);
    klarna.dispose();
  };
  // What a new state brings about is told after it.
  const unhear = klarna.on("statechange", () => setTimeout(endIfOver));
  endIfOver();
}
