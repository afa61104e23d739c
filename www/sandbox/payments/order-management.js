import { refuseBadValues } from "./checked.js";
import { PaymentsError } from "./errors.js";
import { amountsOf, ORDER_LIFE_MS, statusOf } from "./order-state.js";
import { wrongSums } from "./order-sums.js";

/** @typedef {import("./orders.js").Order} Order */

const OPEN = ["AUTHORIZED", "PART_CAPTURED"];

/** @type {(what: string, message: string) => PaymentsError} */
const notAllowed = (what, message) => new PaymentsError(403, `${what}NOT_ALLOWED`, message);

/** What a shop does with an order that is placed: the Order Management API. */
export class OrderManagement {
  #world;

  /** @param {import("../world.js").World} world */
  constructor(world) {
    this.#world = world;
  }

  /**
   * @param {Order} order
   * @param {import("./order-management-schemas.js").CaptureData} data
   * @throws {PaymentsError} 403 when so much is not left, or the order is no longer open
   */
  capture(order, data) {
    if (!this.#isOpen(order) || data.captured_amount > amountsOf(order).remaining)
      throw notAllowed("CAPTURE_", "Capture not allowed");
    return this.#capture(order, data);
  }

  /**
   * Captures the whole, as `auto_capture` asks for.
   * @param {Order} order
   */
  captureAll(order) {
    const { remaining } = amountsOf(order);
    if (remaining > 0) this.#capture(order, { captured_amount: remaining });
  }

  /**
   * @param {Order} order
   * @param {import("./order-management-schemas.js").RefundData} data
   * @throws {PaymentsError} 403 when so much was not captured
   */
  refund(order, data) {
    const { captured, refunded } = amountsOf(order);
    if (data.refunded_amount > captured - refunded)
      throw notAllowed("REFUND_", "Refund not allowed");
    const refund = {
      refund_id: this.#world.randomness.uuid(),
      refunded_at: this.#world.clock.iso(),
      ...data,
    };
    order.refunds.push(refund);
    this.#record("refund", order, data.refunded_amount);
    return refund;
  }

  /**
   * @param {Order} order
   * @throws {PaymentsError} 403 when something was captured, or it is over already
   */
  cancel(order) {
    if (order.captures.length > 0)
      throw notAllowed("CANCEL_", "Order has previous captures. Cancel not possible");
    if (!this.#isOpen(order)) throw notAllowed("CANCEL_", "Cancel not allowed");
    order.isCancelled = true;
    this.#record("cancel", order);
  }

  /** @param {Order} order */
  extend(order) {
    this.#needsOpen(order);
    order.expiresAt = this.#world.clock.now() + ORDER_LIFE_MS;
    this.#record("extend", order);
  }

  /**
   * Gives up what has not been captured.
   * @param {Order} order
   */
  release(order) {
    this.#needsOpen(order);
    order.isReleased = true;
    this.#record("release", order);
  }

  /** @param {Order} order */
  acknowledge(order) {
    order.isAcknowledged = true;
    this.#record("acknowledge", order);
  }

  /**
   * Another amount and other lines, as when something is sold out.
   * @param {Order} order
   * @param {import("./order-management-schemas.js").AuthorizationChange} data
   * @throws {PaymentsError} 400 when they do not add up, 403 when less than what was captured
   */
  changeAuthorization(order, { order_amount, order_lines }) {
    this.#needsOpen(order);
    if (order_amount < amountsOf(order).captured)
      throw notAllowed("", "The amount is less than what has been captured");
    if (order_lines) refuseBadValues(wrongSums({ order_amount, order_lines }));
    order.data = { ...order.data, order_amount, ...(order_lines && { order_lines }) };
    this.#record("change", order, order_amount);
  }

  /**
   * @param {Order} order
   * @param {import("./order-management-schemas.js").References | import("./order-management-schemas.js").CustomerDetails} details
   */
  changeDetails(order, details) {
    order.data = { ...order.data, ...details };
    this.#record("change", order);
  }

  /**
   * @param {Order} order
   * @param {import("./order-management-schemas.js").CaptureData} data
   */
  #capture(order, data) {
    const { randomness, clock } = this.#world;
    const capture = {
      capture_id: randomness.uuid(),
      klarna_reference: randomness.uuid().slice(0, 8).toUpperCase(),
      captured_at: clock.iso(),
      billing_address: order.data.billing_address,
      shipping_address: order.data.shipping_address ?? order.data.billing_address,
      ...data,
    };
    order.captures.push(capture);
    this.#record("capture", order, data.captured_amount);
    return capture;
  }

  /** @param {Order} order */
  #isOpen(order) {
    return OPEN.includes(statusOf(order, this.#world.clock.now()));
  }

  /** @param {Order} order */
  #needsOpen(order) {
    if (!this.#isOpen(order)) throw notAllowed("", "The order is no longer open");
  }

  /**
   * @param {import("../public.js").LedgerEntryKind} kind
   * @param {Order} order
   * @param {number} [amount]
   */
  #record(kind, { orderId, account }, amount) {
    const entry = { order_id: orderId, ...(amount === undefined ? {} : { amount }) };
    this.#world.ledger.record(kind, entry, account);
  }
}
