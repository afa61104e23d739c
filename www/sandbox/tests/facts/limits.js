import { ORDER } from "../merchant.js";
import { answered, refused } from "./klarna.js";

const SOURCE = "OpenAPI of Klarna Payments, 2026";
const [LINE] = ORDER.order_lines;

/** @param {object} more of an order line */
const inLine = (more) => ({ order_lines: [{ ...LINE, ...more }] });
/** @param {object} billing_address */
const inAddress = (billing_address) => ({ billing_address });
/** @param {object} customer */
const inCustomer = (customer) => ({ customer });

/**
 * What Klarna takes at the most and what is too much.
 * @type {(number: number, path: string, most: object, tooMuch: object) => import("./klarna.js").Fact}
 */
const limit = (number, path, most, tooMuch) => [
  number,
  `the limit of ${path}`,
  SOURCE,
  async (klarna) => {
    answered(await klarna.create({ ...ORDER, ...most }), 200);
    refused(await klarna.create({ ...ORDER, ...tooMuch }), 400, "BAD_VALUE", `Bad value: ${path}`);
  },
];

/**
 * The limit of a text.
 * @type {(number: number, path: string, most: number, body: (text: string) => object) => import("./klarna.js").Fact}
 */
const text = (number, path, most, body) =>
  limit(number, path, body("x".repeat(most)), body("x".repeat(most + 1)));

/** @param {number} length */
const lines = (length) => ({
  order_lines: Array.from({ length }, () => ({ ...LINE, unit_price: 0, total_amount: 0 })),
  order_amount: 0,
});
/** @param {number} amount */
const priced = (amount) => ({
  ...inLine({ unit_price: amount, total_amount: amount }),
  order_amount: amount,
});
const SUBSCRIPTION = { name: "Coffee", interval: "MONTH", interval_count: 1 };
const ADDRESS = /** @type {const} */ ([
  [39, "city"],
  [40, "family_name"],
  [41, "given_name"],
  [42, "organization_name"],
  [43, "phone"],
  [45, "street_address"],
  [46, "street_address2"],
]);

/** What Klarna's own plug-in sends where it has nothing to say. */
const ABSENT = {
  options: null,
  merchant_data: null,
  merchant_reference2: "",
  billing_address: { email: "", country: "", street_address2: "" },
  ...inLine({ merchant_data: "", image_url: null, product_url: null }),
};

/** @type {import("./klarna.js").Fact[]} */
export const LIMITS = [
  [
    97,
    "what is absent may be sent as null or as empty text",
    "klarna/sfcc-klarna-payments, model/request/session.js",
    async (klarna) => answered(await klarna.create({ ...ORDER, ...ABSENT }), 200),
  ],
  text(30, "merchant_reference1", 255, (merchant_reference1) => ({ merchant_reference1 })),
  text(31, "merchant_reference2", 255, (merchant_reference2) => ({ merchant_reference2 })),
  text(32, "merchant_data", 6000, (merchant_data) => ({ merchant_data })),
  text(33, "order_lines[0].name", 255, (name) => inLine({ name })),
  text(34, "order_lines[0].reference", 255, (reference) => inLine({ reference })),
  text(35, "order_lines[0].quantity_unit", 8, (quantity_unit) => inLine({ quantity_unit })),
  text(36, "order_lines[0].merchant_data", 1024, (merchant_data) => inLine({ merchant_data })),
  text(37, "order_lines[0].product_identifiers.brand", 70, (brand) =>
    inLine({ product_identifiers: { brand } }),
  ),
  text(38, "order_lines[0].image_url", 1024, (image_url) => inLine({ image_url })),
  ...ADDRESS.map(([number, name]) =>
    text(number, `billing_address.${name}`, 99, (value) => inAddress({ [name]: value })),
  ),
  text(44, "billing_address.email", 92, (name) => inAddress({ email: `a@${name}.shop` })),
  text(47, "billing_address.postal_code", 10, (postal_code) => inAddress({ postal_code })),
  text(48, "merchant_urls.confirmation", 2000 - 8, (rest) => ({
    merchant_urls: { confirmation: `https://${rest}` },
  })),
  limit(49, "order_lines[0].unit_price, order_lines[0].total_amount", priced(200_000_000), {
    ...priced(200_000_001),
    order_amount: 1,
  }),
  limit(50, "order_lines", lines(1000), lines(1001)),
  limit(
    51,
    "customer.last_four_ssn",
    inCustomer({ last_four_ssn: "123456789" }),
    inCustomer({ last_four_ssn: "12345" }),
  ),
  limit(52, "customer.type", inCustomer({ type: "organization" }), inCustomer({ type: "company" })),
  limit(
    53,
    "acquiring_channel",
    { acquiring_channel: "IN_STORE" },
    { acquiring_channel: "MARKET" },
  ),
  limit(54, "locale", { locale: "sv" }, { locale: "nob-NO" }),
  limit(
    55,
    "attachment.content_type",
    { attachment: { body: "{}", content_type: "application/json" } },
    { attachment: { body: "{}" } },
  ),
  limit(
    56,
    "order_lines[0].subscription.interval_count",
    inLine({ subscription: SUBSCRIPTION }),
    inLine({ subscription: { ...SUBSCRIPTION, interval_count: 0 } }),
  ),
];
