import { canonical, digest, idempotencyKey, newSecret } from "../encoding.js";
import { KlarnaError, optionalText } from "../klarna/client.js";
import { BY, becomePlaced, holderOf, learnOfOrder, settle } from "../ledger/ledger.js";
import { beginStep, endStep, refuseStep } from "../ledger/steps.js";
import { Problem } from "../problem.js";
import { purchaseOf } from "../purchase.js";
import { KEY_MS } from "./ask.js";
import { approval } from "./outcomes.js";
import { rethrow } from "./refusals.js";
import { lookAtReview } from "./review.js";

/**
 * What the shop does with an order that is placed, in both of Klarna's APIs, and with one that nobody knows about.
 *
 * @typedef {import("../public.js").Purchase} Purchase
 * @typedef {import("../ledger/types.js").Ledger} Ledger
 * @typedef {Parameters<import("../public.js").KlarnaServer["settle"]>[1]} Found
 * @typedef {{ reference: string | undefined, isNetwork: boolean, result: Omit<import("../public.js").Result, "by"> }} Read
 *   an order or a transaction, as Klarna has it
 */

/** @type {Record<string, string>} what a step changes is named by it */
const AMOUNTS = {
  captures: "captured_amount",
  refunds: "refunded_amount",
  capture: "capture_amount",
  refund: "refund_amount",
};

/**
 * @param {import("./types.js").Parts} parts
 * @param {import("./background.js").Background} background
 */
export function managementOf(parts, background) {
  const { settings, carts } = parts;
  const { management, network, now } = settings;
  /** @type {import("../public.js").Orders} */
  const orders = {
    async read(purchase) {
      const { order, transaction } = idsOf(purchase);
      if (transaction) return network.readTransaction(transaction).catch(rethrow);
      return (await management.read(order).catch(rethrow)).answer;
    },
    async review(purchase) {
      const ledger = await lookAtReview(parts, purchase.cart);
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
    const named = await idempotencyKey(`${name} ${purchase.id} ${key}`);
    await once(purchase, { key: named, body: await digest(canonical(body)) }, (idempotent) =>
      transaction
        ? network.changeTransaction(transaction, v2, body, idempotent)
        : management.change(order, v1, amount === undefined ? undefined : body, idempotent),
    );
  }

  /**
   * Written before the call, and after it: Klarna knows its key for a day, the shop may ask again later.
   *
   * @param {Purchase} purchase
   * @param {{ key: string, body: string }} step
   * @param {(idempotencyKey: string) => Promise<void>} work
   */
  async function once({ cart }, step, work) {
    /** @template T @param {(ledger: Ledger) => T} make */
    const note = (make) => carts.change(cart, make, { isPatient: true, isQuiet: true });
    const time = { now: now(), keyMs: KEY_MS };
    const begun = (await note((ledger) => beginStep(ledger, step, time)))?.value;
    switch (begun?.is) {
      case "done":
        return;
      case "other":
        throw new Problem(422, "klarna_refused", "Another step has this key.");
      case "unknown":
        throw new Problem(
          409,
          "step_unknown",
          "Klarna did not answer for a day: look whether it is done (`orders.read`); if not, take another key.",
        );
    }
    const round = begun?.round ?? 0;
    const send = { key: step.key, round, id: newSecret() };
    const key = round === 0 ? step.key : await idempotencyKey(`${step.key} ${round}`);
    await work(key).catch(async (error) => {
      if (isUndone(error)) await note((ledger) => refuseStep(ledger, send));
      rethrow(error);
    });
    await note((ledger) => endStep(ledger, step.key));
  }

  /**
   * @param {string} cart
   * @param {Found} found
   * @returns {Promise<Purchase>}
   */
  async function settleByHand(cart, found) {
    const known = await carts.read(cart);
    const read = await readAtKlarna(found);
    const misfit = new Problem(409, "not_settled", "This does not fit what is known of the cart.");
    if (!known || (read && read.reference !== known.reference)) throw misfit;
    const after = await carts.change(cart, (ledger) =>
      read ? settleAsPlaced(ledger, read, now()) : settleAsOpen(ledger, now()),
    );
    if (!after?.value) throw misfit;
    await background.finish(cart);
    return purchaseOf(after.ledger);
  }

  /**
   * @param {Found} found
   * @returns {Promise<Read | undefined>} nothing: there is said to be no order
   */
  async function readAtKlarna(found) {
    if ("orderId" in found) {
      const { orderId: order_id } = found;
      const { reference, fraudStatus } = await management.read(order_id).catch(rethrow);
      return { reference, isNetwork: false, result: { order_id, fraud_status: fraudStatus } };
    }
    if (!("paymentTransactionId" in found)) return undefined;
    const { paymentTransactionId: id } = found;
    const answer = await network.readTransaction(id).catch(rethrow);
    const reference = optionalText(answer, "payment_transaction_reference");
    return { reference, isNetwork: true, result: approval(id) };
  }
}

/**
 * @param {Ledger} ledger
 * @param {Read} read
 * @param {number} now
 * @returns {boolean} whether it fits
 */
function settleAsPlaced(ledger, { isNetwork, result }, now) {
  const holder = holderOf(ledger);
  const by = isNetwork ? "network" : "payments";
  if (ledger.state === "placed") {
    const before = ledger.result ?? { by };
    const id = isNetwork ? "payment_transaction_id" : "order_id";
    // What was paid in another way is none of Klarna's orders, though Klarna made one for the cart, too.
    const isOther =
      before.by === "other" ||
      (before.by === "network") !== isNetwork ||
      (before[id] ?? result[id]) !== result[id];
    if (!isOther) learnOfOrder(ledger, { ...before, ...result }, now);
    return !isOther;
  }
  if (holder) {
    if ((BY[holder.kind] === "network") !== isNetwork) return false;
    const request = holder.kind === "completion" ? { payment_request_id: holder.from ?? "" } : {};
    settle(ledger, holder.id, { kind: "placed", result: { ...result, ...request } }, now);
    return true;
  }
  const clicks = ledger.attempts.filter(({ kind }) => BY[kind] === "network");
  const order = (isNetwork ? clicks : ledger.sessions).at(-1)?.order;
  if (order) becomePlaced(ledger, null, order, { by, ...result }, now);
  return order !== undefined;
}

/**
 * @param {Ledger} ledger
 * @param {number} now
 * @returns {boolean} whether it fits
 */
function settleAsOpen(ledger, now) {
  const holder = holderOf(ledger);
  if (!holder) return ledger.state === "open";
  settle(ledger, holder.id, { kind: "refused", answer: noOrder(), left: true }, now);
  return true;
}

const noOrder = () =>
  new Problem(410, "authorization_expired", "Authorize again.", { placed: false }).answer();

/**
 * Whether Klarna has said that it has not done what it was asked, for whatever reason.
 *
 * @param {unknown} error
 */
const isUndone = (error) =>
  error instanceof KlarnaError &&
  error.status !== undefined &&
  error.status < 500 &&
  error.status !== 408;

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
