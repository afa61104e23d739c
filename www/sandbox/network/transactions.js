import { Kept } from "../core/kept.js";
import { NetworkError, notFound } from "./errors.js";

/**
 * @typedef {import("../core/accounts.js").Account} Account
 * @typedef {{ payment_capture_id: string, payment_capture_reference: string | undefined, amount: number, created_at: string }} Capture
 * @typedef {{ payment_refund_id: string, payment_refund_reference: string | undefined, amount: number, created_at: string }} Refund
 * @typedef {object} Transaction
 * @property {string} id
 * @property {Account} account whose it is
 * @property {string} reference the partner's own
 * @property {number} amount in minor units
 * @property {string} currency
 * @property {Capture[]} captures
 * @property {Refund[]} refunds
 * @property {boolean} voided what was not captured by then never will be
 * @property {number} expiresAt
 */

const LIFE_MS = 28 * 24 * 60 * 60 * 1000;

/** @param {{ amount: number }[]} parts */
const sum = (parts) => parts.reduce((total, { amount }) => total + amount, 0);

/** @param {string} message */
const notAllowed = (message) =>
  new NetworkError(403, "OPERATION_NOT_ALLOWED", "RESOURCE_ERROR", message);

/** Payment transactions: what was authorized, and what has become of it since. */
export class Transactions {
  /** @type {Kept<Transaction>} */
  #transactions = new Kept();
  #world;

  /** @param {import("../world.js").World} world */
  constructor(world) {
    this.#world = world;
  }

  /**
   * @param {Account} account
   * @param {{ reference: string, amount: number, currency: string, isCaptured: boolean }} payment
   */
  create(account, { reference, amount, currency, isCaptured }) {
    const { randomness, clock, ledger } = this.#world;
    /** @type {Transaction} */
    const transaction = {
      id: `krn:payment:eu1:transaction:${randomness.uuid()}`,
      account,
      reference,
      amount,
      currency,
      captures: [],
      refunds: [],
      voided: false,
      expiresAt: clock.now() + LIFE_MS,
    };
    this.#transactions.set(transaction.id, transaction);
    ledger.record("transaction", { ...transactionView(transaction) }, account);
    if (isCaptured && amount > 0) this.capture(transaction, { amount, reference: undefined });
    return transaction;
  }

  /**
   * @param {string} id
   * @param {Account} account
   * @throws {NetworkError} 404 when unknown or another's
   */
  read(id, account) {
    const transaction = this.#transactions.get(id);
    if (transaction?.account !== account) throw notFound("payment transaction");
    return transaction;
  }

  /**
   * @param {Transaction} transaction
   * @param {{ amount: number, reference: string | undefined }} part
   * @throws {NetworkError} 403 when so much is not left, or the time is over
   */
  capture(transaction, { amount, reference }) {
    const isOver = transaction.voided || transaction.expiresAt <= this.#world.clock.now();
    if (isOver || amount > transaction.amount - sum(transaction.captures))
      throw notAllowed("The capture amount is more than what is left of the authorization");
    /** @type {Capture} */
    const capture = {
      payment_capture_id: `${transaction.id}:capture:${transaction.captures.length + 1}`,
      payment_capture_reference: reference,
      amount,
      created_at: this.#world.clock.iso(),
    };
    transaction.captures.push(capture);
    this.#record("capture", transaction, amount);
    return capture;
  }

  /**
   * @param {Transaction} transaction
   * @param {{ amount: number, reference: string | undefined }} part
   * @throws {NetworkError} 403 when so much was not captured
   */
  refund(transaction, { amount, reference }) {
    if (amount > sum(transaction.captures) - sum(transaction.refunds))
      throw notAllowed("The refund amount is more than what was captured");
    /** @type {Refund} */
    const refund = {
      payment_refund_id: `${transaction.id}:refund:${transaction.refunds.length + 1}`,
      payment_refund_reference: reference,
      amount,
      created_at: this.#world.clock.iso(),
    };
    transaction.refunds.push(refund);
    this.#record("refund", transaction, amount);
    return refund;
  }

  /**
   * Gives up what has not been captured.
   * @param {Transaction} transaction
   * @throws {NetworkError} 403 when nothing is left
   */
  void(transaction) {
    if (transaction.voided || sum(transaction.captures) >= transaction.amount)
      throw notAllowed("Nothing is left to void");
    transaction.voided = true;
    this.#record("void", transaction, transaction.amount - sum(transaction.captures));
  }

  all() {
    return [...this.#transactions.values()];
  }

  reset() {
    this.#transactions.clear();
  }

  /**
   * @param {"capture" | "refund" | "void"} kind
   * @param {Transaction} transaction
   * @param {number} amount
   */
  #record(kind, { id, account }, amount) {
    this.#world.ledger.record(kind, { payment_transaction_id: id, amount }, account);
  }
}

/**
 * A transaction as Klarna's server API shows it.
 * @param {Transaction} transaction
 */
export const transactionView = ({
  id,
  reference,
  amount,
  currency,
  captures,
  refunds,
  voided,
  expiresAt,
}) => ({
  payment_transaction_id: id,
  payment_transaction_reference: reference,
  amount,
  currency,
  captured_amount: sum(captures),
  refunded_amount: sum(refunds),
  remaining_amount: voided ? 0 : amount - sum(captures),
  payment_funding: { type: "GUARANTEED", state: "FUNDED" },
  payment_pricing: { rate: { fixed: 0, variable: 0 } },
  captures,
  refunds,
  expires_at: new Date(expiresAt).toISOString(),
});
