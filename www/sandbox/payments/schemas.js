import { Type } from "@sinclair/typebox";

// Shapes of the Klarna Payments and Customer Token APIs with the limits of their OpenAPI description of 2026. Unknown keys
// are let through, as Klarna does.

const { MIN_SAFE_INTEGER: LEAST, MAX_SAFE_INTEGER: MOST } = Number;
const Count = Type.Integer({ minimum: 0, maximum: MOST });
const Figure = Type.Integer({ minimum: LEAST, maximum: MOST });
const Price = Type.Integer({ minimum: LEAST, maximum: 200_000_000 });
/** @param {number} most characters */
const text = (most) => Type.Optional(Type.String({ maxLength: most }));
/** @param {string[]} words */
const oneOf = (...words) => Type.Union(words.map((word) => Type.Literal(word)));
const Country = Type.String({ pattern: "^[A-Za-z]{2}$" });
const Currency = Type.String({ pattern: "^[A-Za-z]{3}$" });
const Locale = Type.String({ pattern: "^[A-Za-z]{2}(-[A-Za-z]{2})?$" });
const Url = Type.Optional(Type.String({ pattern: "^https?://", maxLength: 2000 }));

const Subscription = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 255 }),
  interval: oneOf("DAY", "WEEK", "MONTH", "YEAR"),
  interval_count: Type.Integer({ minimum: 1 }),
});

const Identifiers = Type.Object({
  brand: text(70),
  category_path: text(750),
  global_trade_item_number: text(50),
  manufacturer_part_number: text(70),
  color: text(64),
  size: text(64),
});

const OrderLine = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 255 }),
  quantity: Count,
  unit_price: Price,
  total_amount: Price,
  tax_rate: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
  total_discount_amount: Type.Optional(Count),
  total_tax_amount: Type.Optional(Figure),
  type: text(255),
  reference: text(255),
  quantity_unit: text(8),
  merchant_data: text(1024),
  image_url: text(1024),
  product_url: text(1024),
  product_identifiers: Type.Optional(Identifiers),
  subscription: Type.Optional(Subscription),
});

const Address = Type.Object({
  given_name: text(99),
  family_name: text(99),
  email: Type.Optional(Type.String({ pattern: "^\\S+@\\S+$", maxLength: 99 })),
  phone: text(99),
  organization_name: text(99),
  street_address: text(99),
  street_address2: text(99),
  postal_code: text(10),
  city: text(99),
  country: Type.Optional(Country),
});

const Customer = Type.Object({
  type: Type.Optional(oneOf("person", "organization")),
  last_four_ssn: Type.Optional(Type.String({ pattern: "^(\\d{4}|\\d{9})$" })),
});

const order = {
  purchase_country: Country,
  purchase_currency: Currency,
  order_amount: Count,
  order_lines: Type.Array(OrderLine, { minItems: 1, maxItems: 1000 }),
};

const details = {
  order_tax_amount: Type.Optional(Count),
  locale: Type.Optional(Locale),
  intent: Type.Optional(
    oneOf("buy", "tokenize", "buy_and_tokenize", "buy_and_default_tokenize", "buy_and_link"),
  ),
  acquiring_channel: Type.Optional(oneOf("ECOMMERCE", "IN_STORE", "TELESALES")),
  attachment: Type.Optional(Type.Object({ body: Type.String(), content_type: Type.String() })),
  billing_address: Type.Optional(Address),
  shipping_address: Type.Optional(Address),
  merchant_reference1: text(255),
  merchant_reference2: text(255),
  merchant_data: text(6000),
  merchant_urls: Type.Optional(
    Type.Object({ confirmation: Url, notification: Url, push: Url, authorization: Url }),
  ),
  customer: Type.Optional(Customer),
  options: Type.Optional(Type.Object({})),
};

export const NewSession = Type.Object({ ...order, ...details });
export const SessionUpdate = Type.Partial(NewSession);
export const NewOrder = Type.Object({
  ...order,
  ...details,
  auto_capture: Type.Optional(Type.Boolean()),
});

export const NewCustomerToken = Type.Object({
  purchase_country: Country,
  purchase_currency: Currency,
  locale: Locale,
  description: Type.String({ minLength: 1, maxLength: 255 }),
  intended_use: Type.String({ pattern: "^([sS][uU][bB][sS][cC][rR][iI][pP][tT][iI][oO][nN])$" }),
  billing_address: Type.Optional(Address),
  customer: Type.Optional(Customer),
});

export const CustomerTokenOrder = Type.Object({
  purchase_currency: Currency,
  order_amount: Count,
  order_lines: order.order_lines,
  purchase_country: Type.Optional(Country),
  ...details,
  auto_capture: Type.Optional(Type.Boolean()),
  subscription: Type.Optional(Type.Object({})),
});

/** @typedef {import("@sinclair/typebox").Static<typeof NewSession>} SessionData */
/** @typedef {import("@sinclair/typebox").Static<typeof SessionUpdate>} SessionChange */
/** @typedef {import("@sinclair/typebox").Static<typeof NewOrder>} OrderData */
/** @typedef {import("@sinclair/typebox").Static<typeof NewCustomerToken>} CustomerTokenData */
/** @typedef {import("@sinclair/typebox").Static<typeof CustomerTokenOrder>} CustomerTokenOrderData */
