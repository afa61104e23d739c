import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { startSandbox } from "../index.js";
import { ask, authorize, authorizeByHand, createSession, ORDER } from "./merchant.js";
import { ShopServer } from "./shop-server.js";

const MINUTE = 60_000;

describe("the Klarna Payments API of the sandbox", () => {
  /** @type {import("../index.js").Sandbox} */
  let sandbox;
  before(async () => {
    sandbox = await startSandbox({ seed: 1 });
  });
  after(() => sandbox.close());
  beforeEach(() => sandbox.reset());

  /** @param {string} token @param {object} [changes] */
  const order = (token, changes = {}) =>
    ask(sandbox, "POST", `/payments/v1/authorizations/${token}/order`, { ...ORDER, ...changes });

  describe("sessions", () => {
    it("are created with a client token whose claims the SDK reads", async () => {
      const { session_id, client_token, ...rest } = await createSession(sandbox);
      const claims = JSON.parse(
        Buffer.from(client_token.split(".")[1] ?? "", "base64url").toString(),
      );
      assert.equal(claims.session_id, session_id);
      assert.equal(claims.base_url, `${sandbox.url}/kp`);
      assert.equal(claims.session_type, "PAYMENTS");
      assert.equal(claims.purchase_country, "SE");
      assert.equal(claims.environment, "playground");
      assert.equal("exp" in claims, false);
      assert.deepEqual(
        /** @type {any} */ (rest).payment_method_categories.map(
          (/** @type {any} */ c) => c.identifier,
        ),
        ["klarna"],
      );
    });

    it("are updated and read, and show the authorization token", async () => {
      const session = await createSession(sandbox);
      const path = `/payments/v1/sessions/${session.session_id}`;
      const update = await ask(sandbox, "POST", path, { merchant_reference1: "order-1" });
      assert.equal(update.status, 204);
      const { authorization_token } = await authorize(sandbox, session);
      const { body } = await ask(sandbox, "GET", path);
      assert.equal(body.merchant_reference1, "order-1");
      assert.equal(body.authorization_token, authorization_token);
      assert.equal(body.status, "incomplete");
    });

    it("need the right credentials", async () => {
      const { status, body, headers } = await ask(sandbox, "POST", "/payments/v1/sessions", ORDER, {
        authorization: "Basic d3Jvbmc6d3Jvbmc=",
      });
      assert.equal(status, 401);
      assert.match(headers.get("www-authenticate") ?? "", /^Basic/);
      assert.match(body, /^<!doctype html>/);
    });

    it("are refused in Klarna's error format when the body does not fit", async () => {
      const wrong = await ask(sandbox, "POST", "/payments/v1/sessions", {
        ...ORDER,
        order_amount: "10000",
      });
      assert.equal(wrong.status, 400);
      assert.equal(wrong.body.error_code, "BAD_VALUE");
      assert.deepEqual(wrong.body.error_messages, ["Bad value: order_amount"]);
      const sums = await ask(sandbox, "POST", "/payments/v1/sessions", {
        ...ORDER,
        order_amount: 9_999,
      });
      assert.equal(sums.status, 400);
      assert.deepEqual(sums.body.error_messages, ["Bad value: order_amount"]);
    });

    it("end after 48 hours", async () => {
      const session = await createSession(sandbox);
      sandbox.advanceClock(48 * 60 * MINUTE);
      const { status, body } = await ask(
        sandbox,
        "GET",
        `/payments/v1/sessions/${session.session_id}`,
      );
      assert.equal(status, 404);
      assert.equal(body.error_code, "NOT_FOUND");
    });
  });

  describe("orders", () => {
    it("are placed once per authorization, and complete the session", async () => {
      const session = await createSession(sandbox, {
        merchant_urls: { confirmation: "https://shop.test/thanks" },
      });
      const { authorization_token: token } = await authorize(sandbox, session);
      const { status, body } = await order(token);
      assert.equal(status, 200);
      assert.equal(body.fraud_status, "ACCEPTED");
      assert.match(body.redirect_url, /^http:\/\/127/);
      const again = await order(token);
      assert.equal(again.status, 404);
      assert.equal(again.body.error_code, "SESSION_COMPLETED");
      assert.equal(sandbox.ledger().orders.length, 1);
      assert.equal(sandbox.ledger().sessions[0]?.status, "complete");
    });

    it("are placed once per session, whichever of its authorizations asks", async () => {
      const session = await createSession(sandbox);
      const { authorization_token: first } = await authorize(sandbox, session);
      const { authorization_token: second } = await authorize(sandbox, session);
      assert.notEqual(second, first);
      assert.equal((await order(first)).status, 200);
      const { status, body } = await order(second);
      assert.equal(status, 404);
      assert.equal(body.error_code, "SESSION_COMPLETED");
      assert.equal(sandbox.ledger().orders.length, 1);
    });

    it("go to the shop's confirmation page through Klarna", async () => {
      const session = await createSession(sandbox, {
        merchant_urls: { confirmation: "https://shop.test/thanks?order=1" },
      });
      const { body } = await order((await authorize(sandbox, session)).authorization_token);
      const answer = await fetch(body.redirect_url, { redirect: "manual" });
      assert.equal(answer.status, 302);
      assert.equal(answer.headers.get("location"), "https://shop.test/thanks?order=1");
      for (const [to, status] of /** @type {const} */ ([
        ["https://shop.test/%E2%9C%93?q=\u00e9\n", 302],
        ["https://", 400],
        ["javascript:alert(1)", 400],
      ])) {
        const address = `${sandbox.url}/kp/redirect?to=${encodeURIComponent(to)}`;
        assert.equal((await fetch(address, { redirect: "manual" })).status, status, to);
      }
    });

    it("need a token that is younger than 60 minutes", async () => {
      const { authorization_token: token } = await authorize(sandbox, await createSession(sandbox));
      sandbox.advanceClock(60 * MINUTE);
      const { status, body } = await order(token);
      assert.equal(status, 404);
      assert.equal(body.error_code, "NOT_FOUND");
    });

    it("differing from the session are refused with 409, and poison the token", async () => {
      const { authorization_token: token } = await authorize(sandbox, await createSession(sandbox));
      const lines = [{ ...ORDER.order_lines[0], unit_price: 9_000, total_amount: 9_000 }];
      const { status, body } = await order(token, { order_amount: 9_000, order_lines: lines });
      assert.equal(status, 409);
      assert.equal(body.error_code, "BAD_VALUE");
      assert.deepEqual(body.error_messages, ["Not matching fields: [order_amount, order_lines]"]);
      assert.equal((await order(token)).status, 409, "the right order comes too late");
    });

    describe("whose session is updated", () => {
      const MORE = Object.freeze({
        order_amount: 30_000,
        order_lines: [{ name: "Shoes", quantity: 3, unit_price: 10_000, total_amount: 30_000 }],
      });
      const update = (/** @type {string} */ id, /** @type {object} */ changes) =>
        ask(sandbox, "POST", `/payments/v1/sessions/${id}`, { ...ORDER, ...changes });

      /** @param {object} told while the customer looks @param {object} ordered */
      async function updatedMeanwhile(told, ordered) {
        const session = await createSession(sandbox);
        const { authorization_token: token } = await authorizeByHand(sandbox, session, {
          meanwhile: () => update(session.session_id, told),
        });
        return order(token, ordered);
      }

      it("while the customer looks at it are refused, as the customer saw them and as they are", async () => {
        for (const ordered of [{}, MORE]) {
          const { status, body } = await updatedMeanwhile(MORE, ordered);
          assert.equal(status, 409);
          assert.deepEqual(body.error_messages, [
            "Not matching fields: [order_amount, order_lines]",
          ]);
        }
        assert.deepEqual(
          sandbox.ledger().authorizations.map((one) => one.order_amount),
          [10_000, 10_000],
        );
        assert.equal(sandbox.ledger().orders.length, 0);
      });

      it("after it is authorized are refused too", async () => {
        for (const ordered of [{}, MORE]) {
          const session = await createSession(sandbox);
          const { authorization_token: token } = await authorize(sandbox, session);
          await update(session.session_id, MORE);
          assert.equal((await order(token, ordered)).status, 409);
        }
      });

      it("with what it says already are placed", async () => {
        assert.equal((await updatedMeanwhile({}, {})).status, 200);
      });

      it("are placed where the goods go to an address that Klarna collects meanwhile", async () => {
        const session = await createSession(sandbox);
        const express = { collect_shipping_address: true };
        const result = await authorize(sandbox, session, { call: "authorize", express });
        const { authorization_token: token, collected_shipping_address: shipping_address } = result;
        assert.equal((await order(token, { shipping_address })).status, 200);
      });
    });

    it("with one line more are refused with the number of lines", async () => {
      const { authorization_token: token } = await authorize(sandbox, await createSession(sandbox));
      const free = { name: "Laces", quantity: 1, unit_price: 0, total_amount: 0 };
      const { status, body } = await order(token, { order_lines: [...ORDER.order_lines, free] });
      assert.equal(status, 409);
      assert.deepEqual(body.error_messages, [
        "Not matching fields: [Incorrect number of items in the cart. Expected: 1, Actual: 2]",
      ]);
    });

    const TAXED = Object.freeze({
      order_tax_amount: 2_000,
      order_lines: [
        { ...ORDER.order_lines[0], reference: "shoes", tax_rate: 2_500, total_tax_amount: 2_000 },
      ],
    });
    for (const [what, changes, field] of /** @type {const} */ ([
      ["whose line has another reference", { reference: "boots" }, "order_lines"],
      ["whose line is of another kind", { type: "gift_card" }, "order_lines"],
      ["whose line leaves out its tax", { total_tax_amount: undefined }, "order_lines"],
      ["that leave out the tax", undefined, "order_tax_amount"],
    ]))
      it(`${what} are refused with 409`, async () => {
        const session = await createSession(sandbox, TAXED);
        const { authorization_token: token } = await authorize(sandbox, session);
        const { status, body } = await order(token, {
          ...TAXED,
          ...(changes
            ? { order_lines: [{ ...TAXED.order_lines[0], ...changes }] }
            : { order_tax_amount: undefined }),
        });
        assert.equal(status, 409);
        assert.deepEqual(body.error_messages, [`Not matching fields: [${field}]`]);
      });

    describe("where addresses are compared strictly", () => {
      const billing_address = Object.freeze({ given_name: "A", city: "Oslo" });
      beforeEach(() => sandbox.configure({ orderAddresses: "strict" }));

      /** @param {object} authorized @param {object} ordered */
      async function placed(authorized, ordered) {
        const session = await createSession(sandbox, authorized);
        const { authorization_token: token } = await authorize(sandbox, session);
        const { status, body } = await order(token, ordered);
        return status === 200 ? "placed" : body.error_messages[0];
      }

      it("are placed with the address that was authorized, and with one where none was", async () => {
        assert.equal(await placed({ billing_address }, { billing_address }), "placed");
        assert.equal(await placed({}, { billing_address }), "placed");
        const shipping_address = { city: "Bergen" };
        const both = { billing_address, shipping_address };
        assert.equal(await placed(both, both), "placed");
      });

      it("are refused without it, and with a part of it, or more", async () => {
        const fields = ["billing_address", "shipping_address"].flatMap((address) =>
          ["given_name", "city"].map((name) => `${address}.${name}`),
        );
        assert.equal(
          await placed({ billing_address }, {}),
          `Not matching fields: [${fields.join(", ")}]`,
        );
        for (const ordered of [{ city: "Oslo" }, { ...billing_address, family_name: "B" }])
          assert.match(
            await placed({ billing_address }, { billing_address: ordered }),
            /^Not matching fields: \[billing_address\.(given|family)_name, shipping_address/,
          );
      });
    });

    it("shipped elsewhere than to an authorized billing address are refused with 409", async () => {
      const billing_address = { given_name: "A", city: "Oslo" };
      const ship = async (/** @type {object} */ shipping_address) => {
        const session = await createSession(sandbox, { billing_address });
        const { authorization_token: token } = await authorize(sandbox, session);
        return order(token, { billing_address, shipping_address });
      };
      assert.equal((await ship(billing_address)).status, 200);
      const { status, body } = await ship({ ...billing_address, city: "Bergen" });
      assert.equal(status, 409);
      assert.deepEqual(body.error_messages, ["Not matching fields: [shipping_address.city]"]);
    });

    it("with another address than the authorized one are refused with 409", async () => {
      const session = await createSession(sandbox, {
        billing_address: { given_name: "A", city: "Oslo" },
      });
      const { authorization_token: token } = await authorize(sandbox, session);
      const { status, body } = await order(token, { billing_address: { city: "Bergen" } });
      assert.equal(status, 409);
      assert.deepEqual(body.error_messages, ["Not matching fields: [billing_address.city]"]);
    });

    for (const [scenario, status, code] of /** @type {const} */ ([
      ["rejected", 403, "REJECTED"],
      ["broken", 500, "INTERNAL_SERVER_ERROR"],
      ["latetoken", 404, "NOT_FOUND"],
    ])) {
      it(`of customer+${scenario}@… are answered ${status}, every time`, async () => {
        const email = `customer+${scenario}@example.com`;
        const session = await createSession(sandbox, { billing_address: { email } });
        const { authorization_token: token } = await authorize(sandbox, session);
        for (const answer of [await order(token), await order(token)]) {
          assert.equal(answer.status, status);
          assert.equal(answer.body.error_code, code);
        }
        assert.equal(sandbox.ledger().orders.length, 0);
      });
    }

    it("go to a confirmation page whose address names the order and the session", async () => {
      const session = await createSession(sandbox, {
        merchant_urls: { confirmation: "https://shop.test/thanks/{session.id}?order={order.id}" },
      });
      const { body } = await order((await authorize(sandbox, session)).authorization_token);
      const { headers } = await fetch(body.redirect_url, { redirect: "manual" });
      assert.equal(
        headers.get("location"),
        `https://shop.test/thanks/${session.session_id}?order=${body.order_id}`,
      );
    });

    it("of customer+pending@… have fraud_status PENDING", async () => {
      const billing_address = { email: "customer+pending@example.com" };
      const session = await createSession(sandbox, { billing_address });
      const { body } = await order((await authorize(sandbox, session)).authorization_token);
      assert.equal(body.fraud_status, "PENDING");
    });
  });

  describe("calls of the SDK", () => {
    for (const [call, show_form] of /** @type {const} */ ([
      ["authorize", true],
      ["reauthorize", true],
      ["finalize", false],
    ])) {
      it(`${call} of a customer who leaves answers show_form ${show_form}`, async () => {
        const billing_address = { email: "customer+leaves@example.com" };
        const session = await createSession(sandbox, { billing_address });
        assert.deepEqual(await authorize(sandbox, session, { call }), {
          show_form,
          approved: false,
        });
      });
    }
  });

  describe("a customer whose address is typed in the journey", () => {
    for (const who of ["refused", "unavailable"])
      it(`${who}: is declined in the end`, async () => {
        const email = `customer+${who}@example.com`;
        assert.deepEqual(await authorizeByHand(sandbox, await createSession(sandbox), { email }), {
          show_form: false,
          approved: false,
        });
      });

    const call = { auto_finalize: false };
    it("nofinalize: gives the token although auto_finalize is false", async () => {
      const email = "customer+nofinalize@example.com";
      const session = await createSession(sandbox);
      const result = await authorizeByHand(sandbox, session, { email, call });
      assert.equal((await order(result.authorization_token)).status, 200);
    });

    it("oldresults: is approved by `finalize` only, and not before", async () => {
      const email = "customer+oldresults@example.com";
      const session = await createSession(sandbox);
      const result = await authorizeByHand(sandbox, session, { email, call });
      assert.deepEqual(result, { show_form: true, approved: false, finalize_required: true });
    });

    it("expiring: has no session any more", async () => {
      const session = await createSession(sandbox);
      const email = "customer+expiring@example.com";
      assert.equal((await authorizeByHand(sandbox, session, { email })).approved, false);
      const path = `/payments/v1/sessions/${session.session_id}`;
      assert.equal((await ask(sandbox, "GET", path)).status, 404);
    });
  });

  describe("answers about customer+slow@…", () => {
    const billing_address = Object.freeze({ email: "customer+slow@example.com" });
    /** Whether it takes the two seconds. @param {Promise<unknown>} answer */
    async function isSlow(answer) {
      const begin = Date.now();
      await answer;
      return Date.now() - begin > 1_900;
    }

    it("are slow for the shop's server, from the session on", async () => {
      assert.equal(await isSlow(createSession(sandbox)), false);
      assert.equal(await isSlow(createSession(sandbox, { billing_address })), true);
    });

    it("are slow for the page that brings the address", async () => {
      const session = await createSession(sandbox);
      assert.equal(await isSlow(authorize(sandbox, session)), false);
      assert.equal(await isSlow(authorize(sandbox, session, { data: { billing_address } })), true);
    });
  });

  describe("authorizations", () => {
    it("are cancelled, and good for nothing then", async () => {
      const { authorization_token: token } = await authorize(sandbox, await createSession(sandbox));
      const path = `/payments/v1/authorizations/${token}`;
      assert.equal((await ask(sandbox, "DELETE", path)).status, 204);
      assert.equal((await ask(sandbox, "DELETE", path)).status, 404);
      assert.equal((await order(token)).status, 404);
      assert.equal(sandbox.ledger().authorizations[0]?.state, "cancelled");
    });

    it("leave the session's newer token alone when they are cancelled", async () => {
      const session = await createSession(sandbox);
      const { authorization_token: old } = await authorize(sandbox, session);
      const { authorization_token: token } = await authorize(sandbox, session);
      const known = async () => {
        const path = `/payments/v1/sessions/${session.session_id}`;
        return (await ask(sandbox, "GET", path)).body.authorization_token;
      };
      await ask(sandbox, "DELETE", `/payments/v1/authorizations/${old}`);
      assert.equal(await known(), token);
      await ask(sandbox, "DELETE", `/payments/v1/authorizations/${token}`);
      assert.equal(await known(), undefined);
    });

    it("after an order can no longer be cancelled", async () => {
      const { authorization_token: token } = await authorize(sandbox, await createSession(sandbox));
      await order(token);
      const { status } = await ask(sandbox, "DELETE", `/payments/v1/authorizations/${token}`);
      assert.equal(status, 403);
    });
  });

  describe("recurring purchases", () => {
    const TOKEN_REQUEST = {
      purchase_country: "SE",
      purchase_currency: "SEK",
      locale: "en-SE",
      description: "Coffee club",
      intended_use: "SUBSCRIPTION",
    };

    async function customerToken() {
      const session = await createSession(sandbox, { intent: "tokenize" });
      const { authorization_token: token } = await authorize(sandbox, session);
      return ask(sandbox, "POST", `/payments/v1/authorizations/${token}/customer-token`, {
        ...TOKEN_REQUEST,
      });
    }

    it("give a customer token, which pays for orders without the customer", async () => {
      const { status, body } = await customerToken();
      assert.equal(status, 200);
      const path = `/customer-token/v1/tokens/${body.token_id}/order`;
      const key = { "klarna-idempotency-key": "month-1" };
      const first = await ask(sandbox, "POST", path, ORDER, key);
      const repeated = await ask(sandbox, "POST", path, ORDER, key);
      const second = await ask(sandbox, "POST", path, ORDER, {
        "klarna-idempotency-key": "month-2",
      });
      assert.equal(first.status, 200);
      assert.equal(repeated.body.order_id, first.body.order_id);
      assert.notEqual(second.body.order_id, first.body.order_id);
      assert.equal(sandbox.ledger().orders.length, 2);
    });

    it("are charged once more when the key is older than 24 hours", async () => {
      const { body } = await customerToken();
      const path = `/customer-token/v1/tokens/${body.token_id}/order`;
      const charge = () =>
        ask(sandbox, "POST", path, ORDER, { "klarna-idempotency-key": "month-1" });
      await charge();
      sandbox.advanceClock(23 * 3_600_000);
      await charge();
      assert.equal(sandbox.ledger().orders.length, 1);
      sandbox.advanceClock(2 * 3_600_000);
      await charge();
      assert.equal(sandbox.ledger().orders.length, 2);
    });

    it("need an intent other than buy", async () => {
      const { authorization_token: token } = await authorize(sandbox, await createSession(sandbox));
      const path = `/payments/v1/authorizations/${token}/customer-token`;
      const { status, body } = await ask(sandbox, "POST", path, TOKEN_REQUEST);
      assert.equal(status, 403);
      assert.equal(body.error_code, "INVALID_OPERATION");
    });

    it("fail for a token that is unknown, suspended or cancelled", async () => {
      const { body } = await customerToken();
      const path = `/customer-token/v1/tokens/${body.token_id}/order`;
      sandbox.setCustomerToken(body.token_id, "SUSPENDED");
      assert.equal((await ask(sandbox, "POST", path, ORDER)).body.error_code, "TOKEN_SUSPENDED");
      sandbox.setCustomerToken(body.token_id, "CANCELLED");
      assert.equal((await ask(sandbox, "POST", path, ORDER)).body.error_code, "TOKEN_CANCELED");
      const unknown = await ask(sandbox, "POST", "/customer-token/v1/tokens/nobody/order", ORDER);
      assert.equal(unknown.status, 404);
      assert.equal(unknown.body.error_code, "TOKEN_NOT_FOUND");
    });
  });

  describe("the authorization callback", () => {
    /** @type {ShopServer} */
    let shop;
    before(async () => {
      shop = await ShopServer.open();
    });
    after(() => shop.close());
    beforeEach(() => shop.forget());

    async function authorizedSession() {
      const session = await createSession(sandbox, {
        merchant_urls: { authorization: `${shop.url}/callback?secret=1` },
      });
      return { session, result: await authorize(sandbox, session) };
    }

    it("brings the shop's server the token that the browser got", async () => {
      const { session, result } = await authorizedSession();
      assert.deepEqual(await shop.bodies(1), [
        { authorization_token: result.authorization_token, session_id: session.session_id },
      ]);
    });

    it("is repeated, three times in all, until it is acknowledged", async () => {
      shop.answers = [500, 409, 503, 200];
      await authorizedSession();
      await shop.bodies(3);
      sandbox.advanceClock(60 * MINUTE);
      assert.equal(shop.received.length, 3);
    });
  });
});
