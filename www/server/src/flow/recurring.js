import { idempotencyKey } from "../encoding.js";
import { buy, newAttempt } from "../ledger/ledger.js";
import { answerTo, inProgress, Problem } from "../problem.js";
import { purchaseOf } from "../purchase.js";
import { checkedOrder } from "./checked-order.js";
import { rethrow } from "./refusals.js";

/**
 * Recurring purchases: a customer token pays further orders, each of them once.
 *
 * @param {import("../settings.js").Settings} settings
 * @param {import("./carts.js").Carts} carts
 * @param {import("./background.js").Background} background
 * @returns {import("../public.js").Recurring}
 */
export function recurringOf(settings, carts, background) {
  const { payments, now } = settings;
  return {
    async charge(customerToken, order) {
      const { cart } = checkedOrder(settings, order);
      await carts.open(order);
      await background.finish(cart);
      const key = await idempotencyKey(`charge ${cart} ${now()}`);
      const id = "charge";
      const attempt = newAttempt(
        // Good for as long as Klarna says: it is no authorization.
        { id, kind: "charge", secret: customerToken, from: null, order, key },
        now(),
      );
      await carts.change(cart, (ledger) => {
        if (ledger.state !== "open") return;
        // A renewal that was refused is tried again, as a new one.
        ledger.attempts = ledger.attempts.filter((known) => known.id !== id);
        buy(ledger, attempt, now());
      });
      await background.finish(cart);
      const ledger = await carts.read(cart);
      if (ledger?.state === "placed") return purchaseOf(ledger);
      const answer = answerTo(ledger?.attempts.find((known) => known.id === id));
      if (ledger?.state === "held" || !answer) throw inProgress();
      const { code, message } = /** @type {{ code: string, message: string }} */ (
        answer.body.error
      );
      throw new Problem(answer.status, code, message, { placed: false });
    },

    read(customerToken) {
      return payments.readCustomerToken(customerToken).catch(rethrow);
    },

    async cancel(customerToken) {
      await payments.cancelCustomerToken(customerToken).catch(rethrow);
    },
  };
}
