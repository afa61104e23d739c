import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { startSandbox } from "../index.js";
import * as network from "../network/schemas.js";
import * as payments from "../payments/schemas.js";
import { authorize, createSession } from "./merchant.js";
import { bodyOf } from "./schema-arbitrary.js";
import { Wire } from "./wire.js";

const RUNS = process.env.TEST_TIER === "full" ? 1000 : 100;

describe("the sandbox's servers, fed with bodies made from their schemas", () => {
  /** @type {import("../index.js").Sandbox} */
  let sandbox;
  /** @type {Wire} */
  let wire;
  before(async () => {
    sandbox = await startSandbox({ seed: 5 });
    wire = new Wire(sandbox.url);
  });
  after(async () => {
    wire.close();
    await sandbox.close();
  });

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} body
   * @param {string} credentials
   */
  async function answered(method, path, body, credentials) {
    const authorization = `Basic ${credentials}`;
    const { status, text } = await wire.send(method, path, { body, authorization });
    if (text !== "") JSON.parse(text);
    return status;
  }

  /** @type {[string, string, import("@sinclair/typebox").TSchema][]} */
  const ENDPOINTS = [
    ["POST", "/payments/v1/sessions", payments.NewSession],
    ["POST", "/payments/v1/sessions/SESSION", payments.SessionUpdate],
    ["POST", "/payments/v1/authorizations/TOKEN/order", payments.NewOrder],
    ["POST", "/payments/v1/authorizations/TOKEN/customer-token", payments.NewCustomerToken],
    ["POST", "/customer-token/v1/tokens/none/order", payments.CustomerTokenOrder],
    ["POST", "/v2/accounts/ACCOUNT/payment/authorize", network.Authorize],
    ["POST", "/v2/accounts/ACCOUNT/payment/requests", network.NewPaymentRequest],
    ["PATCH", "/v2/accounts/ACCOUNT/payment/requests/none", network.PaymentRequestUpdate],
    ["POST", "/v2/notification/webhooks", network.NewWebhook],
    ["POST", "/v2/notification/webhooks/none/simulate", network.Simulation],
  ];
  for (const [method, path, schema] of ENDPOINTS) {
    it(`${method} ${path} answers in JSON, and never 500`, async () => {
      const session = await createSession(sandbox);
      const { authorization_token: token } = await authorize(sandbox, session);
      const { username, password, apiKey, accountId } = sandbox.credentials;
      const address = path
        .replace("SESSION", session.session_id)
        .replace("TOKEN", token)
        .replace("ACCOUNT", accountId);
      const credentials = path.startsWith("/v2/") ? apiKey : btoa(`${username}:${password}`);
      let accepted = 0;
      await fc.assert(
        fc.asyncProperty(bodyOf(schema), async (body) => {
          const answer = await answered(method, address, body, credentials);
          assert.ok(answer < 500, `${answer}`);
          if (answer !== 400) accepted += 1;
        }),
        { numRuns: RUNS, seed: 7 },
      );
      assert.ok(accepted > RUNS / 10, `only ${accepted} bodies were looked at in earnest`);
    });
  }

  for (const path of [
    "/kp/client/load",
    "/kp/client/call",
    "/kp/client/outcome",
    "/journey/state/none",
    "/web-sdk/v2/api/sessions",
    "/web-sdk/v2/api/presentation",
    "/web-sdk/v2/api/payment-requests",
    "/web-sdk/v2/api/payment-requests/none/journey",
    "/web-sdk/v2/api/sign-ins",
    "/kp/client/sessions",
    "/sandbox/sdk-calls",
    "/sandbox/sdk-faults",
    "/sandbox/faults",
    "/sandbox/clock",
    "/sandbox/settings",
    "/sandbox/orders/none/review",
    "/sandbox/customer-tokens/none",
  ]) {
    it(`${path} answers any JSON in JSON, and never 500`, async () => {
      const { client_token } = await createSession(sandbox);
      const anything = fc.oneof(
        fc.jsonValue(),
        fc.record({ client_token: fc.constant(client_token), data: fc.jsonValue() }),
        fc.record({
          client_token: fc.constant(client_token),
          call: fc.constantFrom("authorize", "finalize", "reauthorize"),
          auto_finalize: fc.boolean(),
          data: bodyOf(payments.SessionUpdate),
        }),
      );
      await fc.assert(
        fc.asyncProperty(anything, async (body) => {
          const method = /settings|review|customer-tokens/.test(path) ? "PUT" : "POST";
          assert.ok((await answered(method, path, body, "")) < 500);
        }),
        { numRuns: RUNS, seed: 7 },
      );
      sandbox.clearFaults();
    });
  }

  it("answers paths of any form in JSON, and never 500", async () => {
    const path = fc
      .array(fc.oneof(fc.webSegment(), fc.constantFrom("payments", "v2", "kp", "..", "%2e", "%")))
      .map((parts) => `/${parts.join("/")}`);
    await fc.assert(
      fc.asyncProperty(path, async (address) => {
        const response = await fetch(sandbox.url + address);
        await response.arrayBuffer();
        assert.ok(response.status < 500, `${address}: ${response.status}`);
      }),
      { numRuns: RUNS, seed: 7 },
    );
  });
});
