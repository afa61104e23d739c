import { createKlarnaServer, Problem } from "klarna-payments-server";
import { sqliteStore } from "klarna-payments-server/sqlite";
import { redelivered } from "./catalogue.js";
import { inTransaction, klarnaFile } from "./database.js";
import { chosenDelivery } from "./delivery.js";
import { amounts, shopOrder } from "./shop-order.js";
import { knownVisitor, visitorIn } from "./visitor.js";

/**
 * The library, and what it asks of this shop: whose cart it is, what is in it, and what to do once it is ordered.
 *
 * @typedef {import("klarna-payments-server").KlarnaServer} KlarnaServer
 * @typedef {import("klarna-payments-server").Purchase} Purchase
 *
 * @param {object} parts
 * @param {import("./settings.js").Settings} parts.settings
 * @param {import("./database.js").Database} parts.database
 * @param {import("./carts.js").CartStore} parts.carts
 * @param {import("./orders.js").OrderStore} parts.orders
 * @param {import("./subscriptions.js").SubscriptionStore} parts.subscriptions
 * @param {import("fastify").FastifyBaseLogger} parts.log
 * @param {() => number} parts.now milliseconds since 1970
 */
export function shopKlarna({ settings, database, carts, orders, subscriptions, log, now }) {
  const { payments, network, publicUrl } = settings;
  const store = sqliteStore({ file: klarnaFile(settings.database) });

  /** @type {KlarnaServer} */
  const klarna = createKlarnaServer({
    klarna: {
      url: payments.apiUrl,
      credentials: { username: payments.username, password: payments.password },
      network: {
        url: network.apiUrl,
        credentials: { apiKey: network.apiKey },
        account: network.partnerAccountId,
      },
    },
    store,
    publicUrl,
    signingKeys: network.signingKeys,
    order,
    mayAccess: (request, cart) => carts.find(cart)?.visitor === visitorIn(cookiesOf(request)),
    pages: {
      confirmation: ({ reference }) => `/confirmation?order=${encodeURIComponent(reference)}`,
      return: ({ id }) => `${publicUrl()}/pay/return?purchase=${id}`,
    },
    describe: ({ id, reference, order }) => ({
      order_number: reference,
      amount: order?.order_amount,
      ...(order?.intent === "tokenize" ? { subscription_id: id } : {}),
    }),
    delivered,
    onPlaced: placed,
    onReviewed: reviewed,
    log: ({ level, event, ...facts }) => log[level](facts, event),
    now,
  });
  return { klarna, store };

  /**
   * The cart that a page names, or that its session is of; else the visitor's basket.
   *
   * @param {Request} request
   * @param {Record<string, unknown>} posted
   */
  async function order(request, { cart_id, session_id, delivery }) {
    const visitor = knownVisitor(cookiesOf(request));
    const session =
      session_id === undefined ? undefined : await klarna.find({ sessionId: text(session_id) });
    const id = cart_id ?? session?.cart;
    const cart = id === undefined ? carts.current(visitor) : carts.find(text(id));
    if (cart?.visitor !== visitor || (session && session.cart !== cart.id))
      throw new Problem(409, "wrong_cart", "The cart or the session belongs to another.");
    const told = shopOrder(cart, { collectsDelivery: delivery === "klarna" });
    return told.order_lines.length > 0 ? told : undefined;
  }

  /**
   * What is bought, with the delivery that the customer chose at Klarna; the shop's own prices count.
   *
   * @param {import("klarna-payments-server").ShopOrder} asked
   * @param {unknown} shipping
   */
  function delivered(asked, shipping) {
    const { delivery, address } = chosenDelivery(shipping);
    const lines = /** @type {import("./catalogue.js").OrderLine[]} */ (asked.order_lines);
    const customer = { ...carts.find(asked.cart)?.customer, ...address };
    const shipped = { billing_address: customer, shipping_address: customer };
    return { ...asked, ...amounts(redelivered(lines, delivery)), customer: shipped };
  }

  /** @param {Purchase} purchase told once or more */
  function placed(purchase) {
    const cart = carts.find(purchase.cart);
    if (!cart)
      throw new Error(`The cart of ${purchase.reference} is gone, which Klarna has taken.`);
    inTransaction(database, () => {
      orders.record(purchase);
      carts.close(cart.id);
      const { order, result } = purchase;
      const to = order?.shipping_config && order.customer?.shipping_address;
      if (to)
        carts.setCustomer(
          cart,
          /** @type {import("./carts.js").Customer} */ (/** @type {unknown} */ (to)),
        );
      // It may be rejected by the time that the shop hears of it: then the first month is not paid.
      if (result?.customer_token && !isRejected(purchase))
        subscriptions.begin(purchase.id, cart, result.customer_token);
    });
  }

  /** @param {Purchase} purchase that Klarna has decided about, told once or more */
  function reviewed(purchase) {
    orders.record(purchase);
    // What Klarna rejects is not paid, and no further month is to be charged.
    const subscription = subscriptions.ofCart(purchase.cart);
    if (isRejected(purchase) && subscription) subscriptions.end(subscription.id);
  }
}

/** Nothing is called by what is no text. @param {unknown} name */
const text = (name) => (typeof name === "string" ? name : "");

/** @param {Purchase} purchase */
const isRejected = ({ result }) => result?.fraud_status === "REJECTED";

/** @param {Request} request */
const cookiesOf = (request) => request.headers.get("cookie");
