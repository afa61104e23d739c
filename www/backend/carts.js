import { createHash, randomUUID } from "node:crypto";
import { priceOrder } from "./catalogue.js";

/**
 * Who orders and where the parcel goes; field names are Klarna's address keys.
 * @typedef {object} Customer
 * @property {string} email
 * @property {string} given_name
 * @property {string} family_name
 * @property {string} street_address
 * @property {string} postal_code
 * @property {string} city
 * @property {string} country two letters
 * @property {string} [phone]
 */

/**
 * A visitor has one open cart of each kind: the basket, and the subscription being bought.
 * @typedef {"basket" | "subscription"} CartKind
 */

/**
 * @typedef {object} Cart
 * @property {string} id
 * @property {string} orderNumber what the customer sees, and Klarna gets as the merchant reference
 * @property {string} visitor
 * @property {CartKind} kind
 * @property {import("./catalogue.js").CartLine[]} lines
 * @property {Customer | null} customer
 * @property {boolean} ordered an order was made of it; it no longer changes
 */

/** A first visit starts with something in the basket, so that the checkouts can be tried at once. */
const FIRST_BASKET = [
  { productId: "teapot-fold", quantity: 1 },
  { productId: "tea-first-light", quantity: 2 },
];
const SUBSCRIPTION = [{ productId: "box-monthly", quantity: 1 }];
const NUMBERS_BEFORE = 10_000;
const DAY_MS = 24 * 3600 * 1000;

/**
 * @param {import("./database.js").Database} database
 * @param {() => number} now milliseconds since 1970
 */
export function cartStore(database, now) {
  return {
    current,
    find,
    findByNumber,
    lastOrdered,
    setQuantity,
    setCustomer,
    close,
    copyClosed,
    abandoned,
    remove,
  };

  /**
   * The visitor's open cart of that kind; a new one where there is none.
   *
   * @param {string} visitor
   * @param {CartKind} [kind]
   * @returns {Cart}
   */
  function current(visitor, kind = "basket") {
    const open = one("visitor = ? AND kind = ? AND ordered = 0", [visitor, kind]);
    if (open) {
      // The visitor is known for another month, too.
      database.run("UPDATE carts SET seen_at = ? WHERE id = ? AND seen_at < ?", [
        now(),
        open.id,
        now() - DAY_MS,
      ]);
      return open;
    }
    const before = one("visitor = ? ORDER BY (customer IS NULL), number DESC", [visitor]);
    const isNew = !one("visitor = ? AND kind = 'basket'", [visitor]);
    const lines = kind === "subscription" ? SUBSCRIPTION : isNew ? FIRST_BASKET : [];
    return add({ visitor, kind, lines, customer: before?.customer ?? null, ordered: false });
  }

  /** @param {string} id */
  function find(id) {
    return one("id = ?", [id]);
  }

  /** @param {string} orderNumber */
  function findByNumber(orderNumber) {
    const number = /^ME-(\d{5,9})$/.exec(orderNumber)?.[1];
    return number === undefined ? undefined : one("number = ?", [Number(number) - NUMBERS_BEFORE]);
  }

  /** @param {string} visitor */
  function lastOrdered(visitor) {
    return one("visitor = ? AND kind = 'basket' AND ordered = 1 ORDER BY number DESC", [visitor]);
  }

  /**
   * @param {Cart} cart
   * @param {string} productId
   * @param {number} quantity 0 takes the product out
   * @returns {Cart}
   */
  function setQuantity(cart, productId, quantity) {
    const known = cart.lines.some((line) => line.productId === productId);
    const lines = (known ? cart.lines : [...cart.lines, { productId, quantity }])
      .map((line) => (line.productId === productId ? { productId, quantity } : line))
      .filter((line) => line.quantity > 0);
    database.run("UPDATE carts SET lines = ? WHERE id = ?", [JSON.stringify(lines), cart.id]);
    return { ...cart, lines };
  }

  /**
   * @param {Cart} cart
   * @param {Customer} customer
   * @returns {Cart}
   */
  function setCustomer(cart, customer) {
    database.run("UPDATE carts SET customer = ? WHERE id = ?", [JSON.stringify(customer), cart.id]);
    return { ...cart, customer };
  }

  /**
   * What was ordered once, to be ordered again.
   * @param {Cart} cart
   */
  function copyClosed(cart) {
    return add({ ...cart, ordered: true });
  }

  /** @param {Omit<Cart, "id" | "orderNumber">} cart */
  function add({ visitor, kind, lines, customer, ordered }) {
    const id = randomUUID();
    database.run(
      "INSERT INTO carts (id, visitor, kind, lines, customer, ordered, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
      [
        id,
        visitor,
        kind,
        JSON.stringify(lines),
        customer && JSON.stringify(customer),
        ordered ? 1 : 0,
        now(),
      ],
    );
    return /** @type {Cart} */ (find(id));
  }

  /** @param {string} id */
  function close(id) {
    database.run("UPDATE carts SET ordered = 1 WHERE id = ?", [id]);
  }

  /**
   * The ids of carts that nobody has ordered.
   * @param {number} before their visitors were here last earlier, in milliseconds since 1970
   */
  function abandoned(before) {
    return database
      .all("SELECT id FROM carts WHERE ordered = 0 AND seen_at < ?", [before])
      .map((row) => String(row.id));
  }

  /** @param {string} id */
  function remove(id) {
    database.run("DELETE FROM carts WHERE id = ?", [id]);
  }

  /**
   * @param {string} condition
   * @param {import("node-sqlite3-wasm").JSValue[]} values
   * @returns {Cart | undefined}
   */
  function one(condition, values) {
    const row = database.get(`SELECT * FROM carts WHERE ${condition}`, values);
    return row ? fromRow(/** @type {import("./database.js").Row} */ (row)) : undefined;
  }
}

/** @typedef {ReturnType<typeof cartStore>} CartStore */

/**
 * @param {Cart} cart
 * @returns what the page may know of a cart
 */
export function describeCart(cart) {
  const priced = priceOrder(cart.lines);
  return {
    cart_id: cart.id,
    lines: priced.lines,
    amount: priced.amount,
    purchase: purchaseName(cart.id, priced),
    tax_amount: priced.taxAmount,
    customer: cart.customer,
  };
}

/**
 * What a customer agrees to buy: a page whose cart has changed in another tab calls it something else, also where other
 * things cost the same. In which order they came into the cart does not matter.
 *
 * @param {string} id of the cart
 * @param {Pick<import("./catalogue.js").PricedOrder, "lines">} shown
 */
export function purchaseName(id, { lines }) {
  const bought = lines.map((line) => `${line.quantity} ${line.reference} ${line.total_amount}`);
  return `${id} ${createHash("sha256").update(bought.sort().join("\n")).digest("base64url")}`;
}

/**
 * @param {import("./database.js").Row} row
 * @returns {Cart}
 */
function fromRow(row) {
  return {
    id: String(row.id),
    orderNumber: `ME-${Number(row.number) + NUMBERS_BEFORE}`,
    visitor: String(row.visitor),
    kind: /** @type {CartKind} */ (row.kind),
    lines: JSON.parse(String(row.lines)),
    customer: row.customer === null ? null : JSON.parse(String(row.customer)),
    ordered: row.ordered === 1,
  };
}
