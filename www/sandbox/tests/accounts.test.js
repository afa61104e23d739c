import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { startSandbox } from "../index.js";
import { ask, authorize, createSession, ORDER } from "./merchant.js";

const OTHER = {
  username: "other",
  password: "secret",
  apiKey: "klarna_test_api_other",
  clientId: "klarna_test_client_other",
  accountId: "krn:partner:global:account:test:OTHER",
};

describe("several accounts", () => {
  /** @type {import("../index.js").Sandbox} */
  let sandbox;
  before(async () => {
    sandbox = await startSandbox({ seed: 9, accounts: [OTHER] });
  });
  after(() => sandbox.close());
  beforeEach(() => sandbox.reset());

  /** @param {string} method @param {string} path @param {object} [body] */
  const asOther = (method, path, body) =>
    ask(sandbox, method, path, body, { authorization: `Basic ${OTHER.apiKey}` });
  /** @param {string} method @param {string} path @param {object} [body] */
  const asFirst = (method, path, body) =>
    ask(sandbox, method, path, body, {
      authorization: `Basic ${sandbox.credentials.apiKey}`,
    });

  it("of the Klarna Payments API see nothing of each other", async () => {
    const session = await createSession(sandbox);
    const { authorization_token: token } = await authorize(sandbox, session);
    const path = `/payments/v1/authorizations/${token}`;
    assert.equal((await asOther("GET", `/payments/v1/sessions/${session.session_id}`)).status, 404);
    assert.equal((await asOther("POST", `${path}/order`, ORDER)).status, 404);
    assert.equal((await asOther("DELETE", path)).status, 404);
    const { body } = await asFirst("POST", `${path}/order`, ORDER);
    const order = `/ordermanagement/v1/orders/${body.order_id}`;
    assert.equal((await asOther("POST", `${order}/cancel`)).status, 404);
    assert.equal((await asFirst("GET", order)).body.status, "AUTHORIZED");
  });

  it("of the Klarna Network see nothing of each other", async () => {
    const { body: request } = await asFirst("POST", "/v2/payment/requests", { currency: "EUR" });
    const path = `/v2/payment/requests/${request.payment_request_id}`;
    assert.equal((await asOther("GET", path)).status, 404);
    assert.equal((await asOther("DELETE", path)).status, 404);
    assert.equal((await asFirst("GET", path)).body.state, "SUBMITTED");
    const { body: key } = await asOther("POST", "/v2/notification/signing-keys");
    const hook = {
      url: "http://127.0.0.1:9/hook",
      event_types: ["payment.request.*"],
      signing_key_id: key.signing_key_id,
    };
    assert.equal((await asFirst("POST", "/v2/notification/webhooks", hook)).status, 404);
    assert.equal((await asOther("POST", "/v2/notification/webhooks", hook)).status, 201);
    const list = async (/** @type {typeof asFirst} */ as) =>
      (await as("GET", "/v2/notification/webhooks")).body.webhooks.length;
    assert.deepEqual([await list(asFirst), await list(asOther)], [0, 1]);
  });

  it("charge only their own customers' tokens, and resume only their own network sessions", async () => {
    sandbox.configure({ journey: "instant" });
    const { body: request } = await asFirst("POST", "/v2/payment/requests", {
      currency: "EUR",
      request_customer_token: { scopes: ["payment:customer_not_present"] },
    });
    await fetch(request.state_context.customer_interaction.payment_request_url);
    const { state_context: completed } = (
      await asFirst("GET", `/v2/payment/requests/${request.payment_request_id}`)
    ).body;
    const { customer_token } = completed.klarna_customer;
    const charge = async (/** @type {string} */ apiKey) => {
      const { body } = await ask(
        sandbox,
        "POST",
        "/v2/payment/authorize",
        {
          currency: "EUR",
          request_payment_transaction: { amount: 100, payment_transaction_reference: "t" },
        },
        { authorization: `Basic ${apiKey}`, "klarna-customer-token": customer_token },
      );
      return body.payment_transaction_response.result;
    };
    assert.equal(await charge(OTHER.apiKey), "DECLINED");
    assert.equal(await charge(sandbox.credentials.apiKey), "APPROVED");

    const resumed = async (/** @type {string} */ apiKey, /** @type {string} */ clientId) => {
      const { body } = await ask(
        sandbox,
        "POST",
        "/v2/interoperability/sdk-tokens",
        {},
        {
          authorization: `Basic ${apiKey}`,
          "klarna-network-session-token": completed.klarna_network_session_token,
        },
      );
      const started = { client_id: clientId, sdk_token: body.sdk_token };
      const { body: session } = await ask(sandbox, "POST", "/web-sdk/v2/api/sessions", started);
      return networkSessionOf(session.klarna_network_session_token);
    };
    const session = networkSessionOf(completed.klarna_network_session_token);
    const { apiKey, clientId } = sandbox.credentials;
    assert.equal(await resumed(apiKey, clientId), session);
    assert.notEqual(await resumed(OTHER.apiKey, OTHER.clientId), session);
    assert.notEqual(await resumed(apiKey, OTHER.clientId), session);
  });

  it("only take their own account's path", async () => {
    const path = `/v2/accounts/${OTHER.accountId}/payment/requests`;
    assert.equal((await asOther("POST", path, { currency: "EUR" })).status, 201);
    assert.equal((await asFirst("POST", path, { currency: "EUR" })).status, 404);
  });

  it("have a client id each", async () => {
    for (const [client_id, status] of /** @type {const} */ ([
      [OTHER.clientId, 200],
      [sandbox.credentials.clientId, 200],
      ["nobody", 401],
    ])) {
      const answer = await ask(sandbox, "POST", "/web-sdk/v2/api/sessions", { client_id });
      assert.equal(answer.status, status, client_id);
    }
  });

  it("have to differ", async () => {
    const twin = { ...OTHER, accountId: sandbox.credentials.accountId };
    await assert.rejects(
      startSandbox({ accounts: [twin] }),
      /accounts: each needs its own accountId/,
    );
  });
});

/** @param {string} token of a network session @returns {string} which one it is of */
const networkSessionOf = (token) =>
  JSON.parse(Buffer.from(token.slice(token.lastIndexOf(":") + 1), "base64url").toString()).sid;
