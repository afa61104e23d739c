import { idempotencyKey } from "../encoding.js";
import { becomePlaced, holderOf, settle } from "../ledger/ledger.js";
import { Problem } from "../problem.js";
import { purchaseOf } from "../purchase.js";
import { rethrow } from "./recurring.js";

/**
 * What the shop does with an order that is placed, in both of Klarna's APIs, and with one that nobody knows about.
 *
 * @typedef {import("../public.js").Purchase} Purchase
 */

/** @type {Record<string, string>} what a step changes is named by it */
const AMOUNTS = {
  captures: "captured_amount",
  refunds: "refunded_amount",
  capture: "capture_amount",
  refund: "refund_amount",
};

/**
 * @param {import("../settings.js").Settings} settings
 * @param {import("./carts.js").Carts} carts
 * @param {import("./tend.js").Tending} tending
 * @param {import("../http/work.js").Work} work
 */
export function managementOf({ management, network, now }, carts, { lookAtReview }, work) {
  /** @type {import("../public.js").Orders} */
  const orders = {
    async read(purchase) {
      const { order, transaction } = idsOf(purchase);
      if (transaction) return network.readTransaction(transaction).catch(rethrow);
      return (await management.read(order).catch(rethrow)).answer;
    },
    async review(purchase) {
      const ledger = await lookAtReview(purchase.cart);
      return ledger ? purchaseOf(ledger) : purchase;
    },
    capture: (purchase, step) => change(purchase, "captures", "capture", step),
    refund: (purchase, step) => change(purchase, "refunds", "refund", step),
    cancel: (purchase, step = {}) => change(purchase, "cancel", "void", step),
    release: (purchase, step = {}) =>
      change(purchase, "release-remaining-authorization", "void", step),
  };
  return { orders, settle: settleByHand };

  /**
   * @param {Purchase} purchase
   * @param {Parameters<typeof management.change>[1]} v1
   * @param {Parameters<typeof network.changeTransaction>[1]} v2
   * @param {{ key?: string, amount?: number }} step
   */
  async function change(purchase, v1, v2, { key = "", amount, ...more }) {
    const { order, transaction } = idsOf(purchase);
    const name = transaction ? v2 : v1;
    const body = { ...(amount === undefined ? {} : { [AMOUNTS[name] ?? ""]: amount }), ...more };
    const idempotent = await idempotencyKey(`${name} ${purchase.id} ${key}`);
    if (transaction)
      await network.changeTransaction(transaction, v2, body, idempotent).catch(rethrow);
    else
      await management
        .change(order, v1, amount === undefined ? undefined : body, idempotent)
        .catch(rethrow);
  }

  /**
   * @param {string} cart
   * @param {{ orderId: string } | { placed: false }} found
   * @returns {Promise<Purchase>}
   */
  async function settleByHand(cart, found) {
    const known = await carts.read(cart);
    const orderId = "orderId" in found ? found.orderId : undefined;
    const read = orderId === undefined ? undefined : await management.read(orderId).catch(rethrow);
    const misfit = new Problem(409, "not_settled", "This does not fit what is known of the cart.");
    if (!known || (read && read.reference !== known.reference)) throw misfit;
    const after = await carts.change(cart, (ledger) => {
      const holder = holderOf(ledger);
      const result = { order_id: orderId ?? "", fraud_status: read?.fraudStatus ?? "PENDING" };
      if (orderId === undefined) {
        if (!holder) return ledger.state === "open";
        settle(ledger, holder.id, { kind: "refused", answer: noOrder(), left: true }, now());
        return true;
      }
      if (ledger.state === "placed") {
        if (ledger.result?.order_id && ledger.result.order_id !== orderId) return false;
        ledger.result = { ...(ledger.result ?? { by: "payments" }), ...result };
      } else if (holder) settle(ledger, holder.id, { kind: "placed", result }, now());
      else {
        const order = ledger.sessions.at(-1)?.order;
        if (!order) return false;
        becomePlaced(ledger, null, order, { by: "payments", ...result }, now());
      }
      return true;
    });
    if (!after?.value) throw misfit;
    work.later(cart);
    return purchaseOf(after.ledger);
  }
}

const noOrder = () =>
  new Problem(410, "authorization_expired", "Authorize again.", { placed: false }).answer();

/** @param {Purchase} purchase */
function idsOf({ result }) {
  const order = result?.order_id ?? "";
  const transaction = result?.payment_transaction_id;
  if (!order && !transaction)
    throw new Problem(
      409,
      "order_id_unknown",
      "Klarna's id of this order is not known: settle it.",
    );
  return { order, transaction };
}
