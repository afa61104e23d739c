import { PRICE } from "../shop.js";
import { SITUATIONS } from "./situations.js";

/**
 * Compares what Klarna has, what the shop has and what customers were told, when everything is over.
 *
 * @typedef {{ cart: string, situation: string, step: string, fault: string, customers: import("./customer.js").Customer[], ends?: "either" }} Bought
 */

export const WRONGS = /** @type {const} */ ([
  "lost",
  "double",
  "wrong amount",
  "without approval",
  "told otherwise",
  "not given back",
  "shop not told",
  "unsettled",
]);

/** @typedef {typeof WRONGS[number]} Wrong */

/**
 * @param {Bought[]} purchases
 * @param {import("../../../www/sandbox/index.js").Sandbox} sandbox
 * @param {(cart: string) => Promise<import("../../../www/server/src/ledger/types.js").Ledger | undefined>} read the shop's database
 * @returns {Promise<{ wrongs: { wrong: Wrong, purchase: Bought, detail: string }[], facts: Record<string, number> }>}
 */
export async function judge(purchases, sandbox, read) {
  const klarna = sandbox.ledger();
  const sessions = new Map(klarna.sessions.map((session) => [session.session_id, session]));
  /** @type {{ wrong: Wrong, purchase: Bought, detail: string }[]} */
  const wrongs = [];
  const facts = { purchases: purchases.length, placed: 0, "placed, id unknown": 0, missed: 0 };
  for (const purchase of purchases) {
    const { cart, customers } = purchase;
    const ends = purchase.ends ?? SITUATIONS[purchase.situation]?.ends;
    const reference = `R-${cart}`;
    /** @param {Wrong} wrong @param {string} [detail] */
    const say = (wrong, detail = "") => wrongs.push({ wrong, purchase, detail });
    const orders = klarna.orders.filter((order) => order.merchant_reference1 === reference);
    const transactions = klarna.transactions.filter(
      (transaction) => transaction.payment_transaction_reference === reference,
    );
    const bought = [
      ...orders.map((order) => ({ id: order.order_id, amount: order.order_amount })),
      ...transactions.map(({ payment_transaction_id: id, amount }) => ({ id, amount })),
    ];
    const authorizations = klarna.authorizations.filter(
      ({ session_id }) => sessions.get(session_id)?.merchant_reference1 === reference,
    );
    const completed = klarna.paymentRequests.some(
      (request) => request.payment_request_reference === reference && request.state === "COMPLETED",
    );
    const ledger = await read(cart);
    const isPlaced = ledger?.state === "placed";
    if (isPlaced) facts.placed += 1;
    const id = ledger?.result?.order_id ?? ledger?.result?.payment_transaction_id;
    if (isPlaced && !id) facts["placed, id unknown"] += 1;

    if (bought.length > 1)
      say("double", `${orders.length} orders, ${transactions.length} payments`);
    if (bought.length === 1 && !isPlaced) say("lost", "Klarna has the order, the shop has not");
    if (bought.length === 0 && isPlaced)
      say("told otherwise", "the shop has an order, Klarna none");
    const isApproved = authorizations.length > 0 || completed;
    if (ends === "placed" && isApproved && !isPlaced) say("lost", "approved, and no order");
    const isMissed = ends === "placed" ? !isApproved : purchase.ends !== undefined;
    if (isMissed && !isPlaced) facts.missed += 1;
    if (ends === "open" && (isPlaced || bought.length > 0)) say("without approval");
    for (const { amount } of bought)
      if (amount !== ledger?.order?.order_amount || amount % PRICE !== 0)
        say("wrong amount", `${amount} at Klarna, ${ledger?.order?.order_amount} in the shop`);
    for (const { what, isPlaced: isSaid, orderId } of customers.flatMap(({ told }) => told)) {
      const isOrder = orders.some((order) => order.authorization_token === what);
      if (isSaid && bought.length === 0) say("told otherwise", "placed, but there is no order");
      if (isSaid && orderId && !bought.some((one) => one.id === orderId))
        say("told otherwise", "another order's id");
      if (!isSaid && isOrder) say("told otherwise", "not placed, but its order exists");
    }
    const last = customers.flatMap(({ told }) => told.slice(-1));
    if (transactions.length > 0 && last.length > 0 && last.every((told) => !told.isPlaced))
      say("told otherwise", "declined, but it is paid");
    for (const { state } of authorizations) if (state === "open") say("not given back");
    if (isPlaced && (ledger.told < 1 || ledger.tellAt !== null)) say("shop not told");
    if (ledger?.state === "held") say("unsettled", ledger.attempts.at(-1)?.kind);
  }
  return { wrongs, facts };
}
