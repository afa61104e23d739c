/**
 * The table of the campaign: where something can go wrong, and what. Each purchase is hit by one fault at one step.
 *
 * `page.*` and `klarna.callback`, `klarna.webhook` are requests on their way to the shop; `klarna.*` the shop's calls;
 * `store.*` what it does to its database; `shop.told` the shop's own function.
 */

export const FAULTS = /** @type {const} */ ([
  "drop-before",
  "drop-after",
  "delay",
  "5xx",
  "duplicate",
  "kill-before",
  "kill-after",
]);

/** @typedef {typeof FAULTS[number]} Fault */

/** Each step and the situations in which it is taken. @type {Record<string, string[]>} */
export const STEPS = {
  "page.session": ["plain", "reload", "finalize", "changed"],
  "page.orders": ["plain", "two-tabs", "twice", "finalize", "changed", "refused", "both"],
  "page.keep": ["pages", "left"],
  "page.kept": ["pages"],
  "page.cancel": ["cancel"],
  "page.click": ["button", "step-up", "button-tabs", "replaced", "declined", "both"],
  "page.status": ["step-up"],
  "klarna.callback": ["plain", "gone", "reload", "two-tabs", "finalize"],
  "klarna.webhook": ["step-up", "step-up-gone"],
  "klarna.session": ["plain", "twice"],
  "klarna.read-session": ["finalize", "pages", "reload", "changed", "tokenize"],
  "klarna.update-session": ["changed"],
  "klarna.order": ["plain", "gone", "two-tabs", "twice", "finalize", "reload", "both", "refused"],
  "klarna.give-back": ["two-tabs", "refused", "cancel-late"],
  "klarna.authorize": ["button", "step-up", "button-tabs", "replaced", "declined", "both"],
  "klarna.final": ["step-up", "step-up-gone"],
  "klarna.read-request": ["step-up"],
  "klarna.cancel-request": ["replaced-step-up"],
  "klarna.customer-token": ["tokenize"],
  "klarna.charge": ["tokenize"],
  "store.read": ["plain", "gone", "pages", "button", "step-up", "two-tabs"],
  "store.write-1": ["plain", "pages", "button", "step-up", "two-tabs", "changed"],
  "store.write-2": ["plain", "pages", "button", "step-up", "two-tabs", "both"],
  "store.write-3": ["plain", "pages", "button", "step-up", "two-tabs", "both"],
  "shop.told": ["plain", "gone", "button", "step-up-gone"],
};

/** @typedef {{ step: string, fault: Fault }} Cell */

/** @type {Cell[]} */
export const CELLS = Object.keys(STEPS).flatMap((step) => FAULTS.map((fault) => ({ step, fault })));

/**
 * The same numbers for the same seed.
 * @param {number} seed
 */
export function dice(seed) {
  let state = seed >>> 0;
  /** Between 0 and 1. */
  const roll = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    roll,
    /** @template T @param {readonly T[]} list @returns {T} */
    pick: (list) => /** @type {T} */ (list[Math.floor(roll() * list.length)]),
  };
}
