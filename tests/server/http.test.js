import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { request as httpRequest } from "node:http";
import { after, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { startSandbox } from "../../www/sandbox/index.js";
import { createKlarnaServer, memoryStore, Problem } from "../../www/server/src/index.js";
import { Buyer } from "./buyer.js";
import { accessTo, cartOf, openShop, orderOf, shopOptions } from "./shop.js";

describe("the endpoints", () => {
  /** @type {Awaited<ReturnType<typeof startSandbox>>} */
  let sandbox;
  /** @type {Awaited<ReturnType<typeof openShop>>} */
  let shop;
  /** @type {Buyer} */
  let buyer;
  before(async () => {
    sandbox = await startSandbox({ settings: { scenario: "known", journey: "instant" } });
    shop = await openShop({
      sandbox,
      store: memoryStore(),
      options: { limits: { bodyMs: 300, klarnaMs: 8_000 } },
    });
    buyer = new Buyer(shop, sandbox);
  });
  after(async () => {
    await shop.close();
    await sandbox.close();
  });

  /** @param {string} path @param {RequestInit} init */
  const ask = async (path, init) => {
    const answer = await fetch(`${shop.url}/api/klarna${path}`, init);
    return { status: answer.status, body: await answer.json() };
  };
  const json = { "content-type": "application/json" };
  /** @param {() => object} more what each of the shop's answers has of its own */
  const cartWith = (more) => (/** @type {Request} */ request) => {
    const order = cartOf(request);
    return order && { ...order, ...more() };
  };

  it("take posts of the shop's own pages only", async () => {
    const post = (/** @type {Record<string, string>} */ headers) =>
      ask("/session", {
        method: "POST",
        headers: { ...json, cookie: buyer.cookie, ...headers },
        body: "{}",
      });
    const foreign = await post({ origin: "https://evil.example" });
    assert.deepEqual([foreign.status, foreign.body.placed], [403, false]);
    assert.equal((await post({ origin: "null" })).status, 403);
    for (const site of ["cross-site", "same-site", "none", ""])
      assert.equal((await post({ "sec-fetch-site": site })).status, 403, site);
    // Of another name of this machine, say.
    const own = { "sec-fetch-site": "same-origin", origin: "http://localhost:1" };
    assert.equal((await post(own)).status, 200);
    assert.equal((await post({ origin: shop.url })).status, 200);
    assert.equal((await post({})).status, 200);
  });

  it("refuse what is too large, too slow, no JSON, or called in another way", async () => {
    const large = JSON.stringify({ authorization_token: "x".repeat(70_000) });
    const post = (/** @type {BodyInit} */ body, headers = json) =>
      ask("/orders", { method: "POST", headers, body });
    assert.equal((await post(large)).status, 413);
    assert.equal((await post("{")).status, 400);
    assert.equal((await post("[]")).status, 400);
    assert.equal(
      (await post("{}", /** @type {any} */ ({ "content-type": "text/plain" }))).status,
      415,
    );
    assert.equal((await ask("/orders", {})).status, 405);
    assert.equal((await ask("/nothing", {})).status, 404);
    assert.equal((await ask("/payments/..%2f..%2fetc", {})).status, 404);
    const slow = await new Promise((resolve, reject) => {
      const sent = httpRequest(
        `${shop.url}/api/klarna/orders`,
        { method: "POST", headers: { ...json, "content-length": "100" } },
        (answer) => resolve(answer.statusCode),
      );
      sent.on("error", reject);
      sent.write("{");
    });
    assert.equal(slow, 408);
  });

  it("say where a request is wrong, and never repeat what it said", async () => {
    const { status, body } = await buyer.ask("POST", "/orders", {
      authorization_token: "secret token with blanks",
      session_id: "s",
    });
    assert.equal(status, 400);
    assert.equal(body.placed, false);
    assert.deepEqual(body.error.details, [{ path: "authorization_token", reason: "is no token" }]);
    assert.equal(JSON.stringify(body).includes("secret"), false);
  });

  it("answer 503 while the database is away, and say nothing of the order", async () => {
    const store = memoryStore();
    let isAway = false;
    const away = async () => {
      if (isAway) throw new Error("password=hunter2");
    };
    const klarna = createKlarnaServer(
      shopOptions({
        klarna: accessTo(sandbox),
        publicUrl: "http://127.0.0.1:1",
        store: {
          ...store,
          read: async (cart) => {
            await away();
            return store.read(cart);
          },
        },
        log: (entry) => void shop.log.push(entry),
      }),
    );
    isAway = true;
    const answer = await klarna.fetch(
      new Request("http://shop/api/klarna/session", {
        method: "POST",
        headers: { ...json, cookie: "cart=away" },
        body: "{}",
      }),
    );
    assert.equal(answer.status, 503);
    assert.equal(answer.headers.get("retry-after"), "1");
    const body = await answer.text();
    assert.equal(body.includes("placed"), false);
    assert.equal(`${body}${JSON.stringify(shop.log)}`.includes("hunter2"), false);
    await klarna.stop();
  });

  it("answer posts and clicks of one instant with the one order, however slow the database is", async (t) => {
    const store = memoryStore();
    const slowly = async (/** @type {() => Promise<any>} */ work) => {
      await pause(Math.random() * 8);
      return work();
    };
    const other = await openShop({
      sandbox,
      store: {
        ...store,
        read: (cart) => slowly(async () => structuredClone(await store.read(cart))),
        write: (...args) => slowly(() => store.write(...args)),
      },
    });
    t.after(() => other.close());
    for (let round = 0; round < 10; round += 1) {
      const visitor = new Buyer(other, sandbox);
      const session = await visitor.session();
      const token = await visitor.authorize(session);
      const answers = await Promise.all([
        visitor.post(session, token),
        visitor.click(),
        visitor.post(session, token),
      ]);
      assert.deepEqual(
        answers.map(({ status, body: { placed } }) => [status, placed]),
        Array.from({ length: 3 }, () => [200, true]),
      );
    }
  });

  it("let a shop say whose cart it is", async (t) => {
    const other = await openShop({
      sandbox,
      store: memoryStore(),
      options: {
        mayAccess: (request, cart) =>
          (request.headers.get("cookie") ?? "").includes(`cart=${cart}`),
      },
    });
    t.after(() => other.close());
    const one = new Buyer(other, sandbox);
    const { cart } = one;
    const session = await one.session();
    const token = await one.authorize(session);
    const stranger = new Buyer(other, sandbox);
    const { status, body } = await stranger.post(session, token);
    assert.deepEqual([status, body.error.code], [404, "unknown_session"]);
    assert.equal((await one.post(session, token)).status, 200);
    one.cart = "the next";
    for (const path of ["/orders", "/keep", "/cancel"]) {
      const again = await one.post(session, token, path);
      assert.deepEqual([again.status, again.body.placed], [404, undefined], "it has an order");
    }
    one.cart = cart;
    assert.equal((await one.post(session, token)).body.placed, true);
  });

  it("answer with what the shop itself refuses", async (t) => {
    const other = await openShop({
      sandbox,
      store: memoryStore(),
      options: {
        order: () => {
          throw new Problem(401, "no_visitor", "Who is it?", { placed: false });
        },
      },
    });
    t.after(() => other.close());
    const { status, body } = await new Buyer(other, sandbox).ask("POST", "/session");
    assert.deepEqual([status, body.placed, body.retryable], [401, false, false]);
    assert.equal(body.error.code, "no_visitor");
  });

  for (const [what, isSlow] of /** @type {const} */ ([
    ["reads it", (/** @type {string} */ method) => method === "GET"],
    ["tells it", (/** @type {string} */ method) => method === "POST"],
  ]))
    it(`have the cart as it is in its session, where a page that asked before ${what} more slowly`, async (t) => {
      let quantity = 1;
      const cart = randomUUID();
      const other = await openShop({
        sandbox,
        store: memoryStore(),
        options: { order: () => orderOf(cart, quantity) },
      });
      t.after(() => other.close());
      const visitor = new Buyer(other, sandbox);
      await visitor.session();
      if (isSlow("POST")) quantity = 2;
      const slow = new EventEmitter();
      const asked = once(slow, "asked");
      const real = globalThis.fetch;
      globalThis.fetch = async (input, init) => {
        const isSession = new URL(String(input)).pathname.startsWith("/payments/v1/sessions/");
        if (!isSession || !isSlow(init?.method ?? "GET")) return real(input, init);
        globalThis.fetch = real;
        const goesOn = once(slow, "goes on");
        slow.emit("asked");
        await goesOn;
        return real(input, init);
      };
      const before = visitor.session();
      await asked;
      quantity = 3;
      const shown = await visitor.session();
      slow.emit("goes on");
      assert.equal((await before).order_data.order_amount, 3000);
      assert.equal((await before).session_id, shown.session_id);
      const { body } = await visitor.post(shown, await visitor.authorize(shown));
      assert.deepEqual([body.placed, body.order_amount], [true, 3000], JSON.stringify(body));
    });

  for (const slowly of [1, 2])
    it(`have the cart as it is also where each cart has a session of its own, and the shop's answer number ${slowly} was slow`, async (t) => {
      let quantity = 1;
      const cart = randomUUID();
      const slow = new EventEmitter();
      let untilSlow = 0;
      const order = async () => {
        /** @type {import("../../www/server/src/public.js").ShopOrder} */
        const answered = { ...orderOf(cart, quantity), intent: "tokenize" };
        untilSlow -= 1;
        if (untilSlow === 0) {
          const goesOn = once(slow, "goes on");
          slow.emit("asked");
          await goesOn;
        }
        return answered;
      };
      const other = await openShop({ sandbox, store: memoryStore(), options: { order } });
      t.after(() => other.close());
      const visitor = new Buyer(other, sandbox);
      await visitor.session();
      quantity = 2;
      untilSlow = slowly;
      const asked = once(slow, "asked");
      const before = visitor.session();
      await asked;
      quantity = 3;
      const shown = await visitor.session();
      slow.emit("goes on");
      const { session_id, order_data } = await before;
      assert.deepEqual([session_id, order_data.order_amount], [shown.session_id, 3000]);
      const kept = await visitor.post(shown, await visitor.authorize(shown), "/keep");
      assert.equal(kept.status, 200, JSON.stringify(kept.body));
    });

  it("take no order whose name of the cart is no text, which no page could repeat", async (t) => {
    const other = await openShop({
      sandbox,
      store: memoryStore(),
      options: { order: () => ({ ...orderOf("cart", 1), purchase: /** @type {any} */ (3) }) },
    });
    t.after(() => other.close());
    const visitor = new Buyer(other, sandbox);
    for (const { status, body } of [await visitor.ask("POST", "/session"), await visitor.click()])
      assert.deepEqual([status, body.placed, body.error.code], [503, undefined, "internal"]);
    const wrong = { level: "error", event: "order_not_taken", field: "purchase" };
    assert.deepEqual(
      other.log.filter(({ event }) => event === wrong.event),
      [wrong, wrong],
    );
  });

  for (const [field, wrong] of /** @type {const} */ ([
    ["customer_type", { customer_type: "company" }],
    ["customer.type", { customer: { type: "organization" } }],
    ["billing_address", { billing_address: { email: "somebody@shop.example" } }],
    ["shipping_address", { shipping_address: { city: "Berlin" } }],
  ]))
    it(`take no order with such a ${field}: what is personal is told with the order alone, and forgotten`, async (t) => {
      const store = memoryStore();
      const other = await openShop({
        sandbox,
        store,
        options: { order: () => /** @type {any} */ ({ ...orderOf("cart", 1), ...wrong }) },
      });
      t.after(() => other.close());
      const visitor = new Buyer(other, sandbox);
      const { klarna } = other;
      const order = /** @type {any} */ ({ ...orderOf("cart", 1), ...wrong });
      await assert.rejects(klarna.placeOtherwise(order), new RegExp(`order\\.${field}\\b`));
      await assert.rejects(
        klarna.recurring.charge("token", order),
        new RegExp(`order\\.${field}\\b`),
      );
      for (const { status } of [await visitor.ask("POST", "/session"), await visitor.click()])
        assert.equal(status, 503);
      assert.deepEqual(
        other.log.filter(({ event }) => event === "order_not_taken").map((entry) => entry.field),
        [field, field, field, field],
      );
      assert.equal(await store.read("cart"), undefined);
    });

  it("take a name of the cart that is null for none, as a database has it", async (t) => {
    const other = await openShop({
      sandbox,
      store: memoryStore(),
      options: {
        order: cartWith(() => ({ purchase: null })),
      },
    });
    t.after(() => other.close());
    const visitor = new Buyer(other, sandbox);
    const session = await visitor.session();
    assert.equal("purchase" in session, false);
    const placed = await visitor.post(
      { ...session, purchase: "of the page" },
      await visitor.authorize(session),
    );
    assert.equal(placed.body.placed, true, JSON.stringify(placed.body));
    const another = new Buyer(other, sandbox);
    const { status } = await another.click({ more: { purchase: "of the page" } });
    assert.equal(status, 200);
  });

  for (const [intent, times] of /** @type {const} */ ([
    [undefined, 2],
    ["tokenize", 1],
  ]))
    it(`tell Klarna no more than twice where the shop's order is never the same, and say so in the log (${intent ?? "buy"})`, async (t) => {
      let looks = 0;
      const other = await openShop({
        sandbox,
        store: memoryStore(),
        options: {
          order: cartWith(() => ({ merchant_data: `look ${++looks}` })),
        },
      });
      t.after(() => other.close());
      const visitor = new Buyer(other, sandbox, { intent });
      await visitor.session();
      let told = 0;
      const real = globalThis.fetch;
      globalThis.fetch = (input, init) => {
        const { pathname } = new URL(String(input));
        if (init?.method === "POST" && pathname.startsWith("/payments/v1/sessions")) told += 1;
        return real(input, init);
      };
      const session = await visitor.session().finally(() => {
        globalThis.fetch = real;
      });
      assert.equal(told, times);
      const warnings = other.log.filter(({ event }) => event === "order_not_stable");
      assert.deepEqual(warnings, [{ level: "warn", event: "order_not_stable" }]);
      const { body } = await visitor.post(session, await visitor.authorize(session));
      assert.equal(body.placed, true, JSON.stringify(body));
    });

  it("say that Klarna does not answer where a session cannot be read, and give it once it can", async () => {
    const visitor = new Buyer(shop, sandbox);
    const session = await visitor.session();
    sandbox.injectFault({ path: "/payments/v1/sessions/*", kind: "drop", times: 1 });
    const { status, body } = await visitor.ask("POST", "/session");
    assert.deepEqual([status, body.error?.code], [503, "klarna_unavailable"]);
    assert.equal("placed" in body, false);
    assert.equal((await visitor.session()).session_id, session.session_id);
  });

  it("log no token, no credentials and no personal data", async () => {
    const visitor = new Buyer(shop, sandbox);
    const session = await visitor.session();
    const token = await visitor.authorize(session);
    sandbox.injectFault({ path: "/payments/v1/authorizations/*/order", kind: "drop", times: 2 });
    await visitor.post(session, token);
    const { password, apiKey } = sandbox.credentials;
    const log = JSON.stringify(shop.log);
    assert.ok(shop.log.length > 0);
    for (const secret of [token, session.client_token, session.session_id, password, apiKey])
      assert.equal(log.includes(secret), false);
  });

  it("ask again when Klarna's credentials are refused for a while, and tell nothing wrong", async () => {
    const visitor = new Buyer(shop, sandbox);
    const session = await visitor.session();
    const token = await visitor.authorize(session);
    sandbox.injectFault({
      path: "/payments/v1/authorizations/*/order",
      kind: "status",
      status: 401,
      times: 3,
    });
    const { status, body } = await visitor.post(session, token);
    // Klarna's own callback may have been answered meanwhile: then the order is there.
    if (status !== 200) assert.deepEqual([status, "placed" in body], [503, false]);
    const again = await visitor.post(session, token);
    assert.equal(again.body.placed, true);
  });
});
