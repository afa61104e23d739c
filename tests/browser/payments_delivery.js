// An approved token goes to the shop's backend, or to the shop. (Real servers and real faults: the end-to-end tests.)

import { becomes, check, equal, failsWith, turn } from "./claims.js";
import { tokenOf } from "./fake_payments.js";
import { clientToken, ORDER } from "./payments_stage.js";

const KEY = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** @type {Record<string, (stage: import("./payments_stage.js").Stage) => Promise<void>>} */
export const scenarios = {
  "the backend gets token, session and context, once, and the shop gets its answer": async (
    stage,
  ) => {
    const klarna = await stage.withWidget({
      backend: { url: "/orders?a=1", context: { cart_id: "42", lines: [1, { deep: null }] } },
    });
    const outcome = await klarna.authorize();
    const [post, ...more] = stage.sent;
    equal([post?.method, more.length], ["POST", 0]);
    equal(post?.url, new URL("/orders?a=1", location.href).href);
    equal(post?.body, {
      authorization_token: tokenOf(clientToken(stage.session)),
      session_id: stage.session,
      cart_id: "42",
      lines: [1, { deep: null }],
    });
    const { headers } = /** @type {import("./payments_stage.js").Sent} */ (post);
    equal(
      ["content-type", "accept"].map((name) => headers.get(name)),
      ["application/json", "application/json"],
    );
    const idempotencyKey = headers.get("idempotency-key") ?? "";
    check(KEY.test(idempotencyKey), `${idempotencyKey} is a random UUID`);
    const { delivery, ...rest } = /** @type {any} */ (outcome);
    equal(rest, { status: "approved" }, "no token for the page");
    equal(Object.keys(delivery).sort(), ["attempts", "body", "idempotencyKey", "status"]);
    equal(
      [delivery.status, delivery.attempts, delivery.body, delivery.idempotencyKey],
      [200, 1, { order_number: "1" }, idempotencyKey],
    );
    equal(klarna.state, "delivered");
  },

  "what was never sent may be authorized again": async (stage) => {
    let isBroken = true;
    const broken = () => {
      if (isBroken) throw new Error("no session");
      return {};
    };
    for (const [options, code, path] of /** @type {[object, string, string][]} */ ([
      [{ headers: broken }, "BACKEND_UNREACHABLE", "backend.headers"],
      [
        { headers: () => (isBroken ? new Promise(() => {}) : {}) },
        "BACKEND_TIMEOUT",
        "backend.headers",
      ],
      [{ body: broken }, "INVALID_ARGUMENT", "backend.body"],
    ])) {
      isBroken = true;
      const limits = { attemptTimeoutMs: 500, maxAttempts: 1 };
      const klarna = await stage.withWidget({ backend: { url: "/orders", ...limits, ...options } });
      await failsWith(() => klarna.authorize(), code, path);
      equal([klarna.state, stage.sent.length], ["undelivered", 0]);
      isBroken = false;
      equal((await klarna.authorize()).status, "approved");
      equal([klarna.state, stage.sent.length], ["delivered", 1]);
      stage.startAfresh();
    }
  },

  "the request outlives the page": async (stage) => {
    const klarna = await stage.withWidget({ backend: "/orders" });
    await klarna.authorize();
    // Firefox 140 and older have no keepalive; the request is an ordinary one there.
    equal(stage.sent[0]?.keepalive, "keepalive" in Request.prototype ? true : undefined);
  },

  "a request outlives the page, too, after one that did not get through": async (stage) => {
    const limits = { maxAttempts: 3 };
    const klarna = await stage.withWidget({ backend: { url: "/orders", ...limits } });
    stage.backend = () => new TypeError("connection lost");
    await failsWith(() => klarna.authorize(), "BACKEND_UNREACHABLE");
    const can = "keepalive" in Request.prototype ? [true, false, true] : Array(3).fill(undefined);
    equal(
      stage.sent.map(({ keepalive }) => keepalive),
      can,
    );
  },

  "a context cannot put another token in place": async (stage) => {
    const context = { authorization_token: "mine", session_id: "mine", order: 1 };
    const klarna = await stage.withWidget({ backend: { url: "/orders", context } });
    await klarna.authorize();
    equal(stage.sent[0]?.body, {
      authorization_token: tokenOf(clientToken(stage.session)),
      session_id: stage.session,
      order: 1,
    });
  },

  "a session that has no id is not made up": async (stage) => {
    const klarna = await stage.withWidget({ clientToken: "opaque.x", backend: "/orders" });
    await klarna.authorize();
    equal(stage.sent[0]?.body, { authorization_token: tokenOf("opaque.x") });
  },

  "without a backend the outcome has the token": async (stage) => {
    const klarna = await stage.withWidget();
    const authorizationToken = tokenOf(clientToken(stage.session));
    equal(await klarna.authorize(), { status: "approved", authorizationToken });
    equal([stage.sent, klarna.state], [[], "approved"]);
    await failsWith(() => klarna.deliver(), "INVALID_STATE");
  },

  "a header may be empty, such as a guest's": async (stage) => {
    for (const headers of [{ "X-Guest": "" }, () => ({ "X-Guest": "" })]) {
      const klarna = await stage.withWidget({ backend: { url: "/orders", headers } });
      equal((await klarna.authorize()).status, "approved");
      equal([stage.sent.at(-1)?.headers.get("x-guest"), klarna.state], ["", "delivered"]);
      klarna.dispose();
    }
  },

  "method, credentials, headers and body are the shop's to choose": async (stage) => {
    /** @type {unknown[]} */
    const described = [];
    for (const headers of [
      { "X-Shop": "1", Accept: "application/vnd.shop+json" },
      async () => ({ "X-Shop": "1", Accept: "application/vnd.shop+json" }),
    ]) {
      const klarna = await stage.withWidget({
        backend: {
          url: "/orders",
          method: "PUT",
          credentials: "omit",
          context: { cart_id: "42" },
          headers,
          body: (delivery) => {
            described.push(delivery);
            return { wrapped: [delivery.authorizationToken] };
          },
          idempotencyHeader: "X-Once",
        },
      });
      await klarna.authorize();
      const put = stage.sent.at(-1);
      equal([put?.method, put?.body], ["PUT", { wrapped: [tokenOf(clientToken(stage.session))] }]);
      equal(
        ["x-shop", "accept", "idempotency-key"].map((name) => put?.headers.get(name)),
        ["1", "application/vnd.shop+json", null],
      );
      check(KEY.test(put?.headers.get("x-once") ?? ""), "the key is in the header of that name");
      equal(described.at(-1), {
        authorizationToken: tokenOf(clientToken(stage.session)),
        sessionId: stage.session,
        paymentMethodCategory: "klarna",
        context: { cart_id: "42" },
      });
      klarna.dispose();
    }
  },

  "two authorizations have two keys": async (stage) => {
    for (const _ of [1, 2]) {
      const klarna = await stage.withWidget({ backend: "/orders" });
      await klarna.authorize();
      klarna.dispose();
    }
    equal(new Set(stage.sent.map(({ headers }) => headers.get("idempotency-key"))).size, 2);
  },

  "a refused token is kept, and sent again under the same key": async (stage) => {
    const klarna = await stage.withWidget({ backend: "/orders" });
    stage.backend = () => Response.json({ error: { code: "cart_changed" } }, { status: 422 });
    const error = await failsWith(() => klarna.authorize(), "BACKEND_REJECTED");
    equal(
      [error.status, error.retryable, error.body],
      [422, false, { error: { code: "cart_changed" } }],
    );
    equal([klarna.state, stage.kept.size], ["undelivered", 0]);
    await failsWith(() => klarna.finalize(), "INVALID_STATE");
    stage.backend = ({ headers, body }) => {
      const key = /** @type {string} */ (headers.get("idempotency-key"));
      equal([...stage.kept], [[key, body.authorization_token]]);
      equal(JSON.parse(stage.rendered.get(key) ?? ""), body);
      return { order_number: "2" };
    };
    const delivery = await klarna.deliver();
    equal([delivery.body, klarna.state], [{ order_number: "2" }, "delivered"]);
    const [first, second] = stage.sent;
    equal(first?.body, second?.body);
    equal(first?.headers.get("idempotency-key"), second?.headers.get("idempotency-key"));
    equal(delivery.idempotencyKey, first?.headers.get("idempotency-key"));
    await failsWith(() => klarna.deliver(), "INVALID_STATE");
    for (const act of [() => klarna.authorize(), () => klarna.load(stage.container)]) {
      await failsWith(act, "INVALID_STATE");
    }
  },

  "a disposal in the moment in which a token is sent again does not stop it": async (stage) => {
    const klarna = await stage.withWidget({ backend: "/orders" });
    stage.backend = () => new Response("{}", { status: 422 });
    await failsWith(() => klarna.authorize(), "BACKEND_REJECTED");
    stage.backend = () => ({ order_number: "1" });
    klarna.on("statechange", () => klarna.dispose());
    equal((await klarna.deliver()).body, { order_number: "1" });
    const next = await stage.withWidget();
    await failsWith(
      () => next.authorize(),
      "INVALID_STATE",
      undefined,
      "the session has its order",
    );
  },

  "a token that may have arrived goes on with the next object of its session, under its key":
    async (stage) => {
      const gone = await stage.withWidget({ backend: { url: "/orders", maxAttempts: 1 } });
      stage.backend = () => new TypeError("connection lost");
      await failsWith(() => gone.authorize(), "BACKEND_UNREACHABLE");
      gone.dispose();
      const klarna = await stage.withWidget({ backend: "/orders" });
      equal(klarna.state, "undelivered");
      await failsWith(() => klarna.authorize(), "INVALID_STATE");
      stage.backend = () => ({ order_number: "4" });
      equal((await klarna.deliver()).body, { order_number: "4" });
      const keys = stage.sent.map(({ headers }) => headers.get("idempotency-key"));
      equal([keys.length, new Set(keys).size, stage.sdk.charged.length], [2, 1, 1]);
    },

  "while a token is on its way nothing else starts": async (stage) => {
    const klarna = await stage.withWidget({ backend: "/orders" });
    /** @type {(answer: unknown) => void} */
    let answer = () => {};
    stage.backend = () => new Promise((resolve) => (answer = resolve));
    const outcome = klarna.authorize();
    await becomes(() => stage.sent.length === 1, "the token is on its way");
    for (const act of [
      () => klarna.authorize(),
      () => klarna.reauthorize(),
      () => klarna.finalize(),
      () => klarna.deliver(),
      () => klarna.load(stage.container),
    ]) {
      await failsWith(act, "IN_PROGRESS");
    }
    answer({ order_number: "3" });
    equal((await outcome).status, "approved");
  },

  "a token that may have arrived is settled before a new one is asked for": async (stage) => {
    const klarna = await stage.withWidget({ backend: { url: "/orders", maxAttempts: 1 } });
    stage.backend = () => new TypeError("connection lost");
    const error = await failsWith(() => klarna.authorize(), "BACKEND_UNREACHABLE");
    equal([error.retryable, String(error.cause)], [true, "TypeError: connection lost"]);
    for (const act of [() => klarna.authorize(), () => klarna.reauthorize()]) {
      await failsWith(act, "INVALID_STATE");
    }
    const again = await failsWith(() => klarna.deliver(), "BACKEND_UNREACHABLE");
    equal([again.retryable, klarna.state], [true, "undelivered"]);
    stage.backend = () => ({});
    equal((await klarna.deliver()).attempts, 1);
    equal(new Set(stage.sent.map(({ headers }) => headers.get("idempotency-key"))).size, 1);
    equal(stage.sdk.charged.length, 1);
  },

  "a redirect after the work was done leaves the token uncertain": async (stage) => {
    const klarna = await stage.withWidget({ backend: "/orders" });
    // POST, redirect, GET: what `fetch` gives for it in `manual` mode.
    const redirect = Object.defineProperty(new Response(""), "type", { value: "opaqueredirect" });
    stage.backend = () => redirect;
    await failsWith(() => klarna.authorize(), "BACKEND_REJECTED");
    stage.backend = () => ({ order_number: "1" });
    await failsWith(() => klarna.authorize(), "INVALID_STATE", undefined, "deliver() comes first");
    equal(stage.sdk.charged.length, 1, "one customer, one authorization");
    equal((await klarna.deliver()).body, { order_number: "1" });
  },

  "a final refusal after an attempt that may have arrived leaves the token uncertain": async (
    stage,
  ) => {
    const klarna = await stage.withWidget({ backend: "/orders" });
    // The first request was carried out and its answer lost; a gate before the backend refuses the repetition.
    stage.backend = () =>
      stage.sent.length === 1
        ? new TypeError("connection lost")
        : new Response("{}", { status: 403 });
    await failsWith(() => klarna.authorize(), "BACKEND_REJECTED");
    equal([klarna.state, stage.sent.length], ["undelivered", 2]);
    stage.backend = () => ({ order_number: "1" });
    await failsWith(() => klarna.authorize(), "INVALID_STATE", undefined, "deliver() comes first");
    equal(stage.sdk.charged.length, 1, "one customer, one authorization");
    equal((await klarna.deliver()).body, { order_number: "1" });
  },

  "what fails in passing is repeated under the same key": async (stage) => {
    const klarna = await stage.withWidget({ backend: "/orders" });
    const answers = [new Response("", { status: 503 }), "thrown as a string", { order: 1 }];
    stage.backend = () => answers.shift();
    const outcome = /** @type {any} */ (await klarna.authorize());
    equal([outcome.delivery.attempts, outcome.delivery.body], [3, { order: 1 }]);
    equal(new Set(stage.sent.map(({ headers }) => headers.get("idempotency-key"))).size, 1);
    equal(new Set(stage.sent.map(({ body }) => JSON.stringify(body))).size, 1);
  },

  "functions of the shop's that fail, or never answer, are told and leave the token": async (
    stage,
  ) => {
    const thrown = new Error("of the shop's");
    const fails = () => {
      throw thrown;
    };
    const never = () => new Promise(() => {});
    const cyclic = /** @type {any} */ ({});
    cyclic.self = cyclic;
    for (const [backend, code, path, cause] of /** @type {[any, string, string?, unknown?][]} */ ([
      [{ headers: fails }, "BACKEND_UNREACHABLE", "backend.headers", thrown],
      [{ headers: async () => fails() }, "BACKEND_UNREACHABLE", "backend.headers", thrown],
      [{ headers: () => "Bearer x" }, "INVALID_ARGUMENT", "backend.headers"],
      [{ headers: () => ({ "a b": "x" }) }, "INVALID_ARGUMENT", "backend.headers.a b"],
      [{ headers: () => ({ a: "x\ny" }) }, "INVALID_ARGUMENT", "backend.headers.a"],
      [{ headers: () => ({ a: 1 }) }, "INVALID_ARGUMENT", "backend.headers.a"],
      [{ headers: () => new Headers({ a: "1" }) }, "INVALID_ARGUMENT", "backend.headers"],
      [{ headers: never }, "BACKEND_TIMEOUT", "backend.headers"],
      [{ body: fails }, "INVALID_ARGUMENT", "backend.body", thrown],
      [{ body: () => undefined }, "INVALID_ARGUMENT", "backend.body"],
      [{ body: () => cyclic }, "INVALID_ARGUMENT", "backend.body"],
      [{ body: () => 1n }, "INVALID_ARGUMENT", "backend.body"],
      [{ body: async () => ({}) }, "INVALID_ARGUMENT", "backend.body"],
      // JSON tells nothing of what they hold: the backend would get `{}`, and the token would count as delivered.
      [{ body: () => new FormData() }, "INVALID_ARGUMENT", "backend.body"],
      [{ body: () => new URLSearchParams("a=1") }, "INVALID_ARGUMENT", "backend.body"],
      [{ body: () => ({ a: [new Map([["b", 1]])] }) }, "INVALID_ARGUMENT", "backend.body.a[0]"],
      [{ body: () => ({ amount: Number.NaN }) }, "INVALID_ARGUMENT", "backend.body.amount"],
    ])) {
      const name = `${Object.keys(backend)}: ${Object.values(backend)}`;
      const limits = { url: "/orders", maxAttempts: 1, attemptTimeoutMs: 300, deadlineMs: 300 };
      const klarna = await stage.withWidget({ backend: { ...limits, ...backend } });
      const error = await failsWith(() => klarna.authorize(), code, path, name);
      if (cause) check(error.cause === cause, `${name}: the cause is what was thrown`);
      equal([klarna.state, stage.sent], ["undelivered", []], name);
      klarna.dispose();
    }
  },

  "a function for the body that spoils what it is given, and fails, gets it whole the next time":
    async (stage) => {
      let calls = 0;
      const klarna = await stage.withWidget({
        backend: {
          url: "/orders",
          body: (/** @type {Partial<import("klarna-payments-wasm").TokenDelivery>} */ delivery) => {
            const token = delivery.authorizationToken;
            delete delivery.authorizationToken;
            if (calls++ === 0) throw new Error("of the shop's");
            return { token };
          },
        },
      });
      await failsWith(() => klarna.authorize(), "INVALID_ARGUMENT", "backend.body");
      await klarna.deliver();
      equal(
        stage.sent.map(({ body }) => body),
        [{ token: tokenOf(clientToken(stage.session)) }],
      );
    },

  "a log tells what happened, and no token": async (stage) => {
    /** @type {any[]} */
    const log = [];
    const klarna = await stage.withWidget({
      backend: { url: "/orders", headers: { Authorization: "Bearer access-token" } },
      log: (entry) => log.push(entry),
    });
    stage.authorizeAnswers({ finalize_required: true });
    await klarna.authorize({ autoFinalize: false }, { billing_address: { email: "a@b.example" } });
    stage.backend = () => new Response("", { status: 503 });
    const { backend } = stage;
    stage.backend = (sent) => {
      stage.backend = () => ({ order_number: "1" });
      return backend(sent);
    };
    await klarna.finalize();
    await failsWith(() => klarna.finalize(), "INVALID_STATE");
    const told = log.map(({ event, call, status, result, state }) =>
      [event, call, status ?? result ?? state].filter((word) => word !== undefined).join(" "),
    );
    for (const entry of [
      "outcome load shown",
      "call authorize",
      "outcome authorize finalize_required",
      "outcome finalize approved",
      "delivery 503",
      "delivery 200",
      "state delivered",
    ]) {
      check(told.includes(entry), `the log tells "${entry}": ${told.join(", ")}`);
    }
    for (const { at } of log) check(Math.abs(Date.now() - at) < 60_000, "with the time of day");
    const text = JSON.stringify(log);
    for (const secret of ["authorization-of", "signature", "access-token", "example", "eyJ"]) {
      check(!text.includes(secret), `no ${secret} in the log: ${text}`);
    }
  },

  "a log that throws, or calls back into the purchase, does no harm": async (stage) => {
    /** @type {import("klarna-payments-wasm").KlarnaPayments | undefined} */
    let klarna;
    const inner = new Set();
    klarna = await stage.withWidget({
      backend: "/orders",
      log: () => {
        inner.add(klarna?.state);
        klarna?.authorize().catch(() => {});
        klarna?.on("statechange", () => {})();
        throw new Error("of the shop's");
      },
    });
    await klarna.load(stage.container, ORDER).catch(() => {});
    await klarna.authorize().catch(() => {});
    await becomes(() => klarna?.state === "delivered", "the purchase is delivered");
    await turn();
    equal([stage.sdk.charged.length, stage.sent.length], [1, 1]);
  },
};
