import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, beforeEach, describe, it } from "node:test";
import { startSandbox } from "../index.js";
import { ask } from "./merchant.js";
import { ShopServer } from "./shop-server.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe("the Klarna Network API of the sandbox", () => {
  /** @type {import("../index.js").Sandbox} */
  let sandbox;
  /** @type {string} */
  let payment;
  before(async () => {
    sandbox = await startSandbox({ seed: 2 });
    payment = `/v2/accounts/${sandbox.credentials.accountId}/payment`;
  });
  after(() => sandbox.close());
  beforeEach(() => {
    sandbox.reset();
    sandbox.configure({ journey: "instant" });
  });

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   * @param {Record<string, string>} [headers]
   */
  const call = (method, path, body, headers = {}) =>
    ask(sandbox, method, path, body, {
      authorization: `Basic ${sandbox.credentials.apiKey}`,
      ...headers,
    });

  /** @param {string} customer @param {object} [changes] */
  const body = (customer, changes = {}) => ({
    currency: "EUR",
    request_payment_transaction: { amount: 5_000, payment_transaction_reference: "t-1" },
    supplementary_purchase_data: {
      purchase_reference: "p-1",
      line_items: [{ name: "Tea", quantity: 1, total_amount: 5_000 }],
      customer: { email: customer },
    },
    step_up_config: {
      payment_request_reference: "r-1",
      customer_interaction_config: {
        method: "HANDOVER",
        return_url:
          "https://shop.test/back?id={klarna.payment_request.id}&state={klarna.payment_request.state}",
      },
    },
    ...changes,
  });

  const CUSTOMER = "customer@example.com";

  /** @param {object} request @param {Record<string, string>} [headers] */
  const authorize = (request, headers) => call("POST", `${payment}/authorize`, request, headers);

  /** Lets the customer go through a payment request, as the page of a redirect does. @param {string} url */
  async function visit(url) {
    const launched = await fetch(url, { redirect: "manual" });
    const journey = new URL(launched.headers.get("location") ?? "", sandbox.url);
    const id = journey.searchParams.get("journey");
    return (await fetch(`${sandbox.url}/journey/state/${id}`)).json();
  }

  /** @param {string} [customer] */
  async function completed(customer = CUSTOMER) {
    const first = await authorize(body(customer));
    const { payment_request } = first.body;
    const { payment_request_url: url } = payment_request.state_context.customer_interaction;
    const journey = await visit(url);
    const path = `${payment}/requests/${payment_request.payment_request_id}`;
    const { body: request } = await call("GET", path);
    return {
      id: payment_request.payment_request_id,
      request,
      token: request.state_context.klarna_network_session_token,
      journey,
    };
  }

  /** The final authorization: the same without a step-up. @param {object} [changes] */
  function finalBody(changes = {}) {
    const { step_up_config: _first, ...rest } = body(CUSTOMER);
    return { ...rest, ...changes };
  }

  /** @param {string} token @param {object} [changes] */
  const finalize = (token, changes) =>
    authorize(finalBody(changes), { "klarna-network-session-token": token });

  /** @param {{ body: any }} answer */
  const resultOf = ({ body: { payment_transaction_response: response } }) => response.result;

  describe("authorize", () => {
    it("approves a known customer at once, with a transaction", async () => {
      const { status, body: answer } = await authorize(body("customer+known@example.com"));
      assert.equal(status, 200);
      const { result, payment_transaction } = answer.payment_transaction_response;
      assert.equal(result, "APPROVED");
      assert.match(payment_transaction.payment_transaction_id, /^krn:payment:eu1:transaction:/);
      assert.equal(payment_transaction.amount, 5_000);
      assert.equal(sandbox.ledger().transactions.length, 1);
    });

    it("asks for a step-up, with a payment request to hand to the SDK", async () => {
      const answer = await authorize(body(CUSTOMER));
      assert.equal(resultOf(answer), "STEP_UP_REQUIRED");
      const { payment_request: request } = answer.body;
      assert.equal(request.state, "SUBMITTED");
      assert.equal(request.payment_request_reference, "r-1");
      const url = request.state_context.customer_interaction.payment_request_url;
      assert.match(url, /region=eu1&access_token=/);
    });

    it("declines customer+refused@…, and anybody who cannot be asked for more", async () => {
      assert.equal(resultOf(await authorize(body("customer+refused@example.com"))), "DECLINED");
      assert.equal(resultOf(await authorize(finalBody())), "DECLINED");
    });

    it("refuses a wrong key, account or body in Klarna's error format", async () => {
      const key = await authorize(body(CUSTOMER), { authorization: "Basic wrong" });
      assert.equal(key.status, 401);
      assert.equal(key.body.error_code, "PERMISSION_DENIED");
      const account = await call("POST", "/v2/accounts/other/payment/authorize", body(CUSTOMER));
      assert.equal(account.status, 404);
      assert.equal(account.body.error_code, "RESOURCE_NOT_FOUND");
      const amount = { amount: "5000", payment_transaction_reference: "t" };
      const wrong = await authorize(body(CUSTOMER, { request_payment_transaction: amount }));
      assert.equal(wrong.status, 400);
      assert.equal(wrong.body.validation_errors[0].parameter, "request_payment_transaction.amount");
      assert.equal(wrong.body.error_type, "INPUT_ERROR");
    });

    it("repeats its answer for a repeated idempotency key, and refuses another request with it", async () => {
      const headers = { "klarna-idempotency-key": "k-1" };
      const first = await authorize(body("customer+known@example.com"), headers);
      const second = await authorize(body("customer+known@example.com"), headers);
      assert.deepEqual(second.body, first.body);
      assert.equal(sandbox.ledger().transactions.length, 1);
      const other = await authorize(body(CUSTOMER), headers);
      assert.equal(other.status, 409);
      assert.equal(other.body.error_code, "RESOURCE_CONFLICT");
    });

    it("carries out only one of two requests that come at once with one idempotency key", async () => {
      const headers = { "klarna-idempotency-key": "k-1" };
      const slow = body("customer+slow@example.com");
      const answers = await Promise.all([authorize(slow, headers), authorize(slow, headers)]);
      assert.deepEqual(answers[1].body, answers[0].body);
      assert.equal(sandbox.ledger().paymentRequests.length, 1);
    });
  });

  it("forgets idempotency keys on a reset, and after 24 hours", async () => {
    const headers = { "klarna-idempotency-key": "k-1" };
    const known = body("customer+known@example.com");
    const transaction = async () =>
      (await authorize(known, headers)).body.payment_transaction_response.payment_transaction
        .payment_transaction_id;
    const first = await transaction();
    assert.equal(await transaction(), first);
    sandbox.advanceClock(24 * HOUR);
    const second = await transaction();
    assert.notEqual(second, first);
    assert.equal(await transaction(), second);
    sandbox.reset();
    assert.notEqual(await transaction(), second);
  });

  describe("the final authorization", () => {
    it("approves what the customer accepted", async () => {
      const { request, token, journey } = await completed();
      assert.equal(request.state, "COMPLETED");
      assert.equal(request.previous_state, "IN_PROGRESS");
      const back = new URL(journey.return_url);
      assert.equal(back.searchParams.get("id"), request.payment_request_id);
      assert.equal(back.searchParams.get("state"), "COMPLETED");
      assert.equal(resultOf(await finalize(token)), "APPROVED");
    });

    it("fills the return URL's placeholders, whatever they hold", async () => {
      const step_up_config = {
        payment_request_reference: "half \ud800 a pair&",
        customer_interaction_config: {
          return_url:
            "https://shop.test/?r={klarna.payment_request.payment_request_reference}&t={klarna.payment_request.klarna_network_session_token}&u={klarna.payment_request.unknown}",
        },
      };
      const first = await authorize(body(CUSTOMER, { step_up_config }));
      const { customer_interaction } = first.body.payment_request.state_context;
      const { searchParams } = new URL(
        (await visit(customer_interaction.payment_request_url)).return_url,
      );
      assert.equal(searchParams.get("r"), "half \ufffd a pair&");
      assert.match(searchParams.get("t") ?? "", /^krn:network:eu1:test:session-token:/);
      assert.equal(searchParams.get("u"), "{klarna.payment_request.unknown}");
    });

    it("is idempotent per token, and refuses another transaction with it", async () => {
      const { token } = await completed();
      const first = await finalize(token);
      assert.deepEqual((await finalize(token)).body, first.body);
      assert.equal(sandbox.ledger().transactions.length, 1);
      const other = await finalize(token, { klarna_network_data: "{}" });
      assert.equal(other.status, 409);
      assert.equal(other.body.error_code, "RESOURCE_CONFLICT");
    });

    it("declines a token for good once it has, whatever comes with it", async () => {
      const { token } = await completed();
      const wrong = { amount: 4_000, payment_transaction_reference: "t-1" };
      const declined = await finalize(token, {
        request_payment_transaction: wrong,
        supplementary_purchase_data: undefined,
      });
      assert.equal(resultOf(declined), "DECLINED");
      assert.deepEqual((await finalize(token)).body, declined.body);
      assert.equal(sandbox.ledger().transactions.length, 0);
    });

    it("takes the session token by its older names as well", async () => {
      for (const name of ["klarna-interoperability-token", "klarna-payment-token"]) {
        const { token } = await completed();
        const { body: answer } = await authorize(body(CUSTOMER), { [name]: token });
        assert.equal(answer.payment_transaction_response.result, "APPROVED");
      }
    });

    it("declines an expired token", async () => {
      const { token } = await completed();
      sandbox.advanceClock(HOUR);
      assert.equal(resultOf(await finalize(token)), "DECLINED");
    });

    /** @type {[string, object][]} */
    const CHANGES = [
      [
        "amount",
        {
          supplementary_purchase_data: undefined,
          request_payment_transaction: { amount: 4_000, payment_transaction_reference: "t-1" },
        },
      ],
      [
        "reference",
        { request_payment_transaction: { amount: 5_000, payment_transaction_reference: "t-2" } },
      ],
      ["currency", { currency: "SEK" }],
      ["purchase data", { supplementary_purchase_data: { purchase_reference: "p-2" } }],
      ["customer token", { request_customer_token: { scopes: ["payment:customer_present"] } }],
    ];
    for (const [what, change] of CHANGES) {
      it(`declines another ${what} than the customer accepted`, async () => {
        const { token } = await completed();
        assert.equal(resultOf(await finalize(token, change)), "DECLINED");
        assert.equal(sandbox.ledger().transactions.length, 0);
      });
    }

    it("approves one without purchase data, as in Klarna's own samples", async () => {
      const { token } = await completed();
      const short = { supplementary_purchase_data: undefined };
      assert.equal(resultOf(await finalize(token, short)), "APPROVED");
    });

    it("is declined for customer+latedecline@…", async () => {
      const customer = "customer+latedecline@example.com";
      const { token } = await completed(customer);
      const { supplementary_purchase_data } = body(customer);
      assert.equal(resultOf(await finalize(token, { supplementary_purchase_data })), "DECLINED");
    });
  });

  describe("payment requests", () => {
    const requests = () => `${payment}/requests`;

    it("are created, read, changed and cancelled", async () => {
      const created = await call("POST", requests(), { currency: "EUR", amount: 100 });
      assert.equal(created.status, 201);
      const path = `${requests()}/${encodeURIComponent(created.body.payment_request_id)}`;
      const changed = await call("PATCH", path, { amount: 200 });
      assert.equal(changed.body.amount, 200);
      const cancelled = await call("DELETE", path);
      assert.equal(cancelled.body.state, "CANCELED");
      assert.equal(cancelled.body.state_reason, "PARTNER_CANCELED");
      assert.equal((await call("DELETE", path)).status, 409);
      assert.equal((await call("PATCH", path, { amount: 1 })).status, 409);
    });

    it("are refused when their line items do not add up", async () => {
      const line_items = [{ name: "Tea", quantity: 1, total_amount: 99 }];
      const wrong = {
        currency: "EUR",
        amount: 100,
        supplementary_purchase_data: { line_items },
      };
      const { status, body: refusal } = await call("POST", requests(), wrong);
      assert.equal(status, 400);
      assert.deepEqual(
        refusal.validation_errors.map((/** @type {any} */ { parameter }) => parameter),
        ["amount"],
      );
      const right = await call("POST", requests(), { ...wrong, amount: 99 });
      const path = `${requests()}/${right.body.payment_request_id}`;
      assert.equal((await call("PATCH", path, { amount: 100 })).status, 400);
      assert.equal((await call("GET", path)).body.amount, 99);
    });

    for (const journey of /** @type {const} */ (["instant", "quick"]))
      it(`complete with a delivery that is filled in where the journey is ${journey}`, async () => {
        sandbox.configure({ journey });
        const shipping_config = { mode: "EDITABLE", supported_countries: ["DE"] };
        const { body: request } = await call("POST", `${payment}/requests`, {
          currency: "EUR",
          amount: 5_000,
          shipping_config,
        });
        const { payment_request_url: url } = request.state_context.customer_interaction;
        const { id } = await visit(url);
        if (journey === "quick") await call("POST", `/journey/state/${id}`, { action: "confirm" });
        const path = `${payment}/requests/${request.payment_request_id}`;
        const { body: now } = await call("GET", path);
        assert.deepEqual([now.state, now.amount], ["COMPLETED", 5_000]);
        assert.equal(now.state_context.shipping.address.country, "DE");
      });

    it("keep their own shipping config when the page hands over another", async () => {
      sandbox.configure({ journey: "full" });
      /** @param {object} data */
      const countries = async (data) => {
        const { body: request } = await call("POST", requests(), { currency: "EUR", ...data });
        const id = encodeURIComponent(request.payment_request_id);
        const path = `/web-sdk/v2/api/payment-requests/${id}/journey`;
        const launched = await call("POST", path, {
          shipping_config: { mode: "EDITABLE", supported_countries: ["US"] },
        });
        const { body: journey } = await call("GET", `/journey/state/${launched.body.journey_id}`);
        return journey.purchase.shippingCountries;
      };
      assert.deepEqual(await countries({}), ["US"]);
      const shipping_config = { mode: "EDITABLE", supported_countries: ["DE"] };
      assert.deepEqual(await countries({ shipping_config }), ["DE"]);
    });

    it("expire after three hours", async () => {
      const { body: request } = await call("POST", requests(), { currency: "EUR" });
      sandbox.advanceClock(3 * HOUR);
      const path = `${requests()}/${request.payment_request_id}`;
      assert.equal((await call("GET", path)).body.state, "EXPIRED");
    });

    /** @type {[string, string, string | undefined][]} */
    const ENDINGS = [
      ["denied", "DECLINED", "PAYMENT_DECLINED"],
      ["leaves", "SUBMITTED", "PURCHASE_FLOW_ABORTED"],
      ["failure", "CANCELED", "TECHNICAL_ERROR"],
      ["expiring", "EXPIRED", undefined],
    ];
    for (const [scenario, state, reason] of ENDINGS) {
      it(`of customer+${scenario}@… end ${state}`, async () => {
        const { request } = await completed(`customer+${scenario}@example.com`);
        assert.equal(request.state, state);
        assert.equal(request.state_reason, reason);
        assert.equal(request.state_context.klarna_network_session_token, undefined);
      });
    }

    it("give a customer token when asked for, which charges without a step-up", async () => {
      const request_customer_token = { scopes: ["payment:customer_not_present"] };
      const first = await authorize(body(CUSTOMER, { request_customer_token }));
      const { customer_interaction } = first.body.payment_request.state_context;
      await visit(customer_interaction.payment_request_url);
      const id = first.body.payment_request.payment_request_id;
      const { body: request } = await call("GET", `${requests()}/${id}`);
      const { klarna_network_session_token: token } = request.state_context;
      const final = await finalize(token, { request_customer_token });
      assert.equal(resultOf(final), "APPROVED");
      const { customer_token } = request.state_context.klarna_customer;
      const charged = await authorize(finalBody(), { "klarna-customer-token": customer_token });
      assert.equal(resultOf(charged), "APPROVED");
      const unknown = await authorize(finalBody(), { "klarna-customer-token": "krn:nobody" });
      assert.equal(resultOf(unknown), "DECLINED");
    });
  });

  it("gives SDK tokens", async () => {
    const account = `/v2/accounts/${sandbox.credentials.accountId}`;
    const { status, body: answer } = await call(
      "POST",
      `${account}/interoperability/sdk-tokens`,
      {},
    );
    assert.equal(status, 200);
    assert.match(answer.sdk_token, /^krn:network:eu1:test:sdk-token:/);
  });

  it("tells how to present Klarna", async () => {
    const query = "?currency=EUR&amount=5000&locale=de-DE&intents=PAY";
    const { body: shown } = await call("GET", `${payment}/presentation${query}`);
    assert.equal(shown.instruction, "SHOW_KLARNA");
    sandbox.configure({ scenario: "unavailable" });
    const { body: hidden } = await call("GET", `${payment}/presentation${query}`);
    assert.equal(hidden.instruction, "HIDE_KLARNA");
    const elsewhere = await call("GET", `${payment}/presentation?currency=XXX`);
    assert.equal(elsewhere.status, 404);
    assert.equal(elsewhere.body.error_code, "RESOURCE_NOT_FOUND");
  });

  describe("webhooks", () => {
    /** @type {ShopServer} */
    let shop;
    /** @type {{ signing_key_id: string, signing_key: string }} */
    let key;

    before(async () => {
      shop = await ShopServer.open();
      key = (await call("POST", "/v2/notification/signing-keys", {})).body;
      const subscribed = await call("POST", "/v2/notification/webhooks", {
        url: `${shop.url}/hook`,
        event_types: [
          "payment.request.state-change.completed",
          "payment.request.state-change.declined",
        ],
        event_version: "v2",
        signing_key_id: key.signing_key_id,
        status: "ENABLED",
      });
      assert.equal(subscribed.status, 201);
    });
    after(() => shop.close());
    beforeEach(() => shop.forget());

    it("bring the completed payment request with its session token, signed", async () => {
      const { id, token } = await completed();
      const [{ metadata, payload }] = await shop.bodies(1);
      assert.equal(metadata.event_type, "payment.request.state-change.completed");
      assert.equal(metadata.event_version, "v2");
      assert.equal(payload.payment_request_id, id);
      assert.equal(payload.state_context.klarna_network_session_token, token);
      const { headers = {}, text = "" } = shop.received[0] ?? {};
      assert.equal(headers["klarna-signing-key-id"], key.signing_key_id);
      const expected = createHmac("sha256", key.signing_key).update(text).digest("hex");
      assert.equal(headers["klarna-signature"], expected);
    });

    it("are repeated until they are acknowledged, under one event id", async () => {
      shop.answers = [500, 203, 204];
      await completed();
      await shop.bodies(1);
      sandbox.advanceClock(MINUTE);
      await shop.bodies(2);
      sandbox.advanceClock(MINUTE);
      const ids = (await shop.bodies(3)).map(({ metadata }) => metadata.event_id);
      assert.equal(new Set(ids).size, 1);
    });

    it("tell of a decline, and not of what was not subscribed to", async () => {
      await completed("customer+expiring@example.com");
      await completed("customer+denied@example.com");
      const [first] = await shop.bodies(1);
      assert.equal(first.payload.state, "DECLINED");
    });

    it("come twice for customer+webhooktwice@…, and never for customer+webhooknever@…", async () => {
      await completed("customer+webhooknever@example.com");
      const { id } = await completed("customer+webhooktwice@example.com");
      const [first, second] = await shop.bodies(2);
      assert.equal(first.payload.payment_request_id, id);
      assert.equal(second.metadata.event_id, first.metadata.event_id);
    });

    it("tell when the partner has changed a payment request", async () => {
      await call("POST", "/v2/notification/webhooks", {
        url: `${shop.url}/updates`,
        event_types: ["payment.request.updated"],
        signing_key_id: key.signing_key_id,
      });
      const created = await call("POST", `${payment}/requests`, { currency: "EUR", amount: 100 });
      const id = created.body.payment_request_id;
      await call("PATCH", `${payment}/requests/${id}`, { amount: 200 });
      const [{ metadata, payload }] = await shop.bodies(1);
      assert.equal(metadata.event_type, "payment.request.updated");
      assert.deepEqual([payload.payment_request_id, payload.amount], [id, 200]);
    });

    it("are sent without a cause when asked to", async () => {
      const webhook = await call("POST", "/v2/notification/webhooks", {
        url: `${shop.url}/other`,
        event_types: ["payment.request.updated"],
        signing_key_id: key.signing_key_id,
      });
      const path = `/v2/notification/webhooks/${webhook.body.webhook_id}/simulate`;
      const { status } = await call("POST", path, { event_type: "payment.request.updated" });
      assert.equal(status, 202);
      const [first] = await shop.bodies(1);
      assert.equal(first.metadata.event_type, "payment.request.updated");
    });
  });
});
