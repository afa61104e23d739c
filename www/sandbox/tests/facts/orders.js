import assert from "node:assert/strict";
import { ORDER } from "../merchant.js";
import { answered, refused } from "./klarna.js";

const ERRORS = "docs.klarna.com, Error codes and messages for Klarna Payments";
const STEP_3 = "docs.klarna.com, Create an order";
const CONFIRMED = { merchant_urls: { confirmation: "https://shop.example/thanks" } };
const OTHER = {
  order_amount: 9_000,
  order_lines: [{ ...ORDER.order_lines[0], unit_price: 9_000, total_amount: 9_000 }],
};

/** @type {import("./klarna.js").Fact[]} */
export const ORDERS = [
  [
    57,
    "an order answers 200 with order_id, fraud_status, authorized_payment_method and redirect_url",
    "OpenAPI of Klarna Payments, 2026",
    async (klarna) => {
      const { status, body } = await klarna.order(await klarna.token(), CONFIRMED);
      assert.equal(status, 200);
      assert.deepEqual(Object.keys(body).sort(), [
        "authorized_payment_method",
        "fraud_status",
        "order_id",
        "redirect_url",
      ]);
    },
  ],
  [
    58,
    "there is no redirect_url without a confirmation URL",
    STEP_3,
    async (klarna) => {
      const { body } = await klarna.order(await klarna.token());
      assert.equal("redirect_url" in body, false);
    },
  ],
  [
    59,
    "an unknown token, or one of 60 minutes, is 404 NOT_FOUND, Invalid authorization token",
    `${ERRORS}; ${STEP_3}`,
    async (klarna) => {
      const message = "Invalid authorization token";
      refused(await klarna.order("nobody"), 404, "NOT_FOUND", message);
      const token = await klarna.token();
      klarna.sandbox.advanceClock(60 * 60_000);
      refused(await klarna.order(token), 404, "NOT_FOUND", message);
    },
  ],
  [
    60,
    "another amount than the authorized one is 409, with the fields in one message",
    `${ERRORS}; ${STEP_3}`,
    async (klarna) =>
      refused(
        await klarna.order(await klarna.token(), OTHER),
        409,
        "BAD_VALUE",
        "Not matching fields: [order_amount, order_lines]",
      ),
  ],
  [
    61,
    "another postal code is 409, with its path",
    ERRORS,
    async (klarna) =>
      refused(
        await klarna.order(await klarna.token({ billing_address: { postal_code: "11111" } }), {
          billing_address: { postal_code: "22222" },
        }),
        409,
        "BAD_VALUE",
        "Not matching fields: [billing_address.postal_code]",
      ),
  ],
  [
    62,
    "the order call does not change what was authorized",
    STEP_3,
    async (klarna) => {
      await klarna.order(await klarna.token(), OTHER);
      const [session] = klarna.sandbox.ledger().sessions;
      assert.equal(session?.order_amount, ORDER.order_amount);
    },
  ],
  [
    63,
    "the same token with another body is 409 BAD_VALUE, completed with a different body",
    ERRORS,
    async (klarna) => {
      const token = await klarna.token();
      answered(await klarna.order(token), 200);
      const again = await klarna.order(token, { merchant_reference1: "other" });
      refused(again, 409, "BAD_VALUE", /different body/);
    },
  ],
  [
    64,
    "the same token with the same body is answered in any of the three ways that sources tell",
    `${ERRORS}; krokedil/klarna-payments-for-woocommerce#31`,
    async (klarna) => {
      const token = await klarna.token();
      const first = await klarna.order(token);
      refused(await klarna.order(token), 404, "SESSION_COMPLETED");
      klarna.sandbox.configure({ repeatedOrder: "invalid-operation" });
      refused(await klarna.order(token), 403, "INVALID_OPERATION");
      klarna.sandbox.configure({ repeatedOrder: "same-order" });
      assert.deepEqual((await klarna.order(token)).body, first.body);
      assert.equal(klarna.sandbox.ledger().orders.length, 1);
    },
  ],
  [
    65,
    "after a refusal with 409 the same token keeps failing",
    "krokedil/klarna-payments-for-woocommerce#31",
    async (klarna) => {
      const token = await klarna.token();
      answered(await klarna.order(token, OTHER), 409);
      answered(await klarna.order(token), 409);
    },
  ],
  [
    66,
    "cancelling an authorization is 204",
    "OpenAPI of Klarna Payments, 2026",
    async (klarna) => {
      const token = await klarna.token();
      answered(await klarna.v1("DELETE", `/payments/v1/authorizations/${token}`), 204);
      answered(await klarna.order(token), 404);
    },
  ],
];

const REQUEST = {
  purchase_country: "SE",
  purchase_currency: "SEK",
  locale: "en-SE",
  description: "Coffee club",
  intended_use: "SUBSCRIPTION",
};

/**
 * @param {import("./klarna.js").Klarna} klarna
 * @param {string} token
 * @param {object} [request]
 */
const tokenize = (klarna, token, request = REQUEST) =>
  klarna.v1("POST", `/payments/v1/authorizations/${token}/customer-token`, request);

/** @type {import("./klarna.js").Fact[]} */
export const CUSTOMER_TOKENS = [
  [
    67,
    "creating answers 200 with token_id",
    "OpenAPI of Klarna Payments, 2026",
    async (klarna) => {
      const { status, body } = await tokenize(klarna, await klarna.token({ intent: "tokenize" }));
      assert.equal(status, 200);
      assert.equal(typeof body.token_id, "string");
    },
  ],
  [
    68,
    "purchase_currency is required",
    "OpenAPI of Klarna Payments, 2026",
    async (klarna) => {
      const { purchase_currency: _none, ...rest } = REQUEST;
      const token = await klarna.token({ intent: "tokenize" });
      refused(
        await tokenize(klarna, token, rest),
        400,
        "BAD_VALUE",
        "Bad value: purchase_currency",
      );
    },
  ],
  [
    69,
    "a session of intent buy gives none: 403",
    ERRORS,
    async (klarna) =>
      refused(
        await tokenize(klarna, await klarna.token()),
        403,
        "INVALID_OPERATION",
        "Not allowed to create customer tokens for intent buy.",
      ),
  ],
  [
    70,
    "reading gives status and payment_method_type",
    "OpenAPI of the Customer Token API",
    async (klarna) => {
      const { body } = await tokenize(klarna, await klarna.token({ intent: "tokenize" }));
      const path = `/customer-token/v1/tokens/${body.token_id}`;
      const read = await klarna.v1("GET", path);
      assert.equal(read.body.status, "ACTIVE");
      assert.equal(typeof read.body.payment_method_type, "string");
      const cancelled = { status: "CANCELLED" };
      answered(await klarna.v1("PATCH", `${path}/status`, cancelled), 202);
      assert.equal((await klarna.v1("GET", path)).body.status, "CANCELLED");
    },
  ],
  [
    71,
    "an order with an unknown token is 404",
    `${ERRORS}; ${STEP_3}`,
    async (klarna) => {
      const { status, body } = await klarna.v1(
        "POST",
        "/customer-token/v1/tokens/nobody/order",
        ORDER,
      );
      assert.equal(status, 404);
      assert.match(body.error_code, /^(NOT_FOUND|TOKEN_NOT_FOUND)$/);
    },
  ],
  [
    72,
    "with buy_and_tokenize the one authorization token is good for the customer token and for the order",
    STEP_3,
    async (klarna) => {
      const token = await klarna.token({ intent: "buy_and_tokenize" });
      answered(await tokenize(klarna, token), 200);
      answered(await klarna.order(token), 200);
    },
  ],
];
