import assert from "node:assert/strict";
import { it } from "node:test";
import { answer, COMPAT, inTurn, lacksFallback } from "./checkout-server.js";
import { WILL_TRAP } from "./trapping.js";
import { inEnginesOfTier } from "./visit.js";
import { webSdkModule } from "./web-sdk-module.js";

/** A test of every run takes each so many places of a purchase; a full one all. */
const STEP = process.env.TEST_TIER === "full" ? 1 : 9;

/** @typedef {{ place: number, isTrapped: boolean, isApproved: boolean, token: string, told: Told<any>, state: string }} Bought */

/** A page has room for so many instances: Chromium reserves ten gigabytes of addresses for each. */
const OF_A_PAGE = 50;

/**
 * Buys in a page, and traps at the given call out of the module after the click; runs in the page.
 *
 * @param {number} place
 * @param {string} token
 * @returns {Promise<Bought>}
 */
async function buy(place, token) {
  const { traps } = /** @type {any} */ (window);
  const klarna = await window.purchase({ session: token });
  await klarna.load("#klarna");
  let isApproved = false;
  Object.defineProperty(window.fakeKlarna, "answer", {
    configurable: true,
    get() {
      isApproved = true;
      return { approved: true, show_form: true, authorization_token: token };
    },
  });
  traps.due = traps.calls + place;
  const told = await window.told(() => klarna.authorize());
  const isTrapped = traps.calls >= traps.due;
  traps.due = Number.POSITIVE_INFINITY;
  const { state } = klarna;
  klarna.dispose();
  return { place, isTrapped, isApproved, token, told, state };
}

/** Asks for the payment when it is told to pay, and keeps what it is answered. */
const KLARNA_MJS = webSdkModule(`
  const asked = ask();
  window.answered = asked.then(() => "answered", ({ code }) => code);
  return asked;
`);

