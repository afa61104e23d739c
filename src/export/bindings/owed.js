// What is owed of purchases that no object of Klarna's is there for: it has trapped, or is for another purchase. The customer has
// accepted, and the shop's server has not decided: a checkout of that purchase asks before anything is paid anew.

/** @import { WebSdkPurchase } from "./web-sdk-purchase.js" */

/** @typedef {Pick<WebSdkPurchase, "key" | "account" | "options" | "doubts" | "isUnconfirmed">} Owed */

/** @type {Set<Owed>} */
const all = new Set();

/** @param {Pick<Owed, "key" | "account" | "options" | "doubts">} purchase */
export function owe({ key, account, options, doubts }) {
  if (doubts.size) all.add({ key, account, options, doubts: new Map(doubts), isUnconfirmed: true });
}

/**
 * A purchase takes over what is owed of it.
 *
 * @param {WebSdkPurchase} purchase
 * @param {(owed: Owed) => boolean | undefined} isMine
 */
export function takeOver({ doubts }, isMine) {
  for (const owed of all)
    if (isMine(owed)) {
      all.delete(owed);
      for (const [paymentRequestId, end] of owed.doubts) doubts.set(paymentRequestId, end);
    }
}
