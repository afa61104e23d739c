/**
 * What the shop sells. Prices live here and nowhere else: the browser only ever names products and quantities.
 *
 * @typedef {object} Product
 * @property {string} id
 * @property {string} name
 * @property {string} description
 * @property {number} price gross price in minor units of {@link CURRENCY}
 * @property {number} taxRate per cent with two implied decimals, as Klarna writes it: 1900 is 19 %
 * @property {"physical" | "digital"} type Klarna's order line type
 * @property {boolean} [monthly] sold as a subscription, one delivery a month
 */

export const CURRENCY = "EUR";
export const COUNTRY = "DE";
export const LOCALE = "en-DE";

/** Orders from this gross amount on are delivered free of charge. */
const FREE_SHIPPING_FROM = 5000;
const SHIPPING_TAX_RATE = 1900;

/**
 * How a parcel can travel; the first is what the customer gets who does not choose. `fee` is gross, in minor units.
 * @typedef {{ id: string, name: string, description: string, fee: number, freeFrom?: number }} Delivery
 */

/** @type {readonly [Delivery, ...Delivery[]]} */
export const DELIVERIES = [
  {
    id: "standard",
    name: "Standard delivery",
    description: "In two to three days",
    fee: 490,
    freeFrom: FREE_SHIPPING_FROM,
  },
  { id: "express", name: "Express delivery", description: "Tomorrow", fee: 990 },
];

/** @type {readonly Product[]} */
export const PRODUCTS = [
  {
    id: "teapot-fold",
    name: "Fold teapot",
    description: "Stoneware, 0.8 litres, with a lid that stays on when you pour.",
    price: 6400,
    taxRate: 1900,
    type: "physical",
  },
  {
    id: "kettle-ridge",
    name: "Ridge kettle",
    description: "Enamelled steel, 1.2 litres, for every stove.",
    price: 8900,
    taxRate: 1900,
    type: "physical",
  },
  {
    id: "cups-pebble",
    name: "Pebble cups",
    description: "A pair of cups without handles, warm in both hands.",
    price: 3200,
    taxRate: 1900,
    type: "physical",
  },
  {
    id: "tray-drift",
    name: "Drift tray",
    description: "Oiled oak, just wide enough for a pot and two cups.",
    price: 4500,
    taxRate: 1900,
    type: "physical",
  },
  {
    id: "tea-first-light",
    name: "First Light",
    description: "Spring green tea, 100 grams of whole leaves.",
    price: 1450,
    taxRate: 700,
    type: "physical",
  },
  {
    id: "tea-ember",
    name: "Ember",
    description: "Black tea smoked over pine, 100 grams.",
    price: 1650,
    taxRate: 700,
    type: "physical",
  },
  {
    id: "box-monthly",
    name: "Tea of the month",
    description: "Two small harvests in the post every month. Stop whenever you like.",
    price: 2490,
    taxRate: 700,
    type: "physical",
    monthly: true,
  },
];

const BY_ID = new Map(PRODUCTS.map((product) => [product.id, product]));

/** @param {string} id */
export function findProduct(id) {
  return BY_ID.get(id);
}

/**
 * One line of a cart: which product, how many.
 * @typedef {{ productId: string, quantity: number }} CartLine
 */

/**
 * One line of a priced order, in the shape of Klarna's `order_lines`.
 * @typedef {object} OrderLine
 * @property {"physical" | "digital" | "shipping_fee"} type
 * @property {string} reference
 * @property {string} name
 * @property {number} quantity
 * @property {number} unit_price
 * @property {number} tax_rate
 * @property {number} total_amount
 * @property {number} total_tax_amount
 * @property {{ name: string, interval: "MONTH", interval_count: number }} [subscription]
 */

/**
 * @typedef {object} PricedOrder
 * @property {OrderLine[]} lines
 * @property {number} amount gross total in minor units
 * @property {number} taxAmount tax contained in `amount`
 */

/**
 * Prices a cart. Products that the shop does not sell (any more) are left out.
 *
 * @param {readonly CartLine[]} cartLines
 * @returns {PricedOrder}
 */
export function priceOrder(cartLines) {
  /** @type {OrderLine[]} */
  const lines = [];
  for (const { productId, quantity } of cartLines) {
    const product = findProduct(productId);
    if (!product || quantity < 1) continue;
    const line = orderLine(
      product.type,
      product.id,
      product.name,
      quantity,
      product.price,
      product.taxRate,
    );
    if (product.monthly)
      line.subscription = { name: product.name, interval: "MONTH", interval_count: 1 };
    lines.push(line);
  }
  return withDelivery(lines, DELIVERIES[0]);
}

/**
 * The same goods, delivered in another way.
 *
 * @param {readonly OrderLine[]} lines
 * @param {Delivery} delivery
 * @returns {PricedOrder}
 */
export function redelivered(lines, delivery) {
  return withDelivery(
    lines.filter(({ type }) => type !== "shipping_fee"),
    delivery,
  );
}

/**
 * What a delivery costs for these goods.
 *
 * @param {OrderLine[]} goods
 * @param {Delivery} delivery
 */
export function deliveryFee(goods, { fee, freeFrom = Number.POSITIVE_INFINITY }) {
  const amount = sum(goods, "total_amount");
  const isFree = amount === 0 || amount >= freeFrom || goods.every((line) => line.subscription);
  return isFree ? 0 : fee;
}

/**
 * @param {OrderLine[]} goods
 * @param {Delivery} delivery
 * @returns {PricedOrder}
 */
function withDelivery(goods, delivery) {
  const fee = deliveryFee(goods, delivery);
  const line = orderLine("shipping_fee", "shipping", delivery.name, 1, fee, SHIPPING_TAX_RATE);
  const lines = fee > 0 ? [...goods, line] : goods;
  return { lines, amount: sum(lines, "total_amount"), taxAmount: sum(lines, "total_tax_amount") };
}

/**
 * @param {OrderLine["type"]} type
 * @param {string} reference
 * @param {string} name
 * @param {number} quantity
 * @param {number} unitPrice
 * @param {number} taxRate
 * @returns {OrderLine}
 */
function orderLine(type, reference, name, quantity, unitPrice, taxRate) {
  const total = unitPrice * quantity;
  return {
    type,
    reference,
    name,
    quantity,
    unit_price: unitPrice,
    tax_rate: taxRate,
    total_amount: total,
    // Klarna's own formula for gross prices; it accepts a difference of one minor unit.
    total_tax_amount: total - Math.round((total * 10000) / (10000 + taxRate)),
  };
}

/**
 * @param {OrderLine[]} lines
 * @param {"total_amount" | "total_tax_amount"} key
 */
function sum(lines, key) {
  return lines.reduce((total, line) => total + line[key], 0);
}
