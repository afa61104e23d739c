import assert from "node:assert/strict";
import { ORDER } from "../merchant.js";
import { answered, refused } from "./klarna.js";

const HOUR = 3_600_000;

/** @type {import("./klarna.js").Fact[]} */
export const SESSIONS = [
  [
    7,
    "creating answers 200 with session_id, client_token and payment_method_categories",
    "OpenAPI of Klarna Payments, 2026",
    async (klarna) => {
      const { status, body } = await klarna.create(ORDER);
      assert.equal(status, 200);
      assert.deepEqual(Object.keys(body).sort(), [
        "client_token",
        "payment_method_categories",
        "session_id",
      ]);
    },
  ],
  [
    8,
    "there are sessions with three categories, and with `klarna` alone",
    "docs.klarna.com, Initiate a payment; playground answers in public repositories",
    async (klarna) => {
      const identifiers = async () =>
        (await klarna.create(ORDER)).body.payment_method_categories.map(
          (/** @type {{ identifier: string }} */ { identifier }) => identifier,
        );
      assert.deepEqual(await identifiers(), ["klarna"]);
      const three = ["pay_later", "pay_over_time", "pay_now"];
      klarna.sandbox.configure({ categories: three });
      assert.deepEqual(await identifiers(), three);
    },
  ],
  [
    9,
    "updating answers 204 with an empty body",
    "OpenAPI of Klarna Payments, 2026",
    async (klarna) => {
      const { session_id } = await klarna.session();
      const path = `/payments/v1/sessions/${session_id}`;
      const { status, body } = await klarna.v1("POST", path, { merchant_reference1: "1" });
      assert.deepEqual([status, body], [204, undefined]);
    },
  ],
  [
    10,
    "an unknown session is 404 NOT_FOUND, Invalid session id …",
    "docs.klarna.com, Error codes and messages for Klarna Payments",
    async (klarna) =>
      refused(
        await klarna.v1("GET", "/payments/v1/sessions/nowhere"),
        404,
        "NOT_FOUND",
        /^Invalid session id/,
      ),
  ],
  [
    11,
    "a session that is read has its payment_method_categories",
    "OpenAPI of Klarna Payments, 2026; docs.klarna.com, Check the details of a payment session",
    async (klarna) => {
      const { session_id } = await klarna.session();
      const { body } = await klarna.v1("GET", `/payments/v1/sessions/${session_id}`);
      assert.equal(body.payment_method_categories[0].identifier, "klarna");
    },
  ],
  [
    12,
    "an update after the order is placed is 404 SESSION_COMPLETED",
    "docs.klarna.com, Error codes and messages for Klarna Payments",
    async (klarna) => {
      const token = await klarna.token();
      await klarna.order(token);
      const id = klarna.sandbox.ledger().sessions[0]?.session_id;
      const answer = await klarna.v1("POST", `/payments/v1/sessions/${id}`, { locale: "en-SE" });
      refused(answer, 404, "SESSION_COMPLETED");
    },
  ],
  [
    13,
    "session and client token live 48 hours",
    "docs.klarna.com, Initiate a payment",
    async (klarna) => {
      const { session_id } = await klarna.session();
      const read = () => klarna.v1("GET", `/payments/v1/sessions/${session_id}`);
      klarna.sandbox.advanceClock(48 * HOUR - 60_000);
      answered(await read(), 200);
      klarna.sandbox.advanceClock(60_000);
      answered(await read(), 404);
    },
  ],
  [
    14,
    "a country together with another one's currency is refused",
    "docs.klarna.com, Purchase country, currency and locale",
    async (klarna) =>
      refused(await klarna.create({ ...ORDER, purchase_currency: "USD" }), 400, "BAD_VALUE"),
  ],
  [
    15,
    "merchant_urls.authorization has to be https",
    "docs.klarna.com, Authorization callback",
    async (klarna) => {
      /** @param {string} authorization */
      const create = (authorization) =>
        klarna.create({ ...ORDER, merchant_urls: { authorization } });
      refused(
        await create("http://shop.example/callback"),
        400,
        "BAD_VALUE",
        "Bad value: merchant_urls.authorization",
      );
      answered(await create("https://shop.example/callback"), 200);
    },
  ],
];

const LINE = ORDER.order_lines[0];
const long = "x".repeat(300);

/** @type {import("./klarna.js").Fact[]} */
export const REFUSALS = [
  [
    16,
    "an empty body is refused with one message, which lists currency and country",
    "solidusio-contrib/solidus_klarna_payments, recorded in 2021",
    async (klarna) =>
      refused(
        await klarna.create({}),
        400,
        "BAD_VALUE",
        "Bad value: purchase_currency, purchase_country",
      ),
  ],
  [
    17,
    "a bad field is told by its path and nothing else",
    "krokedil/klarna-payments-for-woocommerce#102, #155, #204, #217",
    async (klarna) =>
      refused(
        await klarna.create({ ...ORDER, billing_address: { postal_code: long } }),
        400,
        "BAD_VALUE",
        "Bad value: billing_address.postal_code",
      ),
  ],
  [
    18,
    "lines are named with brackets",
    "krokedil/klarna-payments-for-woocommerce#102, #155, #217; krokedil/klarna-checkout-for-woocommerce#105",
    async (klarna) =>
      refused(
        await klarna.create({ ...ORDER, order_lines: [LINE, { ...LINE, quantity: 0.5 }] }),
        400,
        "BAD_VALUE",
        "Bad value: order_lines[1].quantity",
      ),
  ],
  [
    19,
    "the message about a figure begins with its path",
    "umbraco/Umbraco.Commerce.Issues#826",
    async (klarna) =>
      refused(
        await klarna.create({
          ...ORDER,
          order_lines: [{ ...LINE, tax_rate: 2500, total_tax_amount: 2100 }],
        }),
        400,
        "BAD_VALUE",
        /^Bad value: order_lines\[0\]\.total_tax_amount/,
      ),
  ],
  [
    20,
    "several bad fields come as one message",
    "solidusio-contrib/solidus_klarna_payments, recorded in 2021; docs.adyen.com, Klarna raw responses",
    async (klarna) => {
      const { body } = await klarna.create({
        ...ORDER,
        billing_address: { postal_code: long },
        shipping_address: { postal_code: long },
      });
      assert.equal(body.error_messages.length, 1);
      assert.deepEqual(body.error_messages[0].replace("Bad value: ", "").split(", ").sort(), [
        "billing_address.postal_code",
        "shipping_address.postal_code",
      ]);
    },
  ],
];
