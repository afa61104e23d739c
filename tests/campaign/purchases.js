import { orderOf } from "../server/shop.js";
import { CUSTOMER } from "./customer.js";
import { customerOf, JUMPS, nameOf } from "./table.js";

/**
 * @typedef {import("./table.js").Cell} Cell
 * @typedef {{ what: string, tab: number, [detail: string]: any }} Said what a page tells of itself
 * @typedef {{ cell: Cell, quantity: number, email: string, isHit: boolean, hasAsked: boolean, isEarly: boolean, offlineUntil: number, said: Said[], lastSaidAt: number, news: Promise<void>, hear: () => void }} Purchase
 */

/** The purchases of a campaign by cart, the faults that are due in them, and the shop's clock, which some of these move. */
export class Purchases {
  /** How often a cell was hit. @type {Map<string, number>} */
  fired = new Map();
  /** By how much the shop's clock is ahead, in milliseconds. */
  ahead = 0;
  /** @type {Map<string, Purchase>} */
  #byCart = new Map();

  /** @param {string | undefined} cart */
  get(cart) {
    return this.#byCart.get(cart ?? "");
  }

  /** @param {string} cart @param {Cell} cell @param {number} quantity */
  begin(cart, cell, quantity) {
    let hear = () => {};
    const news = new Promise((resolve) => {
      hear = () => resolve(undefined);
    });
    /** @type {Purchase} */
    const purchase = {
      ...{ cell, quantity, hear, news: /** @type {Promise<any>} */ (news) },
      email: customerOf(cell),
      ...{
        isHit: false,
        hasAsked: false,
        isEarly: false,
        offlineUntil: 0,
        said: [],
        lastSaidAt: Date.now(),
      },
    };
    this.#byCart.set(cart, purchase);
    return purchase;
  }

  /** A purchase is over: a clock that jumped goes back. @param {Purchase} purchase */
  leave({ cell, isHit }) {
    if (isHit) this.ahead -= JUMPS[cell.fault] ?? 0;
  }

  /** @param {Purchase} purchase */
  hit(purchase) {
    if (purchase.isHit) return;
    purchase.isHit = true;
    const name = nameOf(purchase.cell);
    this.fired.set(name, (this.fired.get(name) ?? 0) + 1);
    this.ahead += JUMPS[purchase.cell.fault] ?? 0;
  }

  /** The fault of a purchase that is due at this step, once. @param {string} cart @param {string} step */
  dueAt(cart, step) {
    const purchase = this.get(cart);
    if (!purchase || purchase.isHit || purchase.cell.step !== step) return undefined;
    this.hit(purchase);
    return purchase.cell.fault;
  }

  /** The order of a cart as it is now. @param {string | undefined} cart */
  orderOf(cart) {
    const purchase = this.get(cart);
    if (!cart || !purchase) return undefined;
    const billing_address = { ...CUSTOMER, email: purchase.email };
    const order = orderOf(cart, purchase.quantity);
    return { ...order, purchase: `${cart} ${order.purchase}`, customer: { billing_address } };
  }

  /** What a page shows of a cart, and calls it. @param {string} cart */
  shownOf(cart) {
    const order = this.orderOf(cart);
    return { amount: order?.order_amount ?? 0, purchase: order?.purchase };
  }
}
