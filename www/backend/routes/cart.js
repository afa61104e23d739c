import { Type } from "@sinclair/typebox";
import { describeCart } from "../carts.js";
import { CURRENCY, findProduct, LOCALE, PRODUCTS } from "../catalogue.js";
import { Problem } from "../problem.js";
import { knownVisitor, welcome } from "../visitor.js";

const text = (/** @type {number} */ maxLength) => Type.String({ minLength: 1, maxLength });

export const CustomerBody = Type.Object(
  {
    email: Type.String({ minLength: 3, maxLength: 254, pattern: "^[^@\\s]+@[^@\\s]+$" }),
    given_name: text(100),
    family_name: text(100),
    street_address: text(200),
    postal_code: text(20),
    city: text(100),
    country: Type.String({ pattern: "^[A-Z]{2}$" }),
    phone: Type.Optional(text(30)),
  },
  { additionalProperties: false },
);

const LineParams = Type.Object({ productId: text(60) });
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

  app.get("/api/cart", { schema: { querystring: KindQuery } }, async (request, reply) =>
    describeCart(carts.current(welcome(request, reply), kindOf(request))),
  );

  app.put(
    "/api/cart/lines/:productId",
    { schema: { params: LineParams, body: LineBody } },
    async (request) => {
      const { productId } = /** @type {import("@sinclair/typebox").Static<typeof LineParams>} */ (
        request.params
      );
      const { quantity } = /** @type {import("@sinclair/typebox").Static<typeof LineBody>} */ (
        request.body
      );
      const product = findProduct(productId);
      if (!product || product.monthly)
        throw new Problem(404, "unknown_product", "There is no such product to put in a basket.");
      return describeCart(
        carts.setQuantity(carts.current(knownVisitor(request)), productId, quantity),
      );
    },
  );

  app.put(
    "/api/cart/customer",
    { schema: { querystring: KindQuery, body: CustomerBody } },
    async (request) => {
      const customer = /** @type {import("../carts.js").Customer} */ (request.body);
      return describeCart(
        carts.setCustomer(carts.current(knownVisitor(request), kindOf(request)), customer),
      );
    },
  );
}

/** @param {import("fastify").FastifyRequest} request */
function kindOf(request) {
  const { kind } = /** @type {import("@sinclair/typebox").Static<typeof KindQuery>} */ (
    request.query
  );
  return kind ?? "basket";
}
