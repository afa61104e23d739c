import { KlarnaError } from "../klarna/client.js";
import { REVIEW_MS, tellNews } from "../ledger/ledger.js";
import { tell } from "./tell.js";
import { within } from "./within.js";

/**
 * Klarna's review of an order that is placed.
 *
 * @typedef {import("./types.js").Parts} Parts
 */

/** So long what Klarna has said of a review is news enough for somebody who looks. */
const LOOK_MS = 10_000;

/**
 * Reads how Klarna's review of an order is going. Only what is read is believed.
 *
 * @param {Parts} parts
 * @param {string} cart
 * @param {string} [orderId] where it was not known
 * @returns {Promise<boolean>} whether the shop has nothing to hear of it any more
 */
export async function review(parts, cart, orderId) {
  const { settings, carts } = parts;
  const { management, now } = settings;
  const ledger = await carts.read(cart);
  const id = ledger?.result?.order_id ?? orderId;
  if (ledger?.state !== "placed" || !id) return true;
  const { fraudStatus, reference } = await management.read(id);
  // An order that only the notification names has to be this cart's. The shop may have given its own another reference.
  if (ledger.result?.order_id === undefined && reference !== ledger.reference) return true;
  await carts.change(cart, (changed) => {
    if (changed.result === null) return;
    const isNews = changed.result.fraud_status !== fraudStatus || changed.result.order_id !== id;
    changed.result = { ...changed.result, order_id: id, fraud_status: fraudStatus };
    changed.reviewAt = fraudStatus === "PENDING" ? now() + REVIEW_MS : null;
    if (isNews) tellNews(changed, "tellReviewAt", now());
  });
  const telling = tell(parts, cart);
  settings.background?.(telling.catch(() => {}));
  await within(telling, settings.limits.answerMs);
  const after = await carts.read(cart);
  return after?.tellAt == null && after?.tellReviewAt == null;
}

/**
 * The same for somebody who looks at the order now: what was read a moment ago is not read again.
 *
 * @param {Parts} parts
 * @param {string} cart
 * @returns {Promise<import("../ledger/types.js").Ledger | undefined>}
 */
export async function lookAtReview(parts, cart) {
  const { settings, carts } = parts;
  const due = (await carts.read(cart))?.reviewAt;
  if (due != null && due - REVIEW_MS + LOOK_MS <= settings.now())
    await review(parts, cart).catch((error) => {
      if (!(error instanceof KlarnaError)) throw error;
      const { status, code } = error;
      settings.log({ level: "warn", event: "order_not_read", status, code });
    });
  return carts.read(cart);
}
