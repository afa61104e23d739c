import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { commerceLayer } from "../../src/export/commerce-layer.js";
import { isKlarnaError } from "../../src/export/klarna-error.js";
import { answer, CheckoutServer } from "./checkout-server.js";
import { inEnginesOfTier } from "./visit.js";

/** The example of Commerce Layer's "Sending back the authorization token". */
const EXAMPLE = {
  method: "PATCH",
  path: "/api/klarna_payments/ertHJlpPTR",
  headers: {
    accept: "application/vnd.api+json",
    authorization: "Bearer your-access-token",
    "content-type": "application/vnd.api+json",
  },
  body: {
    data: {
      type: "klarna_payments",
      id: "ertHJlpPTR",
      attributes: { auth_token: "0b1d9815-165e-42e2-8867-35bc03789e00" },
    },
  },
};
const { path: PATH } = EXAMPLE;
const RESOURCE = { data: { id: "ertHJlpPTR", type: "klarna_payments", attributes: {} } };

inEnginesOfTier("Commerce Layer as the backend", (visit) => {
  /** Commerce Layer, on another origin than the shop. @type {CheckoutServer} */
  let layer;
  before(async () => {
    layer = await CheckoutServer.start();
  });
  after(() => layer.close());

  /**
   * Its answers to the update, one by one; its CORS rules name the headers that the documentation names, and no more.
   *
   * @param {import("./checkout-server.js").Behaviour[]} answers
   */
  function answers(...answers) {
    layer.reset();
    layer.paths = {
      [PATH]: (response, asked) => {
        response.setHeader("access-control-allow-origin", "*");
        if (asked.method === "OPTIONS") {
          const allowed = {
            "access-control-allow-methods": "GET, PATCH",
            "access-control-allow-headers": "Accept, Authorization, Content-Type",
          };
          return answer.status(204, allowed)(response, asked);
        }
        return (answers.length > 1 ? answers.shift() : answers[0])?.(response, asked);
      },
    };
  }
  const updates = () => layer.to(PATH, "PATCH");

  /**
   * Approves a purchase whose token goes there.
   *
   * @param {string} accessToken a string, or the source of a function that makes one
   */
  async function buy(accessToken) {
    await visit().open();
    return visit().run(
      async (baseUrl, given) => {
        const { commerceLayer } = await window.klarnaModule();
        const accessToken = given.startsWith("(") ? new Function(`return ${given}`)() : given;
        const backend = commerceLayer({ baseUrl, klarnaPaymentId: "ertHJlpPTR", accessToken });
        const klarna = await window.purchase({ backend: { ...backend, maxAttempts: 2 } });
        window.fakeKlarna.answer = {
          approved: true,
          authorization_token: "0b1d9815-165e-42e2-8867-35bc03789e00",
        };
        const told = await window.told(async () => klarna.finalize());
        return { ...told, state: klarna.state };
      },
      `${layer.url}/`,
      accessToken,
    );
  }

  it("gets the request of its documentation, byte for byte", async () => {
    answers(answer.json(RESOURCE, 200, { "content-type": "application/vnd.api+json" }));
    const { ok, state } = await buy("your-access-token");
    const [update, ...more] = updates();
    assert.deepEqual([update?.method, update?.path], [EXAMPLE.method, EXAMPLE.path]);
    for (const [name, value] of Object.entries(EXAMPLE.headers)) {
      assert.equal(update?.headers[name], value, name);
    }
    assert.equal(update?.body, JSON.stringify(EXAMPLE.body));
    assert.deepEqual(
      [more, update?.headers.cookie, update?.headers["idempotency-key"]],
      [[], undefined, undefined],
    );
    assert.deepEqual([ok?.status, state], ["approved", "delivered"]);
    const { delivery } = /** @type {any} */ (ok);
    assert.deepEqual(delivery.body, RESOURCE);
  });

  it("gets an access token of a function, and a new one after a 401", async () => {
    answers(answer.json({ errors: [{ code: "INVALID_TOKEN" }] }, 401), answer.json(RESOURCE));
    const { ok } = await buy("((n) => async () => 'token-' + ++n)(0)");
    assert.equal(ok?.status, "approved");
    assert.deepEqual(
      updates().map(({ headers, body }) => [headers.authorization, body]),
      ["token-1", "token-2"].map((token) => [`Bearer ${token}`, JSON.stringify(EXAMPLE.body)]),
    );
  });

  it("is not asked a third time, nor twice with one token", async () => {
    for (const [token, times] of /** @type {const} */ ([
      ["((n) => () => 'token-' + ++n)(0)", 2],
      ["your-access-token", 1],
    ])) {
      answers(answer.json({ errors: [{ code: "INVALID_TOKEN" }] }, 401));
      const { failed, state } = await buy(token);
      assert.deepEqual(
        [failed?.code, failed?.status, failed?.retryable, updates().length, state],
        ["BACKEND_REJECTED", 401, false, times, "undelivered"],
      );
      assert.deepEqual(failed?.body, { errors: [{ code: "INVALID_TOKEN" }] });
    }
  });

  it("is not sent a token that is none", async () => {
    for (const token of [
      "(() => undefined)",
      "(async () => ({ access_token: 'x' }))",
      "(() => '')",
    ]) {
      answers(answer.json(RESOURCE));
      const { failed, state } = await buy(token);
      assert.deepEqual(
        [failed?.code, failed?.path, updates().length, state],
        ["INVALID_ARGUMENT", "backend.headers.Authorization", 0, "undelivered"],
      );
    }
  });

  it("is asked again when it answers 503", async () => {
    answers(answer.status(503), answer.json(RESOURCE));
    assert.equal((await buy("your-access-token")).ok?.status, "approved");
    assert.equal(updates().length, 2);
  });
});

