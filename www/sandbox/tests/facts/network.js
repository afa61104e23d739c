import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { ShopServer } from "../shop-server.js";
import { answered } from "./klarna.js";

const COLLECTION = "Klarna's API collection, release 2512";
const REFERENCE = "docs.klarna.com, Klarna Network API";

/** @param {string} email @param {object} [changes] */
const purchase = (email, changes) => ({
  currency: "EUR",
  request_payment_transaction: { amount: 5_000, payment_transaction_reference: "t-1" },
  supplementary_purchase_data: { purchase_reference: "p-1", customer: { email } },
  step_up_config: {
    customer_interaction_config: { method: "HANDOVER", return_url: "https://shop.example/back" },
  },
  ...changes,
});
const KNOWN = "customer+known@example.com";
const ANYBODY = "customer@example.com";

/**
 * The path of a transaction that has just been approved.
 * @param {import("./klarna.js").Klarna} klarna
 */
async function transaction(klarna) {
  const { body } = await klarna.v2("POST", "/:account/payment/authorize", purchase(KNOWN));
  const { payment_transaction_id: id } = body.payment_transaction_response.payment_transaction;
  return `/:account/payment/transactions/${id}`;
}

/** @type {import("./klarna.js").Fact[]} */
export const NETWORK = [
  [
    84,
    "a merchant's own account has no account in the path: authorize",
    `${COLLECTION}; akinwebdev/klarna-network-payment-selector`,
    async (klarna) => answered(await klarna.v2("POST", "/payment/authorize", purchase(KNOWN)), 200),
  ],
  [
    85,
    "… payment requests",
    `${COLLECTION}; akinwebdev/klarna-network-payment-selector`,
    async (klarna) =>
      answered(await klarna.v2("POST", "/payment/requests", { currency: "EUR" }), 201),
  ],
  [
    86,
    "… presentation",
    `${COLLECTION}; akinwebdev/klarna-network-payment-selector`,
    async (klarna) =>
      answered(await klarna.v2("GET", "/payment/presentation?currency=EUR&amount=100"), 200),
  ],
  [
    87,
    "authorize without a session token is STEP_UP_REQUIRED, with a payment_request_url",
    REFERENCE,
    async (klarna) => {
      const { body } = await klarna.v2("POST", "/:account/payment/authorize", purchase(ANYBODY));
      assert.equal(body.payment_transaction_response.result, "STEP_UP_REQUIRED");
      const { customer_interaction } = body.payment_request.state_context;
      assert.match(customer_interaction.payment_request_url, /^http/);
    },
  ],
  [
    88,
    "a presentation's texts are objects, its message has parts, its icon a badge_image_url",
    REFERENCE,
    async (klarna) => {
      const path = "/:account/payment/presentation?currency=EUR&amount=100";
      const { payment_option: option } = (await klarna.v2("GET", path)).body;
      assert.equal(typeof option.header.text, "string");
      assert.equal(typeof option.subheader.text, "string");
      assert.ok(Array.isArray(option.message.parts));
      assert.match(option.icon.badge_image_url, /^http/);
    },
  ],
  [
    89,
    "transactions can be read",
    COLLECTION,
    async (klarna) => {
      const { status, body } = await klarna.v2("GET", await transaction(klarna));
      assert.deepEqual([status, body.amount], [200, 5_000]);
    },
  ],
  [
    90,
    "… captured, with capture_amount",
    COLLECTION,
    async (klarna) => {
      const path = await transaction(klarna);
      const answer = await klarna.v2("POST", `${path}/capture`, { capture_amount: 2_000 });
      assert.ok([200, 201].includes(answer.status), JSON.stringify(answer.body));
    },
  ],
  [
    91,
    "… refunded, with refund_amount",
    COLLECTION,
    async (klarna) => {
      const path = await transaction(klarna);
      await klarna.v2("POST", `${path}/capture`, { capture_amount: 2_000 });
      const answer = await klarna.v2("POST", `${path}/refund`, { refund_amount: 500 });
      assert.ok([200, 201].includes(answer.status), JSON.stringify(answer.body));
    },
  ],
  [
    92,
    "webhooks can be listed",
    COLLECTION,
    async (klarna) => answered(await klarna.v2("GET", "/notification/webhooks"), 200),
  ],
  [
    93,
    "errors have error_type, error_code, error_message and error_id",
    `${REFERENCE}; context-plugins/klarna-python-sdk`,
    async (klarna) => {
      const { body } = await klarna.v2("GET", "/:account/payment/requests/nowhere");
      for (const name of ["error_type", "error_code", "error_message", "error_id"])
        assert.equal(typeof body[name], "string", name);
    },
  ],
  [
    94,
    "a validation error names the field, with brackets for lists",
    REFERENCE,
    async (klarna) => {
      const line_items = [{ name: "", quantity: 1, total_amount: 5_000 }];
      const { body } = await klarna.v2(
        "POST",
        "/:account/payment/authorize",
        purchase(KNOWN, { supplementary_purchase_data: { line_items } }),
      );
      const [problem] = body.validation_errors;
      assert.match(problem.parameter, /(^|\.)line_items\[0\]\.name$/);
      assert.equal(typeof problem.reason, "string");
    },
  ],
  [
    95,
    "webhooks are signed over the raw body, in lower-case hex; the key's id is in a header alone",
    `${REFERENCE}; plug-ins of krokedil`,
    async (klarna) => {
      const shop = await ShopServer.open();
      try {
        const { body: key } = await klarna.v2("POST", "/notification/signing-keys");
        const { body: webhook } = await klarna.v2("POST", "/notification/webhooks", {
          url: `${shop.url}/hook`,
          event_types: ["payment.request.state-change.completed"],
          signing_key_id: key.signing_key_id,
        });
        await klarna.v2("POST", `/notification/webhooks/${webhook.webhook_id}/simulate`, {
          event_type: "payment.request.state-change.completed",
        });
        await shop.bodies(1);
        const [{ headers, text }] = /** @type {[ShopServer["received"][number]]} */ (shop.received);
        const expected = createHmac("sha256", key.signing_key).update(text).digest("hex");
        assert.equal(headers["klarna-signature"], expected);
        assert.equal(headers["klarna-signing-key-id"], key.signing_key_id);
        assert.equal("signing_key_id" in JSON.parse(text).metadata, false);
      } finally {
        shop.close();
      }
    },
  ],
  [
    96,
    "the final authorization wants the same amount, data and reference as the first",
    `${REFERENCE}, final authorization`,
    async (klarna) => {
      klarna.sandbox.configure({ journey: "instant" });
      /** @param {object} change @returns {Promise<string>} */
      const result = async (change) => {
        const { body: first } = await klarna.v2(
          "POST",
          "/:account/payment/authorize",
          purchase(ANYBODY),
        );
        const { payment_request: request } = first;
        await fetch(request.state_context.customer_interaction.payment_request_url, {
          redirect: "manual",
        });
        const path = `/:account/payment/requests/${request.payment_request_id}`;
        const { body: completed } = await klarna.v2("GET", path);
        const { body } = await klarna.v2(
          "POST",
          "/:account/payment/authorize",
          purchase(ANYBODY, change),
          {
            "klarna-network-session-token": completed.state_context.klarna_network_session_token,
          },
        );
        return body.payment_transaction_response.result;
      };
      const payment = { amount: 5_000, payment_transaction_reference: "t-1" };
      assert.equal(await result({}), "APPROVED");
      assert.equal(
        await result({ request_payment_transaction: { ...payment, amount: 4_000 } }),
        "DECLINED",
      );
      assert.equal(
        await result({ supplementary_purchase_data: { purchase_reference: "p-2" } }),
        "DECLINED",
      );
    },
  ],
];
