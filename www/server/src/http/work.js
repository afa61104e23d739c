import { newLedger } from "../ledger/ledger.js";
import { Problem } from "../problem.js";

/**
 * What the endpoints share: whose cart it is, and the work on it, which a page waits for only so long.
 *
 * @typedef {import("../ledger/types.js").Ledger} Ledger
 * @typedef {import("../public.js").ShopOrder} ShopOrder
 */

/**
 * @param {import("../settings.js").Settings} settings
 * @param {import("../flow/carts.js").Carts} carts
 * @param {import("../flow/drive.js").Driving} driving
 * @param {import("../flow/tend.js").Tending} tending
 */
export function workOf(settings, carts, driving, tending) {
  const { limits, log, now } = settings;
  /** @type {Set<Promise<unknown>>} */
  const running = new Set();
  return { orderOf, open, cartOf, finish, later, settled };

  /**
   * What is bought, as the shop says.
   *
   * @param {Request} request
   * @param {Record<string, unknown>} posted
   * @returns {Promise<ShopOrder | undefined>}
   */
  async function orderOf(request, posted) {
    const said = await settings.order(request, posted);
    if (!said) return undefined;
    const order = withoutNull(said);
    const field = notText(order);
    if (field === undefined) return order;
    log({ level: "error", event: "order_not_taken", field });
    throw new TypeError(`order.${field}`);
  }

  /**
   * @param {ShopOrder} order
   * @returns {Promise<Ledger>}
   */
  async function open({ cart, reference }) {
    const id = crypto.randomUUID();
    const create = () => newLedger({ cart, id, reference: reference ?? id, now: now() });
    const opened = await carts.change(cart, () => {}, { create });
    if (!opened) throw new Error("a cart that was opened is not there");
    return opened.ledger;
  }

  /**
   * The cart that something leads to, if whoever asks may have to do with it.
   *
   * @param {Request} request
   * @param {Parameters<typeof carts.find>[0]} kind
   * @param {string} id
   */
  async function cartOf(request, kind, id) {
    const cart = await carts.find(kind, id);
    if (cart === undefined || !settings.mayAccess) return cart;
    return (await settings.mayAccess(request, cart)) ? cart : undefined;
  }

  /**
   * Brings the cart's attempts to an end, and tells the shop; or stops waiting for that.
   * @param {string} cart
   */
  async function finish(cart) {
    const work = (async () => {
      await driving.drive(cart);
      await tending.tell(cart);
    })();
    const after = keep(work.then(() => tending.giveBack(cart)));
    await within(work, limits.answerMs);
    settings.background?.(after);
  }

  /**
   * The same when nobody waits.
   * @param {string} cart
   */
  function later(cart) {
    const work = keep(
      (async () => {
        await driving.drive(cart);
        await tending.tell(cart);
        await tending.giveBack(cart);
      })(),
    );
    settings.background?.(work);
  }

  /**
   * @param {Promise<unknown>} work whose failure is no answer's: the next sweep goes on with it
   */
  function keep(work) {
    const kept = work.catch((error) => {
      const name = error instanceof Error ? error.name : typeof error;
      if (!(error instanceof Problem)) log({ level: "error", event: "work_failed", error: name });
    });
    running.add(kept);
    kept.finally(() => running.delete(kept));
    return kept;
  }

  async function settled() {
    while (running.size > 0) await Promise.allSettled(running);
  }
}

/** @typedef {ReturnType<typeof workOf>} Work */

/**
 * What a shop's database has of a cart without a name: none.
 *
 * @param {ShopOrder} order
 * @returns {ShopOrder}
 */
function withoutNull({ purchase, ...order }) {
  return purchase === undefined || purchase === null ? order : { ...order, purchase };
}

/**
 * What a shop in JavaScript may have as a number: a page's text would never be the same.
 *
 * @param {ShopOrder} order
 * @returns {"cart" | "purchase" | undefined}
 */
function notText({ cart, purchase }) {
  if (typeof cart !== "string" || cart === "") return "cart";
  return purchase === undefined || typeof purchase === "string" ? undefined : "purchase";
}

/**
 * @param {Promise<void>} work
 * @param {number} ms
 */
async function within(work, ms) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
