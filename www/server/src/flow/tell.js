import { retryDelayMs } from "../ledger/ledger.js";
import { nameOf } from "../problem.js";
import { purchaseOf } from "../purchase.js";

/**
 * The shop is told of what has become of a cart.
 *
 * @typedef {import("./types.js").Parts} Parts
 * @typedef {import("../ledger/types.js").Ledger} Ledger
 */

/** So long the shop may take to hear that a cart is ordered. */
const TELL_MS = 30_000;

/**
 * Tells the shop that the cart is ordered, until it has taken that.
 *
 * @param {Parts} parts
 * @param {string} cart
 */
export async function tell(parts, cart) {
  let isMore = true;
  while (isMore) isMore = await tellOnce(parts, cart);
}

/**
 * @param {Parts} parts
 * @param {string} cart
 * @returns {Promise<boolean>} whether more has become known of the order meanwhile
 */
async function tellOnce({ settings, carts }, cart) {
  const { now } = settings;
  const known = await carts.read(cart);
  if (known?.state !== "placed" || known.tellAt === null || known.tellAt > now()) return false;
  // Whoever moves the time tells; if that process ends, another one does after it.
  const until = now() + TELL_MS;
  const taken = await carts.change(cart, (ledger) => {
    if (ledger.tellAt === null || ledger.tellAt > now()) return false;
    ledger.tellAt = until;
    return true;
  });
  if (!taken?.value) return false;
  const isTold = await tellShop(settings, settings.onPlaced, taken.ledger);
  const after = await carts.change(
    cart,
    (changed) => {
      if (changed.tellAt === until) {
        changed.told += 1;
        changed.tellAt = isTold ? null : now() + retryDelayMs(changed.told);
        return false;
      }
      // Nobody else tells before its end: what has moved it is news, and the shop does not wait for those.
      if (until > now()) changed.tellAt = now();
      return true;
    },
    { isPatient: true, isQuiet: true },
  );
  return after?.value ?? false;
}

/**
 * @param {Parts["settings"]} settings
 * @param {((purchase: import("../public.js").Purchase) => Promise<void> | void) | undefined} hook of the shop's
 * @param {Ledger} ledger
 * @returns {Promise<boolean>} whether it has taken that
 */
export async function tellShop({ log }, hook, ledger) {
  try {
    await hook?.(purchaseOf(ledger));
    return true;
  } catch (error) {
    const { reference } = ledger;
    log({ level: "error", event: "shop_not_told", reference, error: nameOf(error) });
    return false;
  }
}
