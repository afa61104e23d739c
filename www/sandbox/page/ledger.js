import { control } from "./control.js";
import { byId, element } from "./element.js";
import { Table } from "./table.js";

/**
 * @typedef {import("./main.js").Overview} Overview
 * @typedef {Record<string, any>} Entry
 * @typedef {{ title: string, of: (overview: Overview) => Entry[], columns: string[], key: (entry: Entry) => string,
 *   cells: (entry: Entry) => import("./table.js").Cell[] }} List
 */

/** @param {number | undefined} amount in minor units @param {string} [currency] */
const money = (amount, currency = "") =>
  amount === undefined ? "" : `${(amount / 100).toFixed(2)} ${currency}`;
/** @param {string} iso */
const time = (iso) => iso.slice(11, 19);
/** @param {number | undefined} code of an answer */
const outcome = (code) =>
  code !== undefined && code < 400
    ? String(code)
    : element("span", { class: "wrong" }, code === undefined ? "no answer" : String(code));

/** @type {List[]} */
const LISTS = [
  {
    title: "Sessions",
    of: ({ ledger }) => ledger.sessions,
    columns: ["Session", "Amount", "Status", "Authorization"],
    key: (one) => one.session_id,
    cells: (one) => [
      one.session_id,
      money(one.order_amount, one.purchase_currency),
      one.status,
      one.authorization_token,
    ],
  },
  {
    title: "Orders",
    of: ({ ledger }) => ledger.orders,
    columns: ["Order", "Amount", "Status", "Captured", "Refunded", "Fraud check"],
    key: (one) => one.order_id,
    cells: (one) => [
      one.order_id,
      money(one.order_amount, one.purchase_currency),
      one.status,
      money(one.captured_amount),
      money(one.refunded_amount),
      one.fraud_status === "PENDING" ? reviewed(one.order_id) : one.fraud_status,
    ],
  },
  {
    title: "Authorizations",
    of: ({ ledger }) => ledger.authorizations,
    columns: ["Token", "Session", "Amount", "State"],
    key: (one) => `${one.authorization_token} ${one.session_id}`,
    cells: (one) => [one.authorization_token, one.session_id, money(one.order_amount), one.state],
  },
  {
    title: "Payment requests (v2)",
    of: ({ ledger }) => ledger.paymentRequests,
    columns: ["Request", "Amount", "State", "Reason"],
    key: (one) => one.payment_request_id,
    cells: (one) => [
      one.payment_request_id,
      money(one.amount, one.currency),
      one.state,
      one.state_reason,
    ],
  },
  {
    title: "Transactions (v2)",
    of: ({ ledger }) => ledger.transactions,
    columns: ["Transaction", "Amount", "Captured", "Refunded"],
    key: (one) => one.payment_transaction_id,
    cells: (one) => [
      one.payment_transaction_id,
      money(one.amount, one.currency),
      money(one.captured_amount),
      money(one.refunded_amount),
    ],
  },
  {
    title: "Callbacks and notifications",
    of: ({ ledger }) => ledger.told,
    columns: ["Time", "Kind", "To", "Attempt", "Answer"],
    key: (one) => String(one.seq),
    cells: (one) => [time(one.at), one.kind, one.url, one.attempt, outcome(one.status)],
  },
  {
    title: "Requests",
    of: ({ ledger }) => ledger.requests,
    columns: ["Time", "Method", "Path", "Answer"],
    key: (one) => String(one.seq),
    cells: (one) => [time(one.at), one.method, one.path, outcome(one.status)],
  },
];
const tables = LISTS.map(({ title, columns }) => new Table(title, columns));

/** What may be done with an order that is under review. @param {string} orderId */
function reviewed(orderId) {
  const path = `orders/${orderId}/review`;
  const buttons = ["ACCEPTED", "REJECTED"].map((decision) =>
    element(
      "button",
      {
        type: "button",
        class: "small",
        click: () => control("PUT", path, { decision }, `The order is ${decision}.`),
      },
      decision === "ACCEPTED" ? "Accept" : "Reject",
    ),
  );
  return element("span", {}, "PENDING ", ...buttons);
}

export function openLedger() {
  byId("lists").replaceChildren(...tables.map((table) => table.element));
}

/** @param {Overview} overview */
export function showLedger(overview) {
  LISTS.forEach(({ of, key, cells }, index) => {
    tables[index]?.show(of(overview).map((one) => ({ key: key(one), cells: cells(one) })));
  });
}
