import { isToldTheSame } from "../klarna/bodies.js";
import { sessionOf } from "../ledger/ledger.js";
import { cartEmpty } from "../problem.js";
import { settledLedger, useSession } from "./cart-session.js";

/**
 * The session that a page gets (v1): the cart's, once it says what the shop says. Of several pages that ask at once, the last
 * word is not left to the slowest.
 *
 * @typedef {import("../ledger/types.js").Ledger} Ledger
 * @typedef {import("../public.js").ShopOrder} ShopOrder
 *
 * @typedef {{ kind: "placed", ledger: Ledger } | { kind: "usable", ledger: Ledger, sessionId: string, order: ShopOrder }} PageSession
 *   `placed`: there is nothing to pay any more; `order`: what the session is of
 */

/** So often the session is told of the cart while other pages, or the shop, change it. */
const ROUNDS = 4;

/**
 * @param {import("./cart-session.js").Parts} parts
 * @param {() => Promise<ShopOrder | undefined>} askShop
 * @returns {Promise<PageSession>}
 */
export async function pageSession(parts, askShop) {
  /** What this request has had the session say, in an earlier round. @type {ShopOrder | undefined} */
  let lastTold;
  let order = await askShop();
  for (let round = 1; ; round += 1) {
    if (!order) throw cartEmpty();
    const asked = order;
    const isLastRound = round === ROUNDS;
    const ledger = await openLedger(parts, asked);
    if (ledger.state === "placed") return { kind: "placed", ledger };
    const used = await useSession(parts, ledger, asked, async () => {
      if (!isLastRound) return isToldTheSame(await askShop(), asked);
      warnOfChanges(parts);
      return true;
    });
    // A look at the session may have found a token: of a page that was left before it could post it.
    const present = await settledLedger(parts, ledger);
    if (present.state === "placed") return { kind: "placed", ledger: present };
    const { sessionId } = used;
    /** @type {PageSession} */
    const usable = { kind: "usable", ledger: present, sessionId, order: asked };
    if (used.isCertain || isLastRound) return usable;
    order = await askShop();
    // Another page may have told Klarna of another cart meanwhile.
    if (!isToldTheSame(sessionOf(present, sessionId)?.order, asked)) continue;
    if (isToldTheSame(order, asked)) return usable;
    // The order was another one than Klarna had been told, twice in a row, and no other page has changed the session in between: this
    // shop never gives the same order twice, and asking it again would not end.
    if (order && lastTold && isToldTheSame(used.saidBefore, lastTold)) {
      warnOfChanges(parts);
      return usable;
    }
    lastTold = asked;
  }
}

/**
 * @param {import("./cart-session.js").Parts} parts
 * @param {ShopOrder} order
 */
async function openLedger(parts, order) {
  const ledger = await parts.carts.open(order);
  return ledger.state === "open" ? ledger : settledLedger(parts, ledger);
}

/**
 * A shop whose order is never the same: what is kept goes back each time, and no review page buys it.
 *
 * @param {import("./cart-session.js").Parts} parts
 */
function warnOfChanges({ settings }) {
  settings.log({ level: "warn", event: "order_not_stable" });
}
