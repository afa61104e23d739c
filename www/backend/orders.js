/**
 * What was ordered: the shop's books. An order is a cart that the library has told of.
 *
 * @typedef {object} Order
 * @property {string} cartId
 * @property {string} orderNumber
 * @property {number} amount
 * @property {import("./catalogue.js").OrderLine[]} lines
 * @property {string | null} orderId Klarna's; none of another way to pay, or where its answer was lost
 * @property {string | null} fraudStatus PENDING: Klarna still looks at it, send nothing
 *
 * @typedef {import("klarna-payments-server").Purchase} Purchase
 */

/** @param {import("./database.js").Database} database */
export function orderStore(database) {
  return { record, ofCart };

  /**
   * Writes down what Klarna says, the first time or again.
   * @param {Purchase} purchase placed
   */
  function record({ cart, order, result }) {
    database.run(
      `INSERT INTO orders (cart_id, amount, lines, order_id, fraud_status) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (cart_id) DO UPDATE SET order_id = excluded.order_id, fraud_status = excluded.fraud_status`,
      [
        cart,
        order?.order_amount ?? 0,
        JSON.stringify(order?.order_lines ?? []),
        result?.order_id ?? result?.payment_transaction_id ?? null,
        result?.fraud_status ?? null,
      ],
    );
  }

  /**
   * @param {import("./carts.js").Cart} cart
   * @returns {Order | undefined}
   */
  function ofCart({ id, orderNumber }) {
    const row = database.get("SELECT * FROM orders WHERE cart_id = ?", [id]);
    if (!row) return undefined;
    return {
      cartId: id,
      orderNumber,
      amount: Number(row.amount),
      lines: JSON.parse(String(row.lines)),
      orderId: row.order_id === null ? null : String(row.order_id),
      fraudStatus: row.fraud_status === null ? null : String(row.fraud_status),
    };
  }
}

/** @typedef {ReturnType<typeof orderStore>} OrderStore */

/**
 * Somebody looks at an order: what Klarna makes of it now comes into the books, if it has not decided yet.
 *
 * @param {import("klarna-payments-server").KlarnaServer} klarna
 * @param {Order} order
 */
export async function lookAt(klarna, { cartId, fraudStatus }) {
  if (fraudStatus !== "PENDING") return;
  const purchase = await klarna.find({ cart: cartId });
  if (purchase) await klarna.orders.review(purchase);
}

/**
 * @param {Order} order
 * @returns what the page may know of it
 */
export const describeOrder = ({ orderNumber, orderId, amount, fraudStatus }) => ({
  order_number: orderNumber,
  ...(orderId ? { order_id: orderId } : {}),
  amount,
  ...(fraudStatus ? { fraud_status: fraudStatus } : {}),
});
