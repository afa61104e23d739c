import { randomBytes } from "node:crypto";
import { priceOrder } from "./catalogue.js";
import { KlarnaApiError } from "./klarna/client.js";
import { sessionBody } from "./klarna/payments-order.js";
import { explain } from "./klarna-problem.js";
import { Problem } from "./problem.js";
import { Turns } from "./turns.js";

/**
 * Sees to it that a cart has a Klarna Payments session (v1) that says what the cart says.
 *
 * @param {object} parts
 * @param {import("./purchases.js").PurchaseStore} parts.purchases
 * @param {import("./sessions.js").SessionStore} parts.sessions
 * @param {import("./klarna/payments-api.js").PaymentsApi} parts.klarna
 * @param {import("./klarna/merchant-urls.js").MerchantUrlsOf} parts.urls
 */
export function checkoutSession({ purchases, sessions, klarna, urls }) {
  const turns = new Turns();
  return { forCart };

  /**
   * One after the other per cart: two tabs must not make two sessions for one purchase.
   *
   * @param {import("./carts.js").Cart} cart
   * @param {"payments" | "subscription"} flow
   */
  function forCart(cart, flow) {
    return turns.take(cart.id, () => prepare(cart, flow));
  }

  /**
   * @param {import("./carts.js").Cart} cart
   * @param {"payments" | "subscription"} flow
   * @returns {Promise<{ purchase: import("./purchases.js").Purchase, session: import("./sessions.js").Session }>}
   */
  async function prepare(cart, flow) {
    const snapshot = priceOrder(cart.lines);
    if (snapshot.lines.length === 0)
      throw new Problem(409, "cart_empty", "There is nothing in the cart.");
    const before = purchases.ofCart(cart.id, flow);
    if (before && before.status !== "open") {
      throw new Problem(409, "order_in_progress", "This cart is being ordered already.");
    }
    const session = before && sessions.ofPurchase(before.id);
    const same = before && JSON.stringify(before.snapshot) === JSON.stringify(snapshot);
    if (session && same && (await isOpen(session))) return { purchase: before, session };
    const purchase = before
      ? purchases.reprice(before.id, snapshot)
      : purchases.create(cart.id, flow, snapshot);
    if (session && !same && (await updated(session, purchase))) return { purchase, session };
    return { purchase, session: await created(purchase) };
  }

  /**
   * A session ends after 48 hours, and with its order. One that goes on is only looked at: the customer may be
   * between `authorize` and `finalize`.
   *
   * @param {import("./sessions.js").Session} session
   */
  function isOpen(session) {
    return unlessGone(
      async () => (await klarna.readSession(session.sessionId)).status !== "complete",
    );
  }

  /**
   * @param {import("./sessions.js").Session} session
   * @param {import("./purchases.js").Purchase} purchase
   */
  function updated(session, purchase) {
    return unlessGone(async () => {
      await klarna.updateSession(
        session.sessionId,
        sessionBody(purchase, urls.ofSession(purchase, session.callbackSecret)),
      );
      return true;
    });
  }

  /**
   * @param {() => Promise<boolean>} ask
   * @returns {Promise<boolean>} false: the session has ended, a new one is needed
   */
  async function unlessGone(ask) {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof KlarnaApiError && error.status === 404) return false;
      throw error instanceof KlarnaApiError ? explain(error) : error;
    }
  }

  /** @param {import("./purchases.js").Purchase} purchase */
  async function created(purchase) {
    const callbackSecret = randomBytes(24).toString("base64url");
    try {
      const answer = await klarna.createSession(
        sessionBody(purchase, urls.ofSession(purchase, callbackSecret)),
      );
      sessions.add({
        sessionId: answer.session_id,
        purchaseId: purchase.id,
        clientToken: answer.client_token,
        categories: answer.payment_method_categories ?? [],
        resourceId: randomBytes(8).toString("hex"),
        callbackSecret,
      });
    } catch (error) {
      throw error instanceof KlarnaApiError ? explain(error) : error;
    }
    const session = sessions.ofPurchase(purchase.id);
    if (!session) throw new Error("the session just added is not there");
    return session;
  }
}

/** @typedef {ReturnType<typeof checkoutSession>} CheckoutSession */
