import { retryDelayMs } from "../ledger/ledger.js";
import { nameOf } from "../problem.js";
import { purchaseOf } from "../purchase.js";

/**
 * The shop is told of what has become of a cart.
 *
 * @typedef {import("./types.js").Parts} Parts
 * @typedef {import("../ledger/types.js").Ledger} Ledger
 * @typedef {(purchase: import("../public.js").Purchase) => Promise<void> | void} Hook of the shop's
 */

/** So long the shop may take to hear of something. */
const TELL_MS = 30_000;

/** What is due at each of the times, first things first. */
const HOOKS = /** @type {const} */ ([
  ["tellAt", "onPlaced"],
  ["tellReviewAt", "onReviewed"],
]);

/**
 * Tells the shop that the cart is ordered, and what Klarna has decided about the order, each until it has taken that.
 *
 * @param {Parts} parts
 * @param {string} cart
 */
export async function tell(parts, cart) {
  for (const [when, hook] of HOOKS) {
    let isMore = true;
    while (isMore) isMore = await tellOnce(parts, cart, when, parts.settings[hook]);
  }
}

/**
 * @param {Parts} parts
 * @param {string} cart
 * @param {"tellAt" | "tellReviewAt"} when
 * @param {Hook | undefined} hook
 * @returns {Promise<boolean>} whether more has become known of the order meanwhile
 */
async function tellOnce({ settings, carts }, cart, when, hook) {
  const { now } = settings;
  const isDue = (/** @type {Ledger} */ ledger) => {
    // The shop knows an order before it hears what came of it: what it writes down last is what is so.
    if (when === "tellReviewAt" && ledger.tellAt !== null) return false;
    const due = ledger[when];
    return due != null && due <= now();
  };
  const known = await carts.read(cart);
  if (known?.state !== "placed" || !isDue(known)) return false;
  // The process that moves the time ahead tells the shop. Should it end, another one does so at that time.
  const until = now() + TELL_MS;
  const taken = await carts.change(cart, (ledger) => {
    if (!isDue(ledger)) return false;
    ledger[when] = until;
    return true;
  });
  if (!taken?.value) return false;
  const isTold = await tellShop(settings, hook, taken.ledger);
  const after = await carts.change(
    cart,
    (changed) => {
      const isAsTold = JSON.stringify(changed.result) === JSON.stringify(taken.ledger.result);
      // What the shop has taken it need not hear again, also where telling it took so long that another process has begun to.
      if (changed[when] === until || (isTold && isAsTold)) {
        changed.told += 1;
        changed[when] = isTold ? null : now() + retryDelayMs(changed.told);
        return false;
      }
      // Another process has told it, or does. Its clock need not be this one's.
      if (isAsTold) return false;
      // There is news. What this one told is older, and the shop may have written it down last.
      changed[when] = now();
      return true;
    },
    { isPatient: true, isQuiet: true },
  );
  return after?.value ?? false;
}

/**
 * @param {Parts["settings"]} settings
 * @param {Hook | undefined} hook
 * @param {Ledger} ledger
 * @returns {Promise<boolean>} whether it has taken that
 */
async function tellShop({ log }, hook, ledger) {
  try {
    await hook?.(purchaseOf(ledger));
    return true;
  } catch (error) {
    const { reference } = ledger;
    log({ level: "error", event: "shop_not_told", reference, error: nameOf(error) });
    return false;
  }
}