describe("The options of commerceLayer", () => {
  const options = {
    baseUrl: "https://shop.commercelayer.io",
    klarnaPaymentId: "ertHJlpPTR",
    accessToken: "your-access-token",
  };

  it("make an address, whatever the slashes, and whatever the id", () => {
    for (const [baseUrl, id, expected] of [
      ["https://a.b", "x", "https://a.b/api/klarna_payments/x"],
      ["https://a.b//", "x", "https://a.b/api/klarna_payments/x"],
      ["https://a.b", "../orders/1?a", "https://a.b/api/klarna_payments/..%2Forders%2F1%3Fa"],
    ]) {
      const backend = commerceLayer({
        ...options,
        baseUrl: String(baseUrl),
        klarnaPaymentId: String(id),
      });
      assert.equal(backend.url, expected);
    }
  });

  it("are checked by name", () => {
    const raise = () => {
      throw new Error("no");
    };
    for (const key of Object.keys(options)) {
      for (const value of [
        undefined,
        null,
        "",
        "\ud800",
        "a\udfff",
        7,
        {},
        [],
        true,
        Symbol("x"),
      ]) {
        assert.throws(
          () => commerceLayer(/** @type {any} */ ({ ...options, [key]: value })),
          (error) =>
            isKlarnaError(error) && error.code === "INVALID_ARGUMENT" && error.path === key,
          `${key}: ${String(value)}`,
        );
      }
      const { [key]: _left, ...rest } = /** @type {Record<string, string>} */ (options);
      for (const given of [
        rest,
        Object.assign(Object.create({ [key]: "inherited" }), rest),
        Object.defineProperty({ ...options }, key, { get: raise }),
      ]) {
        assert.throws(() => commerceLayer(given), { code: "INVALID_ARGUMENT", path: key });
      }
    }
    for (const given of [
      undefined,
      null,
      7,
      "x",
      new Proxy({}, { getOwnPropertyDescriptor: raise }),
    ]) {
      assert.throws(() => commerceLayer(/** @type {any} */ (given)), { code: "INVALID_ARGUMENT" });
    }
  });
});
