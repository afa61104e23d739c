import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { eventually } from "./eventually.js";
import { openShop } from "./open-shop.js";

const JSON_API = { "content-type": "application/vnd.api+json", accept: "application/vnd.api+json" };

describe("the Commerce Layer look-alike", () => {
  const shop = openShop({ scenario: "known" });

  async function bearer() {
    const { body } = await shop.shopper.ask("POST", "/oauth/token", {
      grant_type: "client_credentials",
      client_id: "sales-channel",
    });
    assert.equal(body.token_type, "Bearer");
    return { ...JSON_API, authorization: `Bearer ${body.access_token}` };
  }

  /** @param {string} id @param {string} token */
  const patch = (id, token) => ({
    data: { type: "klarna_payments", id, attributes: { auth_token: token } },
  });

  it("takes the authorization token and then places the order, once", async () => {
    // On any other page Klarna's callback may be quicker, and the order is placed already.
    const session = await shop.shopper.openSession("payments", "payment");
    const token = await shop.shopper.authorize(session);
    const headers = await bearer();
    const id = session.purchase_id;
    const updated = await shop.shopper.ask(
      "PATCH",
      `/api/klarna_payments/${id}`,
      patch(id, token),
      headers,
    );
    assert.equal(updated.status, 200);
    assert.match(String(updated.headers.get("content-type")), /^application\/vnd\.api\+json/);
    assert.equal(updated.body.data.attributes.auth_token, token);
    assert.equal(updated.body.data.attributes.payment_request_data.session_id, session.session_id);
    const place = { data: { type: "orders", id, attributes: { _place: true } } };
    const placed = await shop.shopper.ask("PATCH", `/api/orders/${id}`, place, headers);
    const again = await shop.shopper.ask("PATCH", `/api/orders/${id}`, place, headers);
    assert.equal(placed.body.data.attributes.status, "placed");
    assert.deepEqual([again.status, again.body.errors[0].code], [422, "VALIDATION_ERROR"]);
    assert.equal(shop.sandbox.ledger().orders.length, 1);
    const { links } = updated.body.data.relationships.order;
    const read = await shop.shopper.ask("GET", links.related, undefined, headers);
    assert.deepEqual(read.body, placed.body);
  });

  it("gives back the one of two authorizations that does not become the order, and one that comes after it", async () => {
    const { session, token: first } = await shop.shopper.authorizedSession();
    const second = await shop.shopper.authorize(session);
    const headers = await bearer();
    const id = session.purchase_id;
    const update = async (/** @type {string[]} */ ...tokens) => {
      for (const known of tokens) {
        const path = `/api/klarna_payments/${id}`;
        const { status } = await shop.shopper.ask("PATCH", path, patch(id, known), headers);
        assert.equal(status, 200);
      }
    };
    await update(first, second);
    const place = { data: { type: "orders", id, attributes: { _place: true } } };
    await shop.shopper.ask("PATCH", `/api/orders/${id}`, place, headers);
    await update("later", second);
    // Klarna's own callback may have brought the first before the second was there.
    const used = shop.sandbox.ledger().orders.map((order) => order.authorization_token);
    assert.equal(used.length, 1);
    const givenBack = () =>
      shop.sandbox.ledger().requests.filter(({ method }) => method === "DELETE");
    await eventually(() => givenBack()[1]);
    assert.deepEqual(
      givenBack().map(({ path }) => path),
      [used[0] === first ? second : first, "later"].map(
        (token) => `/payments/v1/authorizations/${token}`,
      ),
    );
  });

  it("wants a valid access token", async () => {
    const session = await shop.shopper.openSession();
    const id = session.purchase_id;
    const answer = await shop.shopper.ask("PATCH", `/api/klarna_payments/${id}`, patch(id, "t"), {
      ...JSON_API,
      authorization: "Bearer expired",
    });
    assert.equal(answer.status, 401);
    assert.equal(answer.body.errors[0].code, "INVALID_TOKEN");
  });

  it("answers with JSON:API errors to a wrong body and an unknown payment", async () => {
    const headers = await bearer();
    const unknown = await shop.shopper.ask(
      "PATCH",
      "/api/klarna_payments/none",
      patch("none", "t"),
      headers,
    );
    assert.equal(unknown.status, 404);
    assert.equal(unknown.body.errors[0].status, "404");
    const wrong = await shop.shopper.ask(
      "PATCH",
      "/api/klarna_payments/none",
      { data: {} },
      headers,
    );
    assert.equal(wrong.status, 400);
    assert.ok(Array.isArray(wrong.body.errors));
  });
});
