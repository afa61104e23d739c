import { dueAt } from "../ledger/due.js";
import { newLedger } from "../ledger/ledger.js";
import { sleep } from "./sleep.js";

/**
 * Reads and changes carts' ledgers. A change is made on a copy and written if nobody else has written meanwhile; else it is
 * made anew on what they wrote.
 *
 * @typedef {import("../ledger/types.js").Ledger} Ledger
 */

const TRIES = 50;
const STORE_TRIES = 4;

/**
 * @param {import("../settings.js").Settings} settings
 */
export function cartsOf({ store, now, limits, retention }) {
  return { read, open, change, find };

  /**
   * @param {string} cart
   * @returns {Promise<Ledger | undefined>}
   */
  async function read(cart) {
    const known = await store.read(cart);
    return known && /** @type {Ledger} */ (/** @type {unknown} */ (known.ledger));
  }

  /**
   * The ledger of an order's cart, new where there is none.
   *
   * @param {import("../public.js").ShopOrder} order
   * @returns {Promise<Ledger>}
   */
  async function open({ cart, reference }) {
    const id = crypto.randomUUID();
    const create = () =>
      newLedger({ cart, id, reference: reference ?? crypto.randomUUID(), now: now() });
    const opened = await change(cart, () => {}, { create });
    if (!opened) throw new Error("a cart that was opened is not there");
    return opened.ledger;
  }

  /**
   * @template T
   * @param {string} cart
   * @param {(ledger: Ledger) => T} make changes the ledger that it is given; runs again when somebody else was quicker
   * @param {{ create?: () => Ledger, isPatient?: boolean, isForced?: boolean, isQuiet?: boolean }} [how] `create`: of a cart that is not
   *   known yet; `isPatient`: a database that fails is asked again, since what is to be written is known only here;
   *   `isForced`: writes when nothing has changed, too; `isQuiet`: nobody has
   *   come for this, and it makes what is old no younger
   * @returns {Promise<{ ledger: Ledger, value: T } | undefined>} nothing: there is no such cart
   */
  async function change(
    cart,
    make,
    { create, isPatient = false, isForced = false, isQuiet = false } = {},
  ) {
    for (let tries = 1; tries <= TRIES; tries += 1) {
      const known = await patiently(() => store.read(cart), isPatient);
      const before = known ? JSON.stringify(known.ledger) : undefined;
      const ledger = before === undefined ? create?.() : /** @type {Ledger} */ (JSON.parse(before));
      if (!ledger) return undefined;
      const value = make(ledger);
      const isSame = before !== undefined && JSON.stringify(ledger) === before;
      if (isSame && !isForced) return { ledger, value };
      if (!isSame && !isQuiet) ledger.changedAt = now();
      const next = {
        ledger: /** @type {any} */ (ledger),
        dueAt: dueAt(ledger, { keptMs: limits.keptMs, retention }),
        handles: handlesOf(ledger),
      };
      const write = () => store.write(cart, known?.version ?? 0, next);
      if (await patiently(write, isPatient)) return { ledger, value };
      await sleep(Math.random() * Math.min(5 * tries, 50));
    }
    throw new Error("a cart is changed by too many at once");
  }

  /**
   * @param {keyof typeof handle} kind
   * @param {string} id
   */
  async function find(kind, id) {
    return store.find(handle[kind](id));
  }
}

/** @typedef {ReturnType<typeof cartsOf>} Carts */

/** What leads to a cart. */
const handle = {
  purchase: (/** @type {string} */ id) => `purchase ${id}`,
  reference: (/** @type {string} */ id) => `reference ${id}`,
  session: (/** @type {string} */ id) => `session ${id}`,
  callback: (/** @type {string} */ digest) => `callback ${digest}`,
  request: (/** @type {string} */ id) => `request ${id}`,
  click: (/** @type {string} */ key) => `click ${key}`,
};

/** @param {Ledger} ledger */
const handlesOf = (ledger) => [
  handle.purchase(ledger.id),
  handle.reference(ledger.reference),
  ...ledger.sessions.flatMap(({ id, callbackDigest }) => [
    handle.session(id),
    handle.callback(callbackDigest),
  ]),
  ...ledger.requests.map(({ id }) => handle.request(id)),
  ...ledger.attempts
    .filter(({ kind }) => kind === "click")
    .flatMap(({ id, replaces }) => (replaces === undefined ? [id] : [id, replaces]))
    .map(handle.click),
];

/**
 * @template T
 * @param {() => Promise<T>} work of the database
 * @param {boolean} isPatient
 * @returns {Promise<T>}
 */
async function patiently(work, isPatient) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isPatient || tries >= STORE_TRIES) throw error;
      await sleep(50 * 2 ** tries);
    }
  }
}
