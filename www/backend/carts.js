import { randomUUID } from "node:crypto";
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

/**
 * @param {import("./database.js").Database} database
 * @param {() => number} now milliseconds since 1970
 */
export function cartStore(database, now) {
  return { current, find, ofVisitor, setQuantity, setCustomer, close, copyClosed };

  /**
   * The visitor's open cart of that kind; a new one where there is none.
   *
   * @param {string} visitor
   * @param {CartKind} [kind]
   * @returns {Cart}
   */
  function current(visitor, kind = "basket") {
    const row = database.get("SELECT * FROM carts WHERE visitor = ? AND kind = ? AND ordered = 0", [
      visitor,
      kind,
    ]);
    if (row) return fromRow(row);
    const before = database.get(
      "SELECT customer, kind FROM carts WHERE visitor = ? ORDER BY (customer IS NULL), created_at DESC, rowid DESC",
      [visitor],
    );
    const lines =
      kind === "subscription" ? SUBSCRIPTION : isNewVisitor(visitor) ? FIRST_BASKET : [];
    /** @type {Cart} */
    const cart = {
      id: randomUUID(),
      visitor,
      kind,
      lines,
      customer: before ? customerOf(/** @type {import("./database.js").Row} */ (before)) : null,
      ordered: false,
    };
    insert(cart);
    return cart;
  }

  /** @param {string} visitor */
  function isNewVisitor(visitor) {
    return !database.get("SELECT 1 FROM carts WHERE visitor = ? AND kind = 'basket'", [visitor]);
  }

  /**
   * @param {string} id
   * @returns {Cart | undefined}
   */
  function find(id) {
    const row = database.get("SELECT * FROM carts WHERE id = ?", [id]);
    return row ? fromRow(row) : undefined;
  }

  /**
   * The visitor's basket, or the cart named, if it is the visitor's. A cart that was ordered is still known: the same
   * click posted again must find it.
   *
   * @param {string} visitor
   * @param {string | undefined} id
   */
  function ofVisitor(visitor, id) {
    if (id === undefined) return current(visitor);
    const cart = find(id);
    return cart?.visitor === visitor ? cart : undefined;
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
   * @returns {Cart}
   */
  function copyClosed(cart) {
    const copy = { ...cart, id: randomUUID(), ordered: true };
    insert(copy);
    return copy;
  }

  /** @param {Cart} cart */
  function insert({ id, visitor, kind, lines, customer, ordered }) {
    database.run(
      "INSERT INTO carts (id, visitor, kind, lines, customer, ordered, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
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
  }

  /** @param {string} id */
  function close(id) {
    database.run("UPDATE carts SET ordered = 1 WHERE id = ?", [id]);
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
    tax_amount: priced.taxAmount,
    customer: cart.customer,
  };
}

/**
 * @param {import("node-sqlite3-wasm").QueryResult} row
 * @returns {Cart}
 */
function fromRow(row) {
  return {
    id: String(row.id),
    visitor: String(row.visitor),
    kind: /** @type {CartKind} */ (row.kind),
    lines: JSON.parse(String(row.lines)),
    customer: customerOf(/** @type {import("./database.js").Row} */ (row)),
    ordered: row.ordered === 1,
  };
}

/**
 * @param {import("./database.js").Row} row
 * @returns {Customer | null}
 */
function customerOf(row) {
  return row.customer === null ? null : JSON.parse(String(row.customer));
}
