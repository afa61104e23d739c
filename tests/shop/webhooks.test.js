import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";
import { after, afterEach, before, describe, it } from "node:test";
import { readSettings } from "../../www/backend/settings.js";
import { startSandbox } from "../../www/sandbox/index.js";
import { startShop } from "../../www/start.js";
import { eventually } from "./eventually.js";
import { Shopper } from "./shopper.js";

const KEY_ID = "krn:partner:global:notification:signing-key:1";
const KEY = "a key that only the shop and Klarna know";

/** @param {import("../../www/sandbox/index.js").Sandbox} sandbox */
const klarnaAt = ({ url, credentials: { apiKey, accountId, clientId } }) => ({
  KLARNA_API_KEY: apiKey,
  KLARNA_PARTNER_ACCOUNT_ID: accountId,
  KLARNA_CLIENT_ID: clientId,
  KLARNA_NETWORK_URL: url,
});

describe("a webhook", () => {
  /** @type {Awaited<ReturnType<typeof startSandbox>>} */
  let sandbox;
  /** @type {import("../../www/start.js").Shop} */
  let shop;

  // The shop is told by the environment that this is Klarna itself: then no webhook is set up, and the test plays it.
  before(async () => {
    sandbox = await startSandbox();
    const env = { ...klarnaAt(sandbox), KLARNA_SIGNING_KEYS: `${KEY_ID}=${KEY}` };
    shop = await startShop({ sandbox, env });
  });
  after(async () => {
    await shop.close();
    await sandbox.close();
  });
  afterEach(() => sandbox.clearFaults());

  /** @param {string} body @param {Record<string, string>} [headers] */
  const send = (body, headers = {}) =>
    new Shopper(shop).ask("POST", "/api/klarna/webhooks", body, {
      "klarna-signing-key-id": KEY_ID,
      "klarna-signature": sign(body),
      ...headers,
    });

  /** @param {string} body */
  const sign = (body) => createHmac("sha256", KEY).update(body).digest("hex");

  /** @param {object} payload @param {string} [type] */
  const event = (payload, type = "payment.request.state-change.completed") =>
    JSON.stringify({ metadata: { event_type: type, event_id: randomUUID() }, payload });

  it("is taken when it is signed with a known key", async () => {
    assert.equal((await send(event({ payment_request_id: "unknown" }))).status, 200);
  });

  it("is refused with a wrong signature, a signature of another body, an unknown key, or none", async () => {
    const body = event({ payment_request_id: "x" });
    /** @type {Record<string, string>[]} */
    const wrong = [
      { "klarna-signature": "0".repeat(64) },
      { "klarna-signature": sign(`${body} `) },
      { "klarna-signature": "short" },
      { "klarna-signing-key-id": "another" },
      { "klarna-signing-key-id": "__proto__" },
    ];
    for (const headers of wrong) assert.equal((await send(body, headers)).status, 400);
    const unsigned = await new Shopper(shop).ask("POST", "/api/klarna/webhooks", body);
    assert.equal(unsigned.body.error.code, "bad_signature");
  });

  it("cannot be signed with an empty key: the shop does not take one", () => {
    const place = { publicUrl: () => "", sandbox, database: ":memory:" };
    for (const keys of [`${KEY_ID}=`, `${KEY_ID}=${KEY},another= `, KEY_ID, `=${KEY}`]) {
      const env = { ...klarnaAt(sandbox), KLARNA_SIGNING_KEYS: keys };
      assert.throws(() => readSettings(env, place), /KLARNA_SIGNING_KEYS/, keys);
    }
  });

  it("is refused when it is signed but not one of Klarna's", async () => {
    for (const body of ["", "[]", "{", JSON.stringify({ metadata: {} })]) {
      assert.equal((await send(body)).status, 400);
    }
  });

  it("is answered before the final authorization, which it starts once however often it comes", async () => {
    const { shopper, id } = await clicks();
    await shopper.stepUp(id);
    const token = await eventually(() => tokenOf(id));
    sandbox.injectFault({
      path: "/v2/accounts/*/payment/authorize",
      kind: "latency",
      latencyMs: 1500,
    });
    const body = event({
      payment_request_id: id,
      state_context: { klarna_network_session_token: token },
    });
    const before = performance.now();
    await Promise.all([send(body), send(body), send(body)]);
    assert.ok(performance.now() - before < 1000, "the answer waited for Klarna");
    await eventually(() => sandbox.ledger().transactions[0]);
    const authorizations = sandbox
      .ledger()
      .requests.filter(({ path }) => String(path).endsWith("/payment/authorize"));
    assert.equal(authorizations.length, 2);
  });

  it("changes nothing when somebody who has kept it sends it again after the order", async () => {
    const { shopper, id } = await clicks();
    await shopper.stepUp(id);
    const token = await eventually(() => tokenOf(id));
    const body = event({
      payment_request_id: id,
      state_context: { klarna_network_session_token: token },
    });
    const headers = { "klarna-signature": sign(body) };
    const known = sandbox.ledger().transactions.length;
    assert.equal((await send(body, headers)).status, 200);
    await eventually(() => sandbox.ledger().transactions[known]);
    const payment = async () =>
      (await shopper.ask("GET", `/api/klarna/payments/${encodeURIComponent(id)}`)).body;
    const before = await payment();
    for (let again = 1; again <= 3; again += 1)
      assert.equal((await send(body, headers)).status, 200);
    assert.deepEqual(await payment(), before);
    assert.equal(before.status, "approved");
    assert.equal(sandbox.ledger().transactions.length, known + 1);
  });

  it("tells why a payment ended, and a later reading does not take that back", async () => {
    const { shopper, id } = await clicks();
    const body = event(
      { payment_request_id: id, state_reason: "TECHNICAL_ERROR" },
      "payment.request.state-change.canceled",
    );
    await send(body);
    const { body: payment } = await shopper.ask(
      "GET",
      `/api/klarna/payments/${encodeURIComponent(id)}`,
    );
    assert.equal(payment.status, "expired");
    assert.equal(payment.paymentRequestState, "CANCELED");
    assert.equal(payment.paymentRequestStateReason, "TECHNICAL_ERROR");
    const late = event({ payment_request_id: id }, "payment.request.state-change.in-progress");
    await send(late);
    const again = await shopper.ask("GET", `/api/klarna/payments/${encodeURIComponent(id)}`);
    assert.deepEqual(again.body, payment);
  });

  it("is not needed: why a payment ended is read from Klarna as well", async () => {
    const { shopper, id } = await clicks();
    sandbox.configure({ scenario: "failure" });
    await shopper.stepUp(id);
    sandbox.configure({ scenario: "approved" });
    const payment = await eventually(async () => {
      const { body } = await shopper.ask("GET", `/api/klarna/payments/${encodeURIComponent(id)}`);
      return body.status === "pending" ? undefined : body;
    });
    assert.equal(payment.status, "expired");
    assert.equal(payment.paymentRequestStateReason, "TECHNICAL_ERROR");
  });

  /** A visitor who clicked Klarna's button, up to the step-up. */
  async function clicks() {
    const shopper = new Shopper(shop);
    const { body: click } = await shopper.clickPay();
    return { shopper, id: String(click.paymentRequestId) };
  }

  /** @param {string} id of a payment request */
  function tokenOf(id) {
    const found = sandbox
      .ledger()
      .entries.find((entry) => entry.kind === "session_token" && entry.payment_request_id === id);
    return found ? String(found.klarna_network_session_token) : undefined;
  }
});
