import { Type } from "@sinclair/typebox";
import { describeCart } from "../carts.js";
import { CURRENCY, findProduct, LOCALE, PRODUCTS } from "../catalogue.js";
import { unknown } from "../problem.js";
import { knownVisitor, welcome } from "../visitor.js";
import { checked, Text } from "./shape.js";

const CustomerBody = Type.Object(
  {
    email: Type.String({ minLength: 3, maxLength: 254, pattern: "^[^@\\s]+@[^@\\s]+$" }),
    given_name: Text(100),
    family_name: Text(100),
    street_address: Text(200),
    postal_code: Text(20),
    city: Text(100),
    country: Type.String({ pattern: "^[A-Z]{2}$" }),
    phone: Type.Optional(Text(30)),
  },
  { additionalProperties: false },
);
const LineParams = Type.Object({ productId: Text(60) });
const LineBody = Type.Object(
  { quantity: Type.Integer({ minimum: 0, maximum: 20 }) },
  { additionalProperties: false },
);
const KindQuery = Type.Object({
  kind: Type.Optional(Type.Union([Type.Literal("basket"), Type.Literal("subscription")])),
});

/**
 * The catalogue and the visitor's carts.
 *
 * @param {import("fastify").FastifyInstance} app
 * @param {{ carts: import("../carts.js").CartStore }} parts
 */
export async function cartRoutes(app, { carts }) {
  app.get("/api/catalogue", async () => ({
    currency: CURRENCY,
    locale: LOCALE,
    products: PRODUCTS,
  }));

  app.get("/api/cart", { schema: { querystring: KindQuery } }, async (request, reply) => {
    const { kind } = checked(KindQuery, request.query);
    const visitor = welcome(request, reply);
    const last_order = carts.lastOrdered(visitor)?.orderNumber;
    return { ...describeCart(carts.current(visitor, kind)), ...(last_order && { last_order }) };
  });

  app.put(
    "/api/cart/lines/:productId",
    { schema: { params: LineParams, body: LineBody } },
    async ({ params, body, headers }) => {
      const { productId } = checked(LineParams, params);
      const { quantity } = checked(LineBody, body);
      const visitor = knownVisitor(headers.cookie);
      const product = findProduct(productId);
      if (!product || product.monthly) throw unknown("product");
      return describeCart(carts.setQuantity(carts.current(visitor), productId, quantity));
    },
  );

  app.put(
    "/api/cart/customer",
    { schema: { querystring: KindQuery, body: CustomerBody } },
    async ({ query, body, headers }) => {
      const { kind } = checked(KindQuery, query);
      const customer = /** @type {import("../carts.js").Customer} */ (body);
      const cart = carts.current(knownVisitor(headers.cookie), kind);
      return describeCart(carts.setCustomer(cart, customer));
    },
  );
}
