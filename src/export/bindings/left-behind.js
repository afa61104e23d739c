// What a checkout that was unmounted leaves behind: the customer may be in Klarna's window, a token may be on its way.

/**
 * A purchase, and whoever wants to hear of it.
 *
 * @template Klarna, End, Options
 * @typedef {object} Desk
 * @property {string} [name] of what is paid there
 * @property {string} [account] whose checkout it is
 * @property {string} [configuration] that it was begun with
 * @property {import("./checkout.js").WebSdkCheckoutOptions["backend"]} [backend] the shop's, as it is by now
 * @property {Klarna} klarna
 * @property {string} [cart] whose session it is
 * @property {boolean | undefined} [isOwed] whether it may be paid, and only the shop's server can tell: that is asked before anything is paid anew
 * @property {() => void} [ask] asks the shop's server what came of it
 * @property {Promise<any>} [going] the call that runs; ends without an error, after `ended`
 * @property {(end: End) => void} ended is told what came of it
 * @property {Options} told has the shop's handlers that are told of it: of another purchase's, they would take it for their own
 */

/** The states of either SDK's object in which the purchase must not be given up. */
const IN_DOUBT = /izing$|^(delivering|undelivered|initiating|in_journey)$/;

/** Whether nothing can be asked of it: the WebAssembly has trapped. @param {Desk<any, any, any>} desk */
const isGone = (desk) => desk.klarna.state === "disposed";

/** @type {Set<Desk<any, any, any>>} */
const desks = new Set();

/**
 * What was left, for the one who comes back.
 *
 * @param {(desk: Desk<any, any, any>) => boolean | undefined} isWanted
 */
export function take(isWanted) {
  for (const desk of desks)
    if (isWanted(desk)) {
      desks.delete(desk);
      if (!isGone(desk)) return desk;
    }
}

/**
 * Ends it once nothing can be lost.
 *
 * @param {Desk<any, any, any>} desk
 */
export function leave(desk) {
  if (isGone(desk)) return;
  const { klarna } = desk;
  desks.add(desk);
  const look = () => {
    if (!desks.has(desk)) return hear();
    if (desk.going) return void desk.going.then(look);
    // The state does not tell of a token once a newer session has the page.
    if (desk.isOwed || IN_DOUBT.test(klarna.state)) return;
    hear();
    desks.delete(desk);
    klarna.dispose();
  };
  // What a new state brings about is told after it.
  const hear = klarna.on("statechange", () => setTimeout(look));
  look();
}
