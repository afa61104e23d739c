// What a shop's TypeScript sees of klarna-payments-server.

import { createServer } from "node:http";
import {
  createKlarnaServer,
  type KlarnaServer,
  memoryStore,
  OrderRefused,
  Problem,
  type Purchase,
  type ShopOrder,
  type Store,
} from "klarna-payments-server";
import { commerceLayer } from "klarna-payments-server/commerce-layer";
import { klarnaExpress } from "klarna-payments-server/express";
import { klarnaRoutes } from "klarna-payments-server/next";
import { postgresStore } from "klarna-payments-server/postgres";
import { sqliteStore } from "klarna-payments-server/sqlite";
import pg from "pg";

const stores: Store[] = [
  memoryStore(),
  sqliteStore({ file: ":memory:" }),
  postgresStore({ pool: new pg.Pool() }),
];
const order: ShopOrder = {
  cart: "1",
  purchase_country: "DE",
  purchase_currency: "EUR",
  order_amount: 1000,
  order_lines: [{ name: "Tea", quantity: 1, unit_price: 1000, total_amount: 1000 }],
};
const klarna: KlarnaServer = createKlarnaServer({
  klarna: { url: "https://api.playground.klarna.com", credentials: "dXNlcjpwYXNz" },
  store: stores[0] ?? memoryStore(),
  publicUrl: "https://shop.example",
  order: async (request) => (request.headers.get("cookie") ? order : undefined),
  onPlaced(purchase: Purchase) {
    if (purchase.result?.by === "payments") console.log(purchase.result.order_id);
  },
  placeOrder: commerceLayer({
    baseUrl: "https://shop.commercelayer.io",
    accessToken: () => "token",
    resources: ({ purchase }) => ({ paymentId: purchase.id, orderId: purchase.cart }),
  }),
});
// @ts-expect-error amounts are numbers
createKlarnaServer({ ...({} as never), order: () => ({ ...order, order_amount: "1000" }) });
createServer((request, reply) =>
  klarnaExpress(klarna, { origin: "https://shop.example" })(request, reply, () => reply.end()),
);
export const { GET, POST } = klarnaRoutes(klarna);

export const paths: string[] = klarna.endpoints.map(({ method, path }) => `${method} ${path}`);
export const refusal = new Problem(401, "no_visitor", "Who is it?", { placed: false });
export const looked: Promise<Purchase> = klarna.orders.review({} as Purchase);

const renewed: Promise<Purchase> = klarna.recurring.charge("token", order);
renewed.catch((error: unknown) => {
  if (error instanceof Problem && error.placed === false) return error.code;
  throw new OrderRefused("unknown");
});
