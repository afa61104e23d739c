import assert from "node:assert/strict";
import { ORDER } from "../merchant.js";
import { answered } from "./klarna.js";

const SOURCE = "OpenAPI of Order Management";
const [LINE] = ORDER.order_lines;

/** @type {import("./klarna.js").Fact[]} */
export const ORDER_MANAGEMENT = [
  [
    73,
    "reading an order is 200",
    SOURCE,
    async (klarna) => answered(await klarna.v1("GET", await klarna.placed()), 200),
  ],
  [
    74,
    "it tells amounts, captures, refunds, reference, dates and the payment method",
    SOURCE,
    async (klarna) => {
      const { body } = await klarna.v1("GET", await klarna.placed());
      const told = [
        ...["captured_amount", "refunded_amount", "remaining_authorized_amount"],
        ...["original_order_amount", "klarna_reference", "created_at", "expires_at"],
        ...["captures", "refunds", "initial_payment_method", "status", "fraud_status"],
        ...["order_amount", "order_lines"],
      ];
      assert.deepEqual(
        told.filter((name) => !(name in body)),
        [],
      );
    },
  ],
  [
    75,
    "acknowledging is 204",
    SOURCE,
    async (klarna) =>
      answered(await klarna.v1("POST", `${await klarna.placed()}/acknowledge`), 204),
  ],
  [
    76,
    "capturing is 201, and moves the amounts",
    SOURCE,
    async (klarna) => {
      const order = await klarna.placed();
      const answer = await klarna.v1("POST", `${order}/captures`, { captured_amount: 4_000 });
      answered(answer, 201);
      assert.match(answer.headers.get("location") ?? "", /\/captures\//);
      const { body } = await klarna.v1("GET", order);
      assert.deepEqual(
        [body.status, body.captured_amount, body.remaining_authorized_amount],
        ["PART_CAPTURED", 4_000, 6_000],
      );
    },
  ],
  [
    77,
    "captures are listed",
    SOURCE,
    async (klarna) => {
      const order = await klarna.placed();
      await klarna.v1("POST", `${order}/captures`, { captured_amount: 4_000 });
      const { status, body } = await klarna.v1("GET", `${order}/captures`);
      assert.equal(status, 200);
      assert.equal(body[0].captured_amount, 4_000);
    },
  ],
  [
    78,
    "refunding is 201",
    SOURCE,
    async (klarna) => {
      const order = await klarna.placed();
      await klarna.v1("POST", `${order}/captures`, { captured_amount: 4_000 });
      answered(await klarna.v1("POST", `${order}/refunds`, { refunded_amount: 1_000 }), 201);
      assert.equal((await klarna.v1("GET", order)).body.refunded_amount, 1_000);
    },
  ],
  [
    79,
    "cancelling is 204",
    SOURCE,
    async (klarna) => {
      const order = await klarna.placed();
      answered(await klarna.v1("POST", `${order}/cancel`), 204);
      assert.equal((await klarna.v1("GET", order)).body.status, "CANCELLED");
    },
  ],
  [
    80,
    "extending the authorization time is 204",
    SOURCE,
    async (klarna) => {
      const order = await klarna.placed();
      const { body: before } = await klarna.v1("GET", order);
      klarna.sandbox.advanceClock(86_400_000);
      answered(await klarna.v1("POST", `${order}/extend-authorization-time`), 204);
      const { body: after } = await klarna.v1("GET", order);
      assert.ok(Date.parse(after.expires_at) > Date.parse(before.expires_at));
    },
  ],
  [
    81,
    "a new amount with its lines is 204",
    SOURCE,
    async (klarna) => {
      const order = await klarna.placed();
      const order_lines = [{ ...LINE, unit_price: 9_000, total_amount: 9_000 }];
      const change = { order_amount: 9_000, order_lines };
      answered(await klarna.v1("PATCH", `${order}/authorization`, change), 204);
      const { body } = await klarna.v1("GET", order);
      assert.deepEqual([body.order_amount, body.original_order_amount], [9_000, 10_000]);
    },
  ],
  [
    82,
    "the customer's details can be changed: 204",
    SOURCE,
    async (klarna) => {
      const order = await klarna.placed();
      const details = { shipping_address: { city: "Sampletown" } };
      answered(await klarna.v1("PATCH", `${order}/customer-details`, details), 204);
      const { body } = await klarna.v1("GET", order);
      assert.equal(body.shipping_address.city, "Sampletown");
    },
  ],
  [
    83,
    "a Hosted Payment Page session is 201 with session_id and redirect_url",
    "OpenAPI of the Hosted Payment Page API",
    async (klarna) => {
      const { session_id } = await klarna.session();
      const { status, body } = await klarna.v1("POST", "/hpp/v1/sessions", {
        payment_session_url: `${klarna.sandbox.url}/payments/v1/sessions/${session_id}`,
        merchant_urls: { success: "https://shop.example/paid" },
      });
      assert.equal(status, 201, JSON.stringify(body));
      assert.equal(typeof body.session_id, "string");
      assert.match(body.redirect_url, /^http/);
    },
  ],
];
