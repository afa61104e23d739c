// What a checkout with Klarna Payments makes of what happens while something else goes on, whatever draws it: with the
// double of `klarna-payments-wasm/testing`, and no page.

import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { paymentsCheckout } from "../../src/export/bindings/payments-checkout.js";
import { klarnaError } from "../../src/export/klarna-error.js";
import { mockKlarnaPayments } from "../../src/export/testing.js";
import { beginning, held, onAnEmptyPage, rest, settles, shopWith } from "./checkout-shop.js";

/** @typedef {ReturnType<typeof mockKlarnaPayments>} Double */

describe("A checkout with Klarna Payments", () => {
  onAnEmptyPage();

  /** @param {Double} klarna @param {object} [options] */
  function mount(klarna, options) {
    return shopWith(paymentsCheckout(/** @type {any} */ (undefined)), {
      clientToken: "token-1",
      order: { order_amount: 1 },
      load: klarna.loadKlarnaPayments,
      ...options,
    });
  }

  const { mounted, ready } = beginning(mockKlarnaPayments, mount);

  /** The customer agrees. @param {Double} klarna @param {ReturnType<typeof mount>} shop */
  async function pays(klarna, shop) {
    shop.buy();
    klarna.approve();
    await rest();
  }

  /** @param {Double} klarna */
  const loads = ({ calls }) => calls.filter(({ method }) => method === "load").length;

  /** How many objects it was asked for. @param {Double} klarna */
  const loadsOfPackage = ({ calls }) =>
    calls.filter(({ method }) => method === "loadKlarnaPayments").length;

  /** @type {any} */
  const circular = {};
  circular.lines = [circular];
  for (const [what, order] of [
    ["a BigInt", { order_amount: 1n }],
    ["a circle", circular],
  ])
    it(`says that it could not begin with an order that JSON cannot write: ${what}`, async () => {
      const klarna = mockKlarnaPayments();
      const { load } = klarna.klarna;
      klarna.klarna.load = async (container, given) => {
        const shown = await load(container, given);
        if (given === order) throw klarnaError("ORDER_INVALID", "it is no JSON");
        return shown;
      };
      const shop = await mounted(klarna, { order });
      await shop.changes({});
      assert.deepEqual(
        [shop.status(), shop.heard, loads(klarna)],
        ["failed", ["ORDER_INVALID"], 1],
      );
      await shop.changes({ order: { order_amount: 2 } });
      assert.equal(shop.status(), "ready");
    });

  it("tells once that a newer session has the page, also where that comes while the widget is loaded", async () => {
    const { klarna, shop } = await ready();
    const { loadKlarnaPayments } = klarna;
    shop.update({ order: { order_amount: 2 } });
    mock.timers.tick(500);
    assert.equal(shop.status(), "loading");
    await loadKlarnaPayments({ clientToken: "token-2" });
    await settles();
    assert.deepEqual([shop.status(), shop.heard], ["failed", ["SUPERSEDED"]]);
  });

  it("lets the customer click again where another script was in the way for a moment", async () => {
    const klarna = mockKlarnaPayments();
    const { load } = klarna.klarna;
    const isInTheWay = () => klarnaError("SUPERSEDED", "another script", { retryable: true });
    klarna.klarna.load = async () => {
      klarna.klarna.load = load;
      throw isInTheWay();
    };
    const shop = await mounted(klarna);
    assert.equal(shop.status(), "loading");
    await settles();
    assert.equal(shop.status(), "ready");
    shop.buy();
    klarna.fail("SUPERSEDED", { retryable: true });
    await rest();
    assert.deepEqual([shop.status(), shop.heard], ["ready", ["SUPERSEDED"]]);
    shop.buy();
    klarna.fail("SUPERSEDED");
    await rest();
    assert.equal(shop.status(), "failed");
  });

  it("tells the outcome to the one who wanted that session, and draws it only there", async () => {
    const [klarna, later] = [mockKlarnaPayments(), mockKlarnaPayments()];
    const shop = await mounted(klarna);
    shop.buy();
    await shop.unmount();
    shop.update({ clientToken: "token-2", load: later.loadKlarnaPayments }, "second: ");
    shop.start();
    await rest();
    assert.equal(shop.status(), "ready");
    klarna.approve();
    await rest();
    assert.deepEqual([shop.status(), shop.heard], ["ready", ["approved"]]);
    shop.buy();
    shop.update({ clientToken: "token-3" }, "third: ");
    later.approve();
    await rest();
    assert.deepEqual(shop.heard, ["approved", "second: approved"]);
  });

  it("keeps a token that was not delivered for the next one, also where the session is drawn twice", async () => {
    const klarna = mockKlarnaPayments();
    const backend = "/orders";
    const [shop, other] = [mount(klarna, { backend }), mount(klarna, { backend })];
    await rest();
    await pays(klarna, shop);
    klarna.fail("BACKEND_UNREACHABLE");
    await rest();
    await shop.unmount();
    await other.unmount();
    const again = await mounted(klarna, { backend });
    again.buy();
    await rest();
    klarna.deliver();
    await rest();
    assert.deepEqual([again.status(), again.heard], ["approved", ["approved"]]);
  });

  it("brings a token that one backend may not have to the one of the page by now, and tells there of no other's answer", async () => {
    const klarna = mockKlarnaPayments();
    const shop = await mounted(klarna, { backend: "/keep" });
    await pays(klarna, shop);
    await shop.unmount();
    const review = mount(klarna, { backend: "/orders" });
    review.update({}, "review: ");
    await rest();
    // Nobody knows yet what comes of the post that is on its way.
    assert.equal(review.status(), "loading");
    klarna.fail("BACKEND_UNREACHABLE");
    await rest();
    assert.deepEqual([review.status(), review.heard], ["ready", []]);
    review.buy();
    await rest();
    const asked = klarna.calls.filter(({ method }) => method === "loadKlarnaPayments");
    assert.deepEqual(
      asked.map(({ args }) => /** @type {any} */ (args[0]).backend),
      ["/keep", "/orders"],
    );
    klarna.deliver();
    await rest();
    assert.deepEqual([review.status(), review.heard], ["approved", ["review: approved"]]);
  });

  it("loads a changed order half a second after the change, however often it is drawn meanwhile", async () => {
    const { klarna, shop } = await ready();
    shop.update({ order: { order_amount: 2 } });
    for (let drawn = 0; drawn < 2; drawn += 1) {
      mock.timers.tick(250);
      shop.update({ order: { order_amount: 2 } });
    }
    await rest();
    assert.equal(loads(klarna), 2);
  });

  it("stays approved where the emptied cart has no name and no session, and begins with the next one", async () => {
    for (const emptied of [
      { cart: undefined },
      { cart: "", order: {} },
      { clientToken: undefined },
    ]) {
      const klarna = mockKlarnaPayments();
      const [clientToken, other] = [async () => "token-1", async () => "token-2"];
      const shop = await mounted(klarna, { clientToken, cart: "cart-1" });
      await pays(klarna, shop);
      await shop.changes({ ...emptied, locale: "sv-SE" });
      assert.deepEqual([shop.status(), shop.heard], ["approved", ["approved"]]);
      await shop.changes({ clientToken: other, cart: "cart-2" });
      assert.equal(shop.status(), "ready");
      await shop.unmount();
    }
  });

  it("is ready again after a decline where the order changed while it was busy, and only then", async () => {
    const { klarna, shop } = await ready();
    for (const status of ["ready", "declined"]) {
      shop.buy();
      await shop.changes({ order: { order_amount: 2 } });
      klarna.decline();
      await settles();
      assert.equal(shop.status(), status);
    }
    assert.equal(loads(klarna), 2);
  });

  it("tells the outcome to the handlers that came with the session, though the shop changes its options in their place", async () => {
    const { klarna, shop } = await ready();
    /** @type {string[]} */
    const heard = [];
    const options = { clientToken: "token-1", load: klarna.loadKlarnaPayments };
    const handler = (/** @type {string} */ who) => ({
      onOutcome: (/** @type {any} */ { status }) => heard.push(`${who}: ${status}`),
    });
    shop.checkout.update(Object.assign(options, handler("first")));
    shop.buy();
    shop.checkout.update(Object.assign(options, handler("second"), { clientToken: "token-2" }));
    klarna.approve();
    await rest();
    assert.deepEqual(heard, ["first: approved"]);
  });

  it("does not pay for another cart with the session before, where the shop buys as soon as it hears that it may", async () => {
    const [klarna, later] = [mockKlarnaPayments(), mockKlarnaPayments()];
    const shop = await mounted(klarna);
    shop.buy();
    shop.update({
      clientToken: "token-2",
      order: { order_amount: 2 },
      load: later.loadKlarnaPayments,
    });
    shop.checkout.subscribe(() => shop.status() === "ready" && shop.buy());
    klarna.dismiss();
    await rest();
    const paid = (/** @type {Double} */ { calls }) =>
      calls.filter(({ method }) => method === "authorize");
    assert.equal(paid(klarna).length, 1);
    assert.deepEqual(paid(later)[0]?.args[1], { order_amount: 2 });
    later.dismiss();
  });

  it("keeps a cart's session where another checkout of it cannot begin, and goes on with what was paid there", async () => {
    const klarna = mockKlarnaPayments();
    let sessions = 0;
    const clientToken = async () => {
      sessions += 1;
      return `token-${sessions}`;
    };
    const cart = { clientToken, cart: "cart-10" };
    const shop = await mounted(klarna, cart);
    shop.buy();
    await shop.unmount();
    const load = async () => {
      throw klarnaError("WASM_LOAD_FAILED", "the package did not come");
    };
    const other = await mounted(klarna, { ...cart, instanceId: "other", load });
    assert.equal(other.status(), "failed");
    await other.unmount();
    const again = await mounted(klarna, cart);
    assert.equal(again.status(), "busy");
    klarna.approve();
    await rest();
    assert.deepEqual([again.status(), again.heard, sessions], ["approved", ["approved"], 1]);
  });

  it("asks the shop's server again where the customer comes back to an earlier cart whose session has another by now", async () => {
    const klarna = mockKlarnaPayments();
    /** @type {string[]} */
    const told = [];
    const shown = (/** @type {string} */ cart) => ({
      cart,
      clientToken: async () => told.push(cart) && "token-1",
    });
    const shop = await mounted(klarna, shown("one pair"));
    await shop.changes(shown("two pairs"));
    await shop.changes(shown("two pairs"));
    await shop.changes(shown("one pair"));
    assert.deepEqual([told, shop.status()], [["one pair", "two pairs", "one pair"], "ready"]);
    await pays(klarna, shop);
    await shop.changes(shown("two pairs"));
    assert.deepEqual(told.slice(3), ["two pairs"]);
  });

  it("asks the shop's server again for the cart as it was before, also where it has not answered for the newer one", async () => {
    const klarna = mockKlarnaPayments();
    /** @type {string[]} */
    const told = [];
    const answers = { "one of them": held(), "two of them": held() };
    const shown = (/** @type {keyof typeof answers} */ cart) => ({
      cart,
      clientToken: () => told.push(cart) && answers[cart].promise,
    });
    answers["one of them"].release("token-1");
    const shop = await mounted(klarna, shown("one of them"));
    await shop.changes(shown("two of them"));
    await shop.changes(shown("one of them"));
    answers["two of them"].release("token-1");
    await rest();
    assert.deepEqual(
      [told, shop.status()],
      [["one of them", "two of them", "one of them"], "ready"],
    );
  });

  for (const [what, answers] of /** @type {const} */ ([
    ["it is none", ["", "token-1"]],
    ["there is none", [new Error("the shop's server does not answer"), "token-1"]],
  ]))
    it(`asks the shop's server again for a session where ${what}`, async () => {
      const klarna = mockKlarnaPayments();
      const turns = [...answers];
      const clientToken = async () => {
        const turn = turns.shift();
        if (typeof turn !== "string") throw turn;
        return turn;
      };
      const shop = await mounted(klarna, { clientToken, cart: `cart of which ${what}` });
      assert.equal(shop.status(), "failed");
      shop.retry();
      await rest();
      assert.equal(shop.status(), "ready");
    });

  it("asks the shop's server again for the session of a cart that it refused as another one, as often as the customer tries", async () => {
    const klarna = mockKlarnaPayments();
    let sessions = 0;
    // It tells the session of the cart as it is by now, which keeps its token.
    const clientToken = async () => {
      sessions += 1;
      return "token-1";
    };
    const given = { cart: "cart that another tab has changed", backend: "/orders" };
    const shop = await mounted(klarna, { ...given, clientToken });
    const refuses = async () => {
      await pays(klarna, shop);
      const body = { error: { code: "order_mismatch" } };
      klarna.fail("BACKEND_REJECTED", { status: 422, retryable: false, body });
      await rest();
    };
    await refuses();
    assert.deepEqual([shop.status(), shop.heard, sessions], ["failed", ["BACKEND_REJECTED"], 1]);
    shop.retry();
    await rest();
    assert.deepEqual([shop.status(), sessions], ["ready", 2]);
    await refuses();
    await shop.unmount();
    const again = await mounted(klarna, { ...given, clientToken });
    await pays(klarna, again);
    klarna.deliver();
    await rest();
    assert.deepEqual([again.status(), sessions], ["approved", 3]);
  });

  it("keeps Klarna's widget where the page takes its place away and gives it back in one rendering", async () => {
    const { klarna, shop } = await ready();
    for (let rendering = 0; rendering < 3; rendering += 1) {
      shop.checkout.place(null);
      shop.checkout.place(shop.place);
      await rest();
    }
    assert.deepEqual([shop.status(), loads(klarna)], ["ready", 1]);
    shop.checkout.place(null);
    await rest();
    shop.checkout.place(shop.place);
    await rest();
    assert.deepEqual([shop.status(), loads(klarna)], ["ready", 2]);
  });

  it("says that a newer session has the page, and nothing of it once it is unmounted", async () => {
    const { klarna, shop } = await ready({ clientToken: "refused", backend: "/orders" });
    const isSuperseded = () =>
      klarna.emit("statechange", { state: "superseded", previous: "undelivered" });
    await pays(klarna, shop);
    klarna.fail("BACKEND_REJECTED", { status: 422 });
    await rest();
    await shop.unmount();
    isSuperseded();
    await rest();
    assert.deepEqual(shop.heard, ["BACKEND_REJECTED"]);
    shop.start();
    await rest();
    isSuperseded();
    await rest();
    assert.deepEqual([shop.status(), shop.heard], ["failed", ["BACKEND_REJECTED", "SUPERSEDED"]]);
  });

  it("loads Klarna's widget again where it was moved while it was loading, and says nothing of the failure", async () => {
    const klarna = mockKlarnaPayments();
    const { load } = klarna.klarna;
    const { promise, release } = held();
    klarna.klarna.load = async () => {
      klarna.klarna.load = load;
      await promise;
      throw klarnaError("WIDGET_REMOVED", "the widget left the document; load it again");
    };
    const shop = await mounted(klarna);
    const { place } = shop.checkout;
    place(null);
    place({ nodeType: 1, isConnected: true, getRootNode: () => globalThis.document });
    await rest();
    assert.equal(shop.status(), "loading");
    release();
    await rest();
    assert.deepEqual([shop.status(), shop.heard, loads(klarna)], ["ready", [], 1]);
  });

  /** The call ends without Klarna's answer, and the customer goes on at Klarna. @param {string} [clientToken] */
  async function leftAtKlarna(clientToken = "token-1") {
    const { klarna, shop } = await ready({ backend: "/orders", clientToken });
    shop.buy();
    klarna.fail("SDK_TIMEOUT");
    await rest();
    assert.deepEqual([shop.status(), shop.heard.splice(0)], ["ready", ["SDK_TIMEOUT"]]);
    return { klarna, shop };
  }

  for (const [when, isAway] of /** @type {const} */ ([
    ["where it is shown", false],
    ["while it has no place", true],
  ]))
    it(`tells of the order that a customer made who was not waited for any more: ${when}`, async () => {
      const { klarna, shop } = await leftAtKlarna();
      const { place } = shop.checkout;
      if (isAway) place(null);
      klarna.approve();
      await rest();
      assert.equal(shop.status(), "busy");
      place({ nodeType: 1, isConnected: true, getRootNode: () => globalThis.document });
      await rest();
      assert.equal(shop.status(), "busy");
      klarna.deliver();
      await settles();
      assert.deepEqual([shop.status(), shop.heard], ["approved", ["approved"]]);
      assert.equal(shop.view().error, undefined);
      assert.equal(klarna.calls.filter(({ method }) => method === "authorize").length, 2);
    });

  it("tells that the token of such a customer may not have arrived, and sends it again", async () => {
    const { klarna, shop } = await leftAtKlarna();
    klarna.approve();
    await rest();
    klarna.fail("BACKEND_UNREACHABLE");
    await rest();
    assert.deepEqual([shop.status(), shop.heard], ["ready", ["BACKEND_UNREACHABLE"]]);
    shop.buy();
    await rest();
    klarna.deliver();
    await rest();
    assert.deepEqual([shop.status(), shop.heard.at(-1)], ["approved", "approved"]);
  });

  it("tells of such an order also where the checkout has left the page, and of one whose widget is loading", async () => {
    const { klarna, shop } = await leftAtKlarna();
    klarna.approve();
    await rest();
    await shop.unmount();
    klarna.deliver();
    await rest();
    assert.deepEqual(shop.heard, ["approved"]);
    const other = await leftAtKlarna();
    other.shop.update({ order: { order_amount: 2 } });
    mock.timers.tick(500);
    assert.equal(other.shop.status(), "loading");
    other.klarna.approve();
    await rest();
    assert.equal(other.shop.status(), "busy");
    other.klarna.deliver();
    await rest();
    assert.deepEqual([other.shop.status(), other.shop.heard], ["approved", ["approved"]]);
  });

  for (const [what, answer, more] of /** @type {const} */ ([
    ["fails", () => Promise.reject(klarnaError("SDK_TIMEOUT", "late", { retryable: true })), 1],
    [
      "has another script in its way",
      () => Promise.reject(klarnaError("SUPERSEDED", "another script", { retryable: true })),
      1,
    ],
    ["finds nothing on offer", async () => ({ status: "unavailable" }), 1],
    ["shows it", async () => ({ status: "shown" }), 0],
  ]))
    for (const isRefused of [true, false])
      it(`loads the widget again, unless it is there, after a token of a customer who was not waited for, during whose delivery the load ${what}: ${isRefused ? "it is refused" : "it makes the order"}`, async () => {
        const { klarna, shop } = await leftAtKlarna(`late token, ${what}, ${isRefused}`);
        const { klarna: object } = klarna;
        const { promise, release } = held();
        const { load } = object;
        let asked = 0;
        object.load = async (container, order) => {
          asked += 1;
          if (asked > 1) return load(container, order);
          await promise;
          return /** @type {any} */ (answer());
        };
        await shop.changes({ order: { order_amount: 2 } });
        klarna.approve();
        await rest();
        release();
        await rest();
        assert.deepEqual([shop.status(), asked], ["busy", 1]);
        if (isRefused) klarna.fail("BACKEND_REJECTED", { status: 422 });
        else klarna.deliver();
        await settles();
        assert.deepEqual(
          [shop.status(), shop.heard, asked],
          isRefused ? ["ready", ["BACKEND_REJECTED"], 1 + more] : ["approved", ["approved"], 1],
        );
      });

  it("asks nothing of its own while a token is sent again that it was asked for", async () => {
    const { klarna, shop } = await ready({ backend: "/orders" });
    await pays(klarna, shop);
    klarna.fail("BACKEND_UNREACHABLE");
    await rest();
    shop.buy();
    await rest();
    klarna.deliver();
    await rest();
    assert.deepEqual(shop.heard, ["BACKEND_UNREACHABLE", "approved"]);
    assert.equal(klarna.calls.filter(({ method }) => method === "authorize").length, 1);
  });

  /** Klarna is silent about the call. @param {Double} klarna @param {"authorize" | "finalize"} [call] */
  const stalls = (klarna, call = "authorize") => klarna.emit("stalled", { call });

  it("lets the customer click again where Klarna is silent, and tells of the call that took the other's place", async () => {
    const { klarna, shop } = await ready({ clientToken: "silent", backend: "/orders" });
    shop.buy();
    await rest();
    assert.equal(shop.status(), "busy");
    stalls(klarna);
    assert.deepEqual([shop.status(), shop.checkout.mayBuy()], ["ready", true]);
    await shop.changes({ order: { order_amount: 2 } });
    assert.deepEqual([shop.status(), loads(klarna)], ["ready", 1]);
    shop.buy();
    await rest();
    assert.deepEqual([shop.status(), shop.heard], ["busy", []]);
    klarna.approve();
    await rest();
    klarna.deliver();
    await rest();
    assert.deepEqual([shop.status(), shop.heard], ["approved", ["approved"]]);
  });

  it("tells what Klarna answers late, also where another call was refused meanwhile", async () => {
    const { klarna, shop } = await ready({ clientToken: "late", backend: "/orders" });
    shop.buy();
    stalls(klarna);
    shop.checkout.actions.finalize();
    await rest();
    assert.deepEqual([shop.status(), shop.heard], ["ready", ["IN_PROGRESS"]]);
    klarna.approve();
    await rest();
    klarna.deliver();
    await rest();
    assert.deepEqual([shop.status(), shop.heard], ["approved", ["IN_PROGRESS", "approved"]]);
  });

  it("takes no other click once Klarna is not silent any more, whatever the shop changes", async () => {
    for (const goesOn of /** @type {((klarna: Double) => void)[]} */ ([
      (klarna) => klarna.emit("overlayshown", {}),
      (klarna) => klarna.approve(),
    ])) {
      const { klarna, shop } = await ready({ clientToken: `loud ${goesOn}`, backend: "/a" });
      shop.buy();
      stalls(klarna);
      assert.equal(shop.status(), "ready");
      goesOn(klarna);
      await rest();
      assert.deepEqual([shop.status(), shop.checkout.mayBuy()], ["busy", false]);
      const { klarna: running } = klarna;
      await shop.changes({ backend: "/b" });
      assert.notEqual(running.state, "disposed");
      assert.deepEqual(shop.heard, []);
      if (running.state !== "delivering") klarna.approve();
      await rest();
      klarna.deliver();
      await rest();
      assert.deepEqual(shop.heard, ["approved"]);
    }
  });

  it("asks for a session anew where a click for another backend has spent it meanwhile", async () => {
    const klarna = mockKlarnaPayments();
    let made = 0;
    const clientToken = async () => `spent ${++made}`;
    const shop = await mounted(klarna, { clientToken, cart: "spent", backend: "/a" });
    shop.buy();
    await shop.unmount();
    const next = await mounted(klarna, { clientToken, cart: "spent", backend: "/b" });
    klarna.approve();
    await rest();
    klarna.deliver();
    await settles();
    assert.deepEqual([next.status(), shop.heard, next.heard, made], ["ready", ["approved"], [], 2]);
  });

  it("comes back to its call from a page with another backend, which waited for that", async () => {
    const klarna = mockKlarnaPayments();
    const shop = await mounted(klarna, { clientToken: "to and fro", backend: "/a" });
    shop.buy();
    await shop.unmount();
    await (await mounted(klarna, { clientToken: "to and fro", backend: "/b" })).unmount();
    const back = await mounted(klarna, { clientToken: "to and fro", backend: "/a" });
    assert.equal(back.status(), "busy");
    klarna.approve();
    await rest();
    klarna.deliver();
    await rest();
    assert.deepEqual([back.status(), back.heard], ["approved", ["approved"]]);
  });

  it("begins with the session that is wanted by now as soon as Klarna is silent about the call before", async () => {
    const { klarna, shop } = await ready({ clientToken: "first" });
    shop.buy();
    shop.update({ clientToken: "wanted by now" });
    stalls(klarna);
    await settles();
    shop.buy();
    await rest();
    klarna.approve();
    await rest();
    assert.equal(shop.status(), "approved");
  });

  for (const call of /** @type {const} */ (["authorize", "finalize"]))
    it(`begins with its own backend as soon as Klarna is silent about the call for another one that it waits for: ${call}`, async () => {
      const klarna = mockKlarnaPayments();
      const clientToken = `silent about ${call} for another`;
      const shop = await mounted(klarna, { clientToken, backend: "/a" });
      shop.buy();
      if (call === "finalize") {
        klarna.requireFinalize();
        await rest();
        shop.buy();
      }
      await shop.unmount();
      shop.heard.length = 0;
      const next = await mounted(klarna, { clientToken, backend: "/b" });
      assert.equal(next.status(), "loading");
      stalls(klarna, call);
      await settles();
      assert.equal(next.status(), "ready");
      next.buy();
      await rest();
      klarna.approve();
      await rest();
      klarna.deliver();
      await settles();
      assert.deepEqual([next.status(), next.heard], ["approved", ["approved"]]);
      // Who made the call is told that it was given up.
      assert.deepEqual(shop.heard, ["DISPOSED"]);
    });

  it("begins nothing more once it is unmounted, though Klarna is silent then about the call that it waited for", async () => {
    const klarna = mockKlarnaPayments();
    const clientToken = "silent then";
    const shop = await mounted(klarna, { clientToken, backend: "/a" });
    shop.buy();
    await shop.unmount();
    const next = await mounted(klarna, { clientToken, backend: "/b" });
    await next.unmount();
    stalls(klarna);
    await settles();
    assert.deepEqual([next.status(), next.heard, loadsOfPackage(klarna)], ["loading", [], 1]);
    const back = await mounted(klarna, { clientToken, backend: "/a" });
    assert.deepEqual([back.status(), loadsOfPackage(klarna)], ["ready", 1]);
  });

  it("waits on where Klarna is silent about the call for another backend only for a moment, and begins once", async () => {
    const klarna = mockKlarnaPayments();
    const clientToken = "silent for a moment";
    const shop = await mounted(klarna, { clientToken, backend: "/a" });
    shop.buy();
    await shop.unmount();
    const next = await mounted(klarna, { clientToken, backend: "/b" });
    stalls(klarna);
    klarna.emit("overlayshown", {});
    await settles();
    assert.deepEqual([next.status(), loadsOfPackage(klarna)], ["loading", 1]);
    stalls(klarna);
    stalls(klarna);
    await settles();
    assert.deepEqual([next.status(), loadsOfPackage(klarna)], ["ready", 2]);
  });

  it("finalizes anew where Klarna is silent about that", async () => {
    const { klarna, shop } = await ready({ clientToken: "silent about finalize" });
    shop.buy();
    klarna.requireFinalize();
    await rest();
    shop.buy();
    stalls(klarna, "finalize");
    shop.buy();
    assert.equal(klarna.calls.filter(({ method }) => method === "finalize").length, 2);
    klarna.approve();
    await rest();
    assert.deepEqual([shop.status(), shop.heard], ["approved", ["finalize_required", "approved"]]);
  });

  it("comes back to a call that Klarna is silent about, and begins with another session beside it", async () => {
    const [klarna, later] = [mockKlarnaPayments(), mockKlarnaPayments()];
    const shop = await mounted(klarna, { clientToken: "silent as it was" });
    shop.buy();
    stalls(klarna);
    await shop.unmount();
    shop.start();
    await rest();
    assert.equal(shop.status(), "ready");
    await shop.changes({ clientToken: "another one", load: later.loadKlarnaPayments });
    assert.deepEqual([shop.status(), shop.heard], ["ready", []]);
    shop.buy();
    later.approve();
    await rest();
    assert.deepEqual([shop.status(), shop.heard], ["approved", ["approved"]]);
  });

  it("begins nothing when it is asked to begin again once it is unmounted", async () => {
    const klarna = mockKlarnaPayments();
    const clientToken = async () => {
      asked += 1;
      throw new Error("the shop's server does not answer");
    };
    let asked = 0;
    const shop = await mounted(klarna, { clientToken, cart: "cart-11" });
    await shop.unmount();
    shop.retry();
    await rest();
    assert.deepEqual([shop.status(), asked], ["failed", 1]);
  });
});
