import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { startSandbox } from "../index.js";
import { ask, authorize, createSession, ORDER } from "./merchant.js";

/** @typedef {import("../index.js").EndpointFault} EndpointFault */

const SESSIONS = "/payments/v1/sessions";

describe("faults injected into the sandbox's servers", () => {
  /** @type {import("../index.js").Sandbox} */
  let sandbox;
  before(async () => {
    sandbox = await startSandbox({ seed: 3 });
  });
  after(() => sandbox.close());
  beforeEach(() => sandbox.reset());

  const post = () => ask(sandbox, "POST", SESSIONS, ORDER);
  const sessions = () => sandbox.ledger().sessions.length;

  it("answer with a status, as often as asked, with Retry-After", async () => {
    sandbox.injectFault({ path: SESSIONS, kind: "status", status: 503, retryAfter: 7, times: 2 });
    for (const expected of [503, 503, 200]) {
      const { status, headers, body } = await post();
      assert.equal(status, expected);
      if (expected === 200) continue;
      assert.equal(headers.get("retry-after"), "7");
      assert.equal(body.error_code, "TEMPORARILY_UNAVAILABLE");
    }
    assert.equal(sessions(), 1);
  });

  it("hit one method and path only, where a star is anything", async () => {
    sandbox.injectFault({ path: "/payments/*", method: "DELETE", kind: "status" });
    assert.equal((await post()).status, 200);
    sandbox.injectFault({ path: "/payments/*", method: "POST", kind: "status" });
    assert.equal((await post()).status, 503);
    sandbox.clearFaults();
    assert.equal((await post()).status, 200);
  });

  it("drop the connection before or after the work is done", async () => {
    for (const [stage, made] of /** @type {const} */ ([
      ["before", 0],
      ["after", 1],
    ])) {
      sandbox.injectFault({ path: SESSIONS, kind: "drop", stage, times: 1 });
      await assert.rejects(post());
      assert.equal(sessions(), made);
    }
  });

  it("cut the answer in the middle", async () => {
    sandbox.injectFault({ path: SESSIONS, kind: "cut", stage: "after", times: 1 });
    await assert.rejects(post());
    assert.equal(sessions(), 1);
  });

  it("answer in the error format of the API that they hit", async () => {
    sandbox.injectFault({ path: "/v2/*", kind: "status", status: 500 });
    const { body } = await ask(sandbox, "POST", "/v2/notification/signing-keys", {});
    assert.deepEqual(Object.keys(body), ["error_id", "error_code", "error_message", "error_type"]);
  });

  it("say of a request that comes too soon, or is too large, what Klarna says", async () => {
    for (const [status, v1, v2] of /** @type {const} */ ([
      [429, "TOO_MANY_REQUESTS", "RATE_LIMITED"],
      [413, "REQUEST_TOO_LARGE", "REQUEST_TOO_LARGE"],
    ])) {
      sandbox.injectFault({ path: "/*", kind: "status", status, retryAfter: 3, times: 2 });
      const { body } = await post();
      const answer = await ask(sandbox, "POST", "/v2/payment/requests", { currency: "EUR" });
      assert.deepEqual([body.error_code, answer.body.error_code], [v1, v2]);
      assert.equal(answer.headers.get("retry-after"), "3");
    }
  });

  it("are not needed for a body that is too large", async () => {
    const merchant_data = "x".repeat(1024 * 1024);
    const { status, body } = await ask(sandbox, "POST", SESSIONS, { ...ORDER, merchant_data });
    assert.deepEqual([status, body.error_code], [413, "REQUEST_TOO_LARGE"]);
  });

  it("lose the answer of an order that was placed: the shop asks again and is told", async () => {
    const { authorization_token: token } = await authorize(sandbox, await createSession(sandbox));
    const path = `/payments/v1/authorizations/${token}/order`;
    sandbox.injectFault({ path, kind: "drop", stage: "after", times: 1 });
    await assert.rejects(ask(sandbox, "POST", path, ORDER));
    const { status, body } = await ask(sandbox, "POST", path, ORDER);
    assert.deepEqual([status, body.error_code], [404, "SESSION_COMPLETED"]);
    assert.equal(sandbox.ledger().orders.length, 1);
  });

  /** @type {[EndpointFault["kind"], RegExp, string][]} */
  const SPOILT = [
    ["malformed", /^\{"session_id":/, "application/json; charset=utf-8"],
    ["html", /^<!doctype html>/, "text/html; charset=utf-8"],
  ];
  for (const [kind, expected, type] of SPOILT) {
    it(`give ${kind} answers`, async () => {
      sandbox.injectFault({ path: SESSIONS, kind, stage: "after", times: 1 });
      const { username, password } = sandbox.credentials;
      const response = await fetch(sandbox.url + SESSIONS, {
        method: "POST",
        headers: {
          authorization: `Basic ${btoa(`${username}:${password}`)}`,
          "content-type": "application/json",
        },
        body: JSON.stringify(ORDER),
      });
      const text = await response.text();
      assert.equal(response.headers.get("content-type"), type);
      assert.match(text, expected);
      assert.throws(() => JSON.parse(text));
    });
  }

  it("delay the answer", async () => {
    sandbox.injectFault({ path: SESSIONS, kind: "latency", latencyMs: 150, times: 1 });
    const started = performance.now();
    await post();
    assert.ok(performance.now() - started >= 140);
  });

  it("strike at random, and the same way again for the same seed", async () => {
    const outcomes = async () => {
      sandbox.reset(99);
      sandbox.injectFault({ path: SESSIONS, kind: "status", probability: 0.5 });
      const seen = [];
      for (let index = 0; index < 12; index += 1) seen.push((await post()).status);
      return seen;
    };
    const first = await outcomes();
    assert.deepEqual(await outcomes(), first);
    assert.equal(new Set(first).size, 2);
  });

  it("are in the ledger", async () => {
    sandbox.injectFault({ path: SESSIONS, kind: "status", times: 1 });
    await post();
    const faults = sandbox.ledger().entries.filter(({ kind }) => kind === "fault");
    assert.deepEqual(
      faults.map(({ method, path, fault }) => ({ method, path, fault })),
      [{ method: "POST", path: SESSIONS, fault: "status" }],
    );
  });
});
