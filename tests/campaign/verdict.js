/**
 * Compares what Klarna has, what the shop has and what customers were told, when everything is over.
 *
 * @typedef {{ cart: string, cell: import("./table.js").Cell, purchase: import("./purchases.js").Purchase, ms: number, isOver: boolean }} Bought
 * @typedef {{ wrong: Wrong, bought: Bought, detail: string }} Finding
 */

export const WRONGS = /** @type {const} */ ([
  "lost approvals",
  "double orders",
  "wrong amounts",
  "orders without approval",
  "customers told otherwise",
  "authorizations nobody gave back",
  "hangs",
  "traps",
  "unhandled rejections",
  "secrets seen",
]);

/** @typedef {typeof WRONGS[number]} Wrong */

/** How an instance of WebAssembly says that it has ended. */
const TRAP = /RuntimeError|unreachable|INTERNAL|null function|recursively or while|out of bounds/;

/** What Chromium throws at a call into WebAssembly in a document that has been left already: nobody sees it any more. */
const LEFT = "illegal access";

/** A promise that Klarna's script made for itself, as it does where a widget left while it was asked. */
const KLARNAS_OWN = /\/(kp\/lib|web-sdk\/v2)\//;

/**
 * @param {Bought[]} all
 * @param {import("./world.js").World} world
 */
export async function judge(all, { sandbox, read }) {
  const klarna = sandbox.ledger();
  const sessions = new Map(klarna.sessions.map((session) => [session.session_id, session]));
  /** @type {Finding[]} */
  const findings = [];
  /** How often customers were told what, and tokens went back. @type {Record<string, number>} */
  const ends = {};
  /** @param {string} what */
  const count = (what) => {
    ends[what] = (ends[what] ?? 0) + 1;
  };
  for (const bought of all) {
    const { cart, purchase, isOver } = bought;
    const reference = `R-${cart}`;
    /** @param {Wrong} wrong @param {string} detail */
    const say = (wrong, detail) => findings.push({ wrong, bought, detail });
    const orders = klarna.orders.filter((order) => order.merchant_reference1 === reference);
    const transactions = klarna.transactions.filter(
      (transaction) => transaction.payment_transaction_reference === reference,
    );
    const paid = [
      ...orders.map((order) => ({ id: order.order_id, amount: order.order_amount })),
      ...transactions.map(({ payment_transaction_id: id, amount }) => ({ id, amount })),
    ];
    const authorizations = klarna.authorizations.filter(
      ({ session_id }) => sessions.get(session_id)?.merchant_reference1 === reference,
    );
    const isCompleted = klarna.paymentRequests.some(
      (request) => request.payment_request_reference === reference && request.state === "COMPLETED",
    );
    const ledger = await read(cart);
    const isPlaced = ledger?.state === "placed";
    const isOtherwise = isPlaced && ledger.result?.by === "other";
    /** @param {string} what */
    const said = (what) => purchase.said.filter((one) => one.what === what);
    const pressed = said("pressed").map(({ amount }) => amount);
    const told = said("end").map((one) => one.told);
    count(told.at(-1) ?? "nothing");

    if (paid.length + (isOtherwise ? 1 : 0) > 1)
      say(
        "double orders",
        `${orders.length} orders, ${transactions.length} payments, ${ledger?.result?.by}`,
      );
    if (paid.length > 0 && !isPlaced) say("lost approvals", "Klarna has it, the shop has not");
    const isBought = pressed.some((amount) => amount > 0);
    const isApproved = (isBought && authorizations.length > 0) || isCompleted;
    if (isApproved && !isPlaced) say("lost approvals", `approved, and ${ledger?.state}`);
    for (const { amount } of paid)
      if (amount !== ledger?.order?.order_amount || !pressed.includes(amount))
        say(
          "wrong amounts",
          `${amount}; ${ledger?.order?.order_amount} in the shop; shown ${pressed}`,
        );
    if (paid.length > 0 && !isBought) say("orders without approval", "nobody pressed Buy");
    if (purchase.isEarly) say("orders without approval", "before Buy was pressed");
    for (const one of said("end")) {
      if (one.told === "placed" && paid.length === 0)
        say("customers told otherwise", "placed, and there is no order");
      if (one.told === "placed" && one.order && !paid.some(({ id }) => id === one.order))
        say("customers told otherwise", "another order's number");
      if (one.told === "otherwise" && !isOtherwise)
        say("customers told otherwise", "paid in another way, and it is not");
    }
    if (isPlaced && told.length > 0 && told.every((one) => one === "gave up"))
      say("customers told otherwise", "nothing, and there is an order");
    for (const { state } of authorizations)
      if (state === "cancelled") count("authorizations given back");
      else if (state === "open") say("authorizations nobody gave back", "open at Klarna");
    if (!isOver) say("hangs", "the purchase has no end");
    for (const { call } of said("hang")) say("hangs", call);
    for (const one of purchase.said) {
      const isTrap =
        ["error", "page error", "rejection"].includes(one.what) && TRAP.test(JSON.stringify(one));
      if (isTrap && one.cause === LEFT) count("calls in a page that was left");
      else if (isTrap) say("traps", JSON.stringify(one).slice(0, 400));
    }
    for (const { message, stack } of said("rejection"))
      if (KLARNAS_OWN.test(stack) && !stack.includes("/pkg/")) count("rejections of Klarna's own");
      else say("unhandled rejections", `${message} ${stack}`.slice(0, 300));
  }
  return { findings, ends };
}
