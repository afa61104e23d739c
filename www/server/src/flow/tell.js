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
export async function tell({ settings, carts }, cart) {
  const { now } = settings;
  const known = await carts.read(cart);
  if (known?.state !== "placed" || known.tellAt === null || known.tellAt > now()) return;
  // Whoever moves the time tells; if that process ends, another one does after it.
  const taken = await carts.change(cart, (ledger) => {
    if (ledger.tellAt === null || ledger.tellAt > now()) return false;
    ledger.tellAt = now() + TELL_MS;
    return true;
  });
  if (!taken?.value) return;
  const isTold = await tellShop(settings, settings.onPlaced, taken.ledger);
  await carts.change(
    cart,
    (changed) => {
      if (changed.tellAt === null) return;
      changed.told += 1;
      changed.tellAt = isTold ? null : now() + retryDelayMs(changed.told);
    },
    { isPatient: true, isQuiet: true },
  );
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