inEnginesOfTier("Should the WebAssembly trap,", (visit, engine) => {
  const posts = () => visit().server.to("/orders", "POST");
  /** @param {string} token */
  const keysOf = (token) =>
    posts()
      .filter(({ body }) => JSON.parse(body).authorization_token === token)
      .map(({ headers }) => headers["idempotency-key"]);

  it("wherever it is in a purchase: nobody waits for ever, the token comes to the shop under one key, and the page buys on", async () => {
    visit().server.pageHead = WILL_TRAP;
    /** @type {Bought[]} */
    const all = [];
    for (let place = 1; ; place += STEP) {
      if (all.length % OF_A_PAGE === 0) await visit().open();
      const bought = await visit().run(buy, place, `token-${place}`);
      all.push(bought);
      if (!bought.isTrapped) break;
    }
    const trapped = all.filter(({ isTrapped }) => isTrapped);
    for (const { place, token, isApproved, told, state } of trapped) {
      const keys = keysOf(token);
      const what = `${engine}, place ${place}: ${JSON.stringify(told)}, ${keys}`;
      assert.equal(new Set(keys).size, isApproved ? 1 : 0, what);
      if (told.ok) assert.equal(told.ok.status, "approved", what);
      else assert.equal(told.failed?.code, "INTERNAL", what);
      assert.equal(state, "disposed", what);
    }
    const last = /** @type {Bought} */ (all.at(-1));
    assert.deepEqual([last.told.ok.status, keysOf(last.token).length], ["approved", 1]);
    assert.ok(trapped.length >= 10, `${trapped.length} places`);
    assert.ok(trapped.some(({ isApproved }) => isApproved) && !trapped[0]?.isApproved);
  });

  it("while the customer is at Klarna: what comes then is in the log, and the session is bought with anew", async () => {
    visit().server.pageHead = WILL_TRAP;
    await visit().open();
    const seen = await visit().run(async () => {
      const { traps } = /** @type {any} */ (window);
      /** @type {string[]} */
      const events = [];
      const log = (/** @type {{ event: string }} */ { event }) => events.push(event);
      const klarna = await window.purchase({ session: "session", log });
      await klarna.load("#klarna");
      const { answer, restore } = window.holdAuthorize();
      const told = window.told(() => klarna.authorize());
      traps.due = traps.calls + 1;
      await window.told(() => klarna.state);
      const { failed } = await told;
      answer({ approved: true, show_form: true, authorization_token: "late" });
      restore();
      const anew = await window.purchase({ session: "session" });
      await anew.load("#klarna");
      const { ok } = await window.told(() => anew.authorize());
      return [failed?.code, events.includes("authorization_left_open"), ok?.status];
    });
    assert.deepEqual(seen, ["INTERNAL", true, "approved"]);
    assert.equal(keysOf("late").length, 0);
  });

  for (const [what, isDelivered] of /** @type {const} */ ([
    ["that nobody waits for is left open", false],
    ["that was delivered is not posted again", true],
  ]))
    it(`a token ${what}, also while somebody waits for another purchase, who hears nothing of it`, async () => {
      visit().server.pageHead = WILL_TRAP;
      await visit().open();
      const seen = await visit().run(async (isDelivered) => {
        const { traps } = /** @type {any} */ (window);
        /** @type {string[]} */
        const events = [];
        const log = (/** @type {{ event: string }} */ { event }) => events.push(event);
        const klarna = await window.purchase({ session: "one", log });
        await klarna.load("#klarna");
        const { Payments } = /** @type {any} */ (window).Klarna;
        const { answer } = window.holdAuthorize();
        const approval = { approved: true, show_form: true, authorization_token: "token" };
        const told = window.told(() => klarna.authorize());
        if (isDelivered) answer(approval);
        else klarna.dispose();
        await told;
        const other = await window.purchase({ session: "other" });
        Payments.load = () => {};
        const waiting = window.told(() => other.load("#klarna"));
        traps.due = traps.calls + 1;
        await window.told(() => answer(approval));
        const { failed } = await waiting;
        const isLeftOpen = events.includes("authorization_left_open");
        return [traps.calls >= traps.due, failed?.code, failed?.status, isLeftOpen];
      }, isDelivered);
      assert.deepEqual(seen, [true, "INTERNAL", null, !isDelivered]);
      assert.equal(keysOf("token").length, isDelivered ? 1 : 0);
    });

  it("what the shop has made of its options since does not matter: the same request goes out again, of the session that it was of", async () => {
    const { server, browser } = visit();
    server.pageHead = WILL_TRAP;
    server.paths["/orders"] = inTurn(answer.nothing, answer.json({ order: 1 }));
    await visit().open();
    await visit().run(async () => {
      const clientToken = window.clientToken("one");
      const options = { clientToken, backend: { url: "/orders", context: { cart: "one" } } };
      const { loadKlarnaPayments } = await window.klarnaModule();
      const klarna = await loadKlarnaPayments(
        Object.assign(options, { sdk: { url: "/sdk/api.js" } }),
      );
      await klarna.load("#klarna");
      window.kept = { klarna, options, told: window.told(() => klarna.authorize()) };
    });
    await browser.waitUntil(async () => posts().length > 0);
    const status = await visit().run(async () => {
      const { traps, kept } = /** @type {any} */ (window);
      kept.options.clientToken = window.clientToken("next");
      kept.options.backend.context.cart = "next";
      kept.options.backend.url = "/next";
      traps.due = traps.calls + 1;
      await window.told(() => kept.klarna.state);
      return (await kept.told).failed?.status;
    });
    assert.equal(status, 200);
    const [first, again] = posts().map(({ body, headers }) => [body, headers["idempotency-key"]]);
    assert.deepEqual(again, first);
  });

  it("a token that has just come goes out as of the session that it is of, whatever the shop has made of its options since", async () => {
    visit().server.pageHead = WILL_TRAP;
    await visit().open();
    await visit().run(async () => {
      const { traps } = /** @type {any} */ (window);
      const clientToken = window.clientToken("one");
      const options = { clientToken, backend: { url: "/orders", context: { cart: "one" } } };
      const { loadKlarnaPayments } = await window.klarnaModule();
      const klarna = await loadKlarnaPayments(
        Object.assign(options, { sdk: { url: "/sdk/api.js" } }),
      );
      await klarna.load("#klarna");
      const { answer } = window.holdAuthorize();
      const told = window.told(() => klarna.authorize());
      Object.assign(options, { clientToken: window.clientToken("next") });
      Object.assign(options.backend, { context: { cart: "next" } });
      traps.due = traps.calls + 1;
      await window.told(() =>
        answer({ approved: true, show_form: true, authorization_token: "token" }),
      );
      await told;
    });
    const [{ session_id, cart } = {}] = posts().map(({ body }) => JSON.parse(body));
    assert.deepEqual([posts().length, session_id, cart], [1, "one", "one"]);
  });

  it("all entries of the page buy on, whichever of them made the instance", async () => {
    visit().server.pageHead = WILL_TRAP;
    await visit().open();
    const seen = await visit().run(async () => {
      const { traps } = /** @type {any} */ (window);
      const bought = [];
      for (const [entry, other] of /** @type {const} */ ([
        ["index", "payments"],
        ["payments", "index"],
      ])) {
        const klarna = await window.purchase({ entry });
        await window.purchase({ entry: other });
        traps.due = traps.calls + 1;
        const { failed } = await window.told(() => klarna.on("statechange", () => {}));
        bought.push(failed?.code, await window.bought({ entry: other, session: `after ${entry}` }));
      }
      return bought;
    });
    assert.deepEqual(seen, ["INTERNAL", "approved", "INTERNAL", "approved"]);
  });

  it("a click of the Web SDK's has an end, for Klarna's SDK too, and its request is not sent again", async () => {
    const { server, browser } = visit();
    server.pageHead = WILL_TRAP;
    server.paths = { "/sdk/klarna.mjs": answer.script(KLARNA_MJS), "/authorize": answer.nothing };
    await visit().open();
    await visit().run(async () => {
      const { loadKlarnaWebSdk } = await window.klarnaModule();
      const klarna = await loadKlarnaWebSdk({
        clientId: "klarna_test_client",
        backend: { authorize: "/authorize" },
        sdk: { url: "/sdk/klarna.mjs" },
      });
      window.kept = { klarna, clicked: window.told(() => klarna.initiate()) };
    });
    const posted = () => server.to("/authorize", "POST").length;
    await browser.waitUntil(async () => posted() > 0);
    const ends = await visit().run(async () => {
      const { traps, answered } = /** @type {any} */ (window);
      traps.due = traps.calls + 1;
      const { failed } = await window.told(() => window.kept.klarna.state);
      const { failed: ofClick } = await window.kept.clicked;
      return [failed?.code, ofClick.code, await answered, window.kept.klarna.state];
    });
    assert.deepEqual(ends, ["INTERNAL", "INTERNAL", "INTERNAL", "disposed"]);
    assert.equal(posted(), 1);
  });

  it("or what plain JavaScript is in its place: the token comes to the shop as well", {
    skip: lacksFallback,
  }, async () => {
    visit().server.pageHeaders = { "content-security-policy": "default-src 'self'; img-src data:" };
    await visit().open();
    const codes = await visit().run(async (file) => {
      const buy = async (/** @type {string} */ session) => {
        const fallback = () => import(`/pkg/payments/${file}`);
        const klarna = await window.purchase({ session, fallback });
        await klarna.load("#klarna");
        return window.told(() => klarna.authorize());
      };
      const { now } = Date;
      await buy("session-1");
      Object.defineProperty(window.fakeKlarna, "answer", {
        configurable: true,
        get() {
          Date.now = () => {
            Date.now = now;
            throw new Error("a trap");
          };
          return { approved: true, show_form: true, authorization_token: "token" };
        },
      });
      const trapped = await buy("session-2");
      Reflect.deleteProperty(window.fakeKlarna, "answer");
      return [trapped.failed?.code, trapped.failed?.status, (await buy("session-3")).ok?.status];
    }, COMPAT);
    assert.deepEqual(codes, ["INTERNAL", 200, "approved"]);
    assert.equal(new Set(keysOf("token")).size, 1);
  });
});
