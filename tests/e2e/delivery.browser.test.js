import assert from "node:assert/strict";
import { it } from "node:test";
import { answer } from "./checkout-server.js";
import { STANDING_CLOCK } from "./standing-clock.js";
import { inEveryEngine } from "./visit.js";

const TOKEN = "authorization-token-1";
const HERE = { order_number: "1" };

/**
 * A backend that takes every token once, as a good one does.
 *
 * @returns {{ take: import("./checkout-server.js").Behaviour, orders: Map<string, unknown> }}
 */
function shop() {
  const orders = new Map();
  return {
    orders,
    take: (response, { headers, body }) => {
      const key = String(headers["idempotency-key"]);
      if (!orders.has(key))
        orders.set(key, { ...JSON.parse(body), order_number: `${orders.size + 1}` });
      answer.json({ order_number: orders.get(key).order_number })(
        response,
        /** @type {any} */ ({}),
      );
    },
  };
}

inEveryEngine("A token is delivered", (visit, engine) => {
  const posts = () => visit().server.to("/orders", "POST");
  const keys = () => new Set(posts().map(({ headers }) => headers["idempotency-key"]));
  const bodies = () => new Set(posts().map(({ body }) => body));

  /**
   * Approves a purchase on a fresh page; the object stays in `window.kept`.
   *
   * @param {Omit<import("klarna-payments-wasm").Backend, "url" | "body">} [backend]
   * @returns {Promise<Told<any>>}
   */
  async function approve(backend = {}) {
    await visit().open();
    return visit().run(
      (given) =>
        window.told(async () => {
          window.kept = await window.purchase({ backend: { url: "/orders", ...given } });
          return window.kept.finalize();
        }),
      backend,
    );
  }
  const state = () => visit().run(() => window.kept.state);
  const deliver = () => visit().run(() => window.told(() => window.kept.deliver()));

  it("as JSON, with token, session and context, once", async () => {
    visit().server.orders = [answer.json(HERE, 201)];
    const { ok } = await approve({ context: { cart_id: "42" } });
    const { idempotencyKey, ...delivery } = ok.delivery;
    assert.deepEqual(delivery, { status: 201, body: HERE, attempts: 1 });
    const [post, ...more] = posts();
    assert.deepEqual(JSON.parse(String(post?.body)), {
      authorization_token: TOKEN,
      session_id: "session-1",
      cart_id: "42",
    });
    assert.equal(post?.headers["content-type"], "application/json");
    assert.equal(post?.headers.accept, "application/json");
    assert.equal(post?.headers["idempotency-key"], idempotencyKey);
    assert.deepEqual([more, await state()], [[], "delivered"]);
  });

  it("with the page's cookies to its own origin, and without where the shop says so", async () => {
    visit().server.pageHeaders = { "set-cookie": "visitor=7; SameSite=Lax" };
    await approve();
    await approve({ credentials: "omit" });
    assert.deepEqual(
      posts().map(({ headers }) => headers.cookie),
      ["visitor=7", undefined],
    );
  });

  it("to an endpoint that answers nothing but a status", async () => {
    visit().server.orders = [answer.status(204)];
    const { ok } = await approve();
    assert.deepEqual([ok.delivery.status, ok.delivery.body], [204, null]);
  });

  it("in spite of two answers 503, under one key and with one body", async () => {
    const { take, orders } = shop();
    visit().server.orders = [answer.status(503), answer.html(503), take];
    const { ok } = await approve();
    assert.deepEqual([ok.delivery.attempts, ok.delivery.body], [3, HERE]);
    assert.deepEqual([posts().length, keys().size, bodies().size, orders.size], [3, 1, 1, 1]);
  });

  for (const status of [408, 425, 429, 500, 502, 504]) {
    it(`in spite of a ${status}`, async () => {
      visit().server.orders = [answer.status(status), answer.json(HERE)];
      assert.deepEqual((await approve()).ok.delivery.body, HERE);
    });
  }

  it("no sooner than Retry-After says, in seconds or as a date", async () => {
    const date = () => new Date(Date.now() + 2000).toUTCString();
    for (const wait of [() => "1", date]) {
      visit().server.reset();
      visit().server.orders = [
        (response) => answer.status(429, { "retry-after": wait() })(response, posts()[0] ?? never),
        answer.json(HERE),
      ];
      assert.deepEqual((await approve()).ok.delivery.body, HERE);
      const [first, second] = posts();
      const waited = Number(second?.at) - Number(first?.at);
      // A date counts whole seconds.
      assert.ok(waited > 950 && waited < 4000, `it waited ${waited} ms`);
    }
  });

  it("not at all if Retry-After goes beyond the deadline; deliver() goes on later", async () => {
    const { take, orders } = shop();
    visit().server.orders = [answer.status(503, { "retry-after": "3600" }), take];
    const started = performance.now();
    const { failed } = await approve();
    assert.deepEqual(
      [failed?.code, failed?.status, failed?.retryable],
      ["BACKEND_REJECTED", 503, true],
    );
    assert.ok(performance.now() - started < 5000);
    assert.equal(await state(), "undelivered");
    assert.equal((await deliver()).ok.attempts, 1);
    assert.deepEqual([keys().size, bodies().size, orders.size], [1, 1, 1]);
    assert.equal(await state(), "delivered");
  });

  it("in spite of a connection that is dropped before or within the answer", async () => {
    const half = JSON.stringify(HERE).slice(0, 8);
    for (const fault of [answer.drop, answer.cutOff(half, "application/json")]) {
      visit().server.reset();
      const { take, orders } = shop();
      visit().server.orders = [fault, take];
      assert.deepEqual((await approve()).ok.delivery.body, HERE);
      // A browser may repeat a request of its own accord where a connection broke; the key is the same.
      assert.ok(posts().length >= 2);
      assert.deepEqual([keys().size, bodies().size, orders.size], [1, 1, 1]);
    }
  });

  it("in spite of an attempt that gets no answer in time", async () => {
    const faults = [answer.nothing, answer.stallAfter('{"order', "application/json")];
    for (const fault of faults) {
      visit().server.reset();
      visit().server.orders = [fault, answer.json(HERE)];
      const { ok } = await approve({ attemptTimeoutMs: 400 });
      assert.deepEqual([ok.delivery.attempts, ok.delivery.body], [2, HERE]);
      assert.equal(keys().size, 1);
    }
  });

  it("or it is a timeout when no attempt is answered, and deliver() goes on", async () => {
    const { take, orders } = shop();
    visit().server.orders = [answer.nothing];
    const { failed } = await approve({ attemptTimeoutMs: 200, maxAttempts: 2 });
    assert.deepEqual([failed?.code, failed?.retryable], ["BACKEND_TIMEOUT", true]);
    assert.deepEqual([posts().length, await state()], [2, "undelivered"]);
    visit().server.orders = [take];
    assert.deepEqual((await deliver()).ok.body, HERE);
    assert.deepEqual([keys().size, orders.size], [1, 1]);
  });

  it("until the deadline, whatever the attempts", async () => {
    visit().server.orders = [answer.status(500)];
    const started = performance.now();
    const { failed } = await approve({ maxAttempts: 100, deadlineMs: 1000 });
    // The time is up between two attempts, or, on a machine that answers late, within one: then that is what is told.
    const last = await visit().run(() =>
      /** @type {any[]} */ (window.seen.log).findLast(({ event }) => event === "delivery"),
    );
    assert.deepEqual(
      [failed?.code, failed?.status, failed?.retryable],
      last.result === "answered"
        ? ["BACKEND_REJECTED", 500, true]
        : ["BACKEND_TIMEOUT", null, true],
    );
    assert.ok(performance.now() - started < 4000);
    assert.ok(posts().length > 1);
    assert.equal(keys().size, 1);
  });

  it("until the deadline also when the last attempt hangs", async () => {
    visit().server.orders = [answer.nothing];
    const started = performance.now();
    const { failed } = await approve({ deadlineMs: 500 });
    assert.equal(failed?.code, "BACKEND_TIMEOUT");
    assert.ok(performance.now() - started < 3000);
  });

  it("and a page of HTML is no confirmation", async () => {
    visit().server.orders = [answer.html(200), answer.json(HERE)];
    const { failed } = await approve();
    assert.deepEqual(
      [failed?.code, failed?.status, failed?.retryable],
      ["BACKEND_INVALID_RESPONSE", 200, true],
    );
    assert.deepEqual([posts().length, await state()], [1, "undelivered"]);
    assert.deepEqual((await deliver()).ok.body, HERE);
  });

  it("and neither is JSON that ends early, or an answer of many megabytes", async () => {
    /** @type {import("./checkout-server.js").Behaviour} */
    const huge = (response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"order_number": "');
      const more = () => {
        while (!response.destroyed && response.write("x".repeat(65_536)));
        response.once("drain", more);
      };
      more();
    };
    /** @type {import("./checkout-server.js").Behaviour} */
    const half = (response) =>
      response.writeHead(200, { "content-type": "application/json" }).end('{"order');
    for (const fault of [half, huge]) {
      visit().server.reset();
      visit().server.orders = [fault];
      const { failed } = await approve();
      assert.deepEqual([failed?.code, posts().length], ["BACKEND_INVALID_RESPONSE", 1]);
    }
  });

  it("and never to where a redirect points, such as a login page", async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      visit().server.reset();
      visit().server.orders = [answer.status(status, { location: "/login" })];
      visit().server.paths = { "/login": answer.html() };
      const { failed } = await approve();
      assert.deepEqual(
        [failed?.code, failed?.retryable],
        ["BACKEND_REJECTED", false],
        String(status),
      );
      assert.deepEqual([posts().length, visit().server.to("/login").length], [1, 0]);
    }
  });

  it("and a refusal is told with its status and its words, and not repeated", async () => {
    const words = { error: { code: "cart_changed" } };
    for (const status of [400, 403, 404, 410, 422]) {
      visit().server.reset();
      visit().server.orders = [answer.json(words, status)];
      const { failed } = await approve();
      assert.deepEqual(
        [failed?.code, failed?.status, failed?.retryable, failed?.body],
        ["BACKEND_REJECTED", status, false, words],
      );
      assert.deepEqual([posts().length, await state()], [1, "undelivered"]);
    }
  });

  it("with a new access token after a 401, asked for once", async () => {
    for (const accepted of [true, false]) {
      visit().server.reset();
      visit().server.orders = [
        answer.status(401),
        accepted ? answer.json(HERE) : answer.status(401),
      ];
      await visit().open();
      const { ok, failed } = await visit().run(() => {
        let asked = 0;
        const headers = async () => ({ Authorization: `Bearer token-${++asked}` });
        return window.told(async () => {
          const klarna = await window.purchase({ backend: { url: "/orders", headers } });
          return (await klarna.finalize()).status;
        });
      });
      if (accepted) assert.equal(ok, "approved");
      else assert.deepEqual([failed?.code, failed?.status], ["BACKEND_REJECTED", 401]);
      assert.deepEqual(
        posts().map(({ headers }) => headers.authorization),
        ["Bearer token-1", "Bearer token-2"],
      );
      assert.equal(keys().size, 1);
    }
  });

  it("though the customer leaves the page at once", async () => {
    const { take, orders } = shop();
    visit().server.orders = [(response, asked) => setTimeout(() => take(response, asked), 300)];
    await visit().open();
    await visit().run(async () => {
      const klarna = await window.purchase();
      void klarna.finalize();
      klarna.on("statechange", ({ state }) => {
        if (state === "delivering") setTimeout(() => location.assign("/elsewhere"));
      });
    });
    await visit().browser.waitUntil(async () =>
      (await visit().browser.getUrl()).endsWith("/elsewhere"),
    );
    await visit().browser.waitUntil(() => orders.size === 1);
    assert.equal(posts().length, 1);
  });

  it("once the browser is online again", async (t) => {
    if (engine !== "chromium")
      return t.skip("only Chromium's driver can take the network away from a page");
    const { take, orders } = shop();
    visit().server.orders = [take];
    visit().server.pageHead = STANDING_CLOCK;
    await visit().open();
    await visit().run(async () => {
      window.kept = { klarna: await window.purchase() };
    });
    const network = { latency: 0, throughput: -1, download_throughput: -1, upload_throughput: -1 };
    const set = (/** @type {boolean} */ offline) =>
      /** @type {any} */ (visit().browser).setNetworkConditions({ ...network, offline });
    await set(true);
    try {
      await visit().run(() => {
        window.kept.outcome = window.told(() => window.kept.klarna.finalize());
      });
      await visit().browser.waitUntil(() =>
        visit().run(() =>
          window.seen.log.some((/** @type {any} */ { result }) => result === "unreachable"),
        ),
      );
      // Longer than any back-off of a first failure.
      await visit().run(() => window.clock.passes(1200));
      const tried = await visit().run(
        () => window.seen.log.filter((/** @type {any} */ { event }) => event === "delivery").length,
      );
      assert.deepEqual([tried, posts().length], [1, 0], "it waits instead of knocking");
    } finally {
      await set(false);
    }
    const { ok } = await visit().run(() => window.kept.outcome);
    assert.deepEqual([ok.status, ok.delivery.attempts, orders.size], ["approved", 2, 1]);
  });
});

/** For an answer that does not look at what was asked. */
const never = /** @type {import("./checkout-server.js").Asked} */ ({});
