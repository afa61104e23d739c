import { Type } from "@sinclair/typebox";

// Shapes of the Klarna Payments API v1 (OpenAPI 2023-08-14), as far as the sandbox reads them. Unknown keys are let
// through, as Klarna does.

const Money = Type.Integer({ minimum: 0, maximum: 200_000_000 });
const Text = Type.String({ maxLength: 1024 });
const Country = Type.String({ pattern: "^[A-Za-z]{2}$" });
const Currency = Type.String({ pattern: "^[A-Za-z]{3}$" });
const Url = Type.String({ pattern: "^https?://", maxLength: 2048 });

const OrderLine = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 255 }),
  quantity: Type.Integer({ minimum: 0 }),
  unit_price: Type.Integer({ minimum: -200_000_000, maximum: 200_000_000 }),
  total_amount: Type.Integer({ minimum: -200_000_000, maximum: 200_000_000 }),
  tax_rate: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
  total_tax_amount: Type.Optional(Type.Integer()),
  type: Type.Optional(Type.Union([Text, Type.Null()])),
  reference: Type.Optional(Type.Union([Text, Type.Null()])),
});

const Address = Type.Object({
  given_name: Type.Optional(Text),
  family_name: Type.Optional(Text),
  email: Type.Optional(Type.String({ pattern: "^\\S+@\\S+$" })),
  phone: Type.Optional(Text),
  organization_name: Type.Optional(Text),
  street_address: Type.Optional(Text),
  postal_code: Type.Optional(Text),
  city: Type.Optional(Text),
  country: Type.Optional(Country),
});

const order = {
  purchase_country: Country,
  purchase_currency: Currency,
  order_amount: Money,
  order_lines: Type.Array(OrderLine, { minItems: 1, maxItems: 1000 }),
};

const details = {
  order_tax_amount: Type.Optional(Money),
  locale: Type.Optional(Type.String({ pattern: "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$" })),
  intent: Type.Optional(
    Type.Union(
      ["buy", "tokenize", "buy_and_tokenize", "buy_and_default_tokenize", "buy_and_link"].map(
        (intent) => Type.Literal(intent),
      ),
    ),
  ),
  billing_address: Type.Optional(Address),
  shipping_address: Type.Optional(Address),
  merchant_reference1: Type.Optional(Text),
  merchant_reference2: Type.Optional(Text),
  merchant_data: Type.Optional(Type.String({ maxLength: 6000 })),
  merchant_urls: Type.Optional(
    Type.Object({
      confirmation: Type.Optional(Url),
      notification: Type.Optional(Url),
      push: Type.Optional(Url),
      authorization: Type.Optional(Url),
    }),
  ),
  customer: Type.Optional(Type.Object({})),
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
  purchase_currency: Type.Optional(Currency),
  locale: Type.String(),
  description: Type.String({ minLength: 1, maxLength: 255 }),
  intended_use: Type.String({ pattern: "^([sS][uU][bB][sS][cC][rR][iI][pP][tT][iI][oO][nN])$" }),
  billing_address: Type.Optional(Address),
  customer: Type.Optional(Type.Object({})),
});

export const CustomerTokenOrder = Type.Object({
  purchase_currency: Currency,
  order_amount: Money,
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
