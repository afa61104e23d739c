// What a checkout with the Web SDK makes of what happens while something else goes on, whatever draws it: with the double
// of `klarna-payments-wasm/testing`, and no page.

import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { webSdkCheckout } from "../../src/export/bindings/web-sdk-checkout.js";
import { klarnaError } from "../../src/export/klarna-error.js";
import { mockKlarnaWebSdk } from "../../src/export/testing.js";
import { beginning, held, onAnEmptyPage, rest, settles, shopWith } from "./checkout-shop.js";

/** @typedef {ReturnType<typeof mockKlarnaWebSdk>} Double */

describe("A checkout with the Web SDK", () => {
  onAnEmptyPage();

  const MONTHLY = { intents: ["SUBSCRIBE"], subscriptionBillingInterval: "MONTH" };

  /** What it was given to present, in order. @param {Double} klarna */
  const wishes = ({ calls }) =>
    calls
      .filter(({ method }) => method === "presentation" || method === "refresh")
      .map(({ method, args }) => {
        const { amount, purchase } = /** @type {any} */ (args[0]);
        return [method, amount, ...(purchase ? [purchase] : [])];
      });

  /** What was told to Klarna's button. @type {boolean[]} */
  let disabled = [];
  let buttons = 0;

  /** Klarna's SDK. */
  function sdk() {
    const klarna = mockKlarnaWebSdk();
    disabled = [];
    buttons = 0;
    const { klarna: object } = klarna;
    const { presentation } = object;
    object.presentation = async (options) => {
      const made = await presentation(options);
      const { mountButton } = made;
      made.mountButton = (...args) => {
        const button = mountButton(...args);
        const { unmount, setDisabled } = button;
        buttons += 1;
        return Object.assign(button, {
          unmount: () => {
            buttons -= 1;
            unmount();
          },
          setDisabled: (/** @type {boolean} */ is) => {
            disabled.push(is);
            setDisabled(is);
          },
        });
      };
      return made;
    };
    return klarna;
  }

  /** @param {Double} klarna @param {object} [options] */
  function mount(klarna, options) {
    return shopWith(webSdkCheckout(/** @type {any} */ (undefined)), {
      clientId: "id",
      backend: { authorize: "/authorize", status: "/status" },
      amount: 1,
      currency: "EUR",
      load: klarna.loadKlarnaWebSdk,
      ...options,
    });
  }

  const { mounted, ready } = beginning(sdk, mount);

  /** Klarna's customer is on the journey. @param {Double} klarna */
  function goesToKlarna(klarna) {
    klarna.click();
    klarna.stepUp();
  }

  /** The customer accepts on the journey, and the shop's server is asked. @param {Double} klarna */
  async function paysAtKlarna(klarna) {
    goesToKlarna(klarna);
    klarna.complete();
    await rest();
  }

  /** The customer is approved at once. @param {Double} klarna */
  async function pays(klarna) {
    klarna.click();
    klarna.approve();
    await rest();
  }

  /** What `confirm` gives where the shop's server does not answer. */
  const noAnswer = async () => {
    throw klarnaError("BACKEND_UNREACHABLE", "the shop's server does not answer");
  };

  it("presents the amount that came while it was asking Klarna", async () => {
    const klarna = sdk();
    const { presentation } = klarna.klarna;
    const { promise, release } = held();
    klarna.klarna.presentation = async (options) => {
      const made = await presentation(options);
      if (options.amount === 1) await promise;
      return made;
    };
    const shop = await mounted(klarna);
    await shop.changes({ amount: 2 });
    release();
    await rest();
    assert.deepEqual(wishes(klarna).at(-1), ["presentation", 2]);
    assert.deepEqual([shop.status(), buttons], ["ready", 1]);
  });

  it("presents a changed amount half a second after the change, however often it is drawn meanwhile", async () => {
    const { klarna, shop } = await ready();
    shop.update({ amount: 2 });
    for (let drawn = 0; drawn < 2; drawn += 1) {
      mock.timers.tick(250);
      shop.update({ amount: 2 });
    }
    await rest();
    assert.equal(wishes(klarna).at(-1)?.[1], 2);
  });

  it("presents what has changed while the customer was at Klarna, before they can pay again", async () => {
    const { klarna, shop } = await ready({ purchase: "cart-1" });
    goesToKlarna(klarna);
    await shop.changes({ amount: 2, purchase: "cart-2" });
    assert.deepEqual(wishes(klarna), [["presentation", 1, "cart-1"]]);
    assert.deepEqual(disabled, [true]);
    klarna.abort();
    await rest();
    assert.deepEqual(wishes(klarna).at(-1), ["refresh", 2, "cart-2"]);
    assert.deepEqual([shop.status(), disabled], ["ready", [true, false]]);
  });

  it("names the purchase as it is at the click on the shop's own button, though Klarna was not asked yet", async () => {
    const { klarna, shop } = await ready({ purchase: "cart-1" });
    shop.update({ purchase: "cart-2" });
    shop.buy();
    const { args } = klarna.calls.at(-1) ?? {};
    assert.deepEqual(args, [{ purchase: "cart-2" }]);
    klarna.stepUp();
    klarna.abort();
    await rest();
  });

  it("asks for a new presentation where the purchase has no name any more, since the old one keeps it", async () => {
    const { klarna, shop } = await ready({ purchase: "cart-1" });
    shop.update({ purchase: undefined });
    assert.equal(await shop.buy(), undefined);
    await rest();
    assert.deepEqual(wishes(klarna), [
      ["presentation", 1, "cart-1"],
      ["presentation", 1],
    ]);
    assert.deepEqual([shop.status(), buttons], ["ready", 1]);
  });

  for (const [one, other] of [
    [{ purchase: "cart-1" }, { purchase: "cart-2" }],
    [{ amount: 1 }, { amount: 2 }],
    [{}, MONTHLY],
  ])
    it(`does not take the end of another purchase for its own: ${Object.keys(other ?? {})}`, async () => {
      const [klarna, later] = [sdk(), sdk()];
      const shop = await mounted(klarna, one);
      goesToKlarna(klarna);
      await shop.unmount();
      const next = await mounted(later, other);
      assert.equal(next.status(), "ready");
      klarna.complete();
      await rest();
      assert.deepEqual([next.status(), next.heard, shop.heard], ["ready", [], ["approved"]]);
    });

  it("tells the end to the one who wanted that purchase, and draws it only there", async () => {
    const [klarna, later] = [sdk(), sdk()];
    const shop = await mounted(klarna, { purchase: "cart-1" });
    goesToKlarna(klarna);
    shop.update({ purchase: "cart-2" }, "second: ");
    await shop.unmount();
    shop.update({ load: later.loadKlarnaWebSdk });
    shop.start();
    await rest();
    assert.equal(shop.status(), "ready");
    klarna.complete();
    await rest();
    assert.deepEqual([shop.status(), shop.heard], ["ready", ["approved"]]);
  });

  it("ends what goes on before it begins with another configuration", async () => {
    const [klarna, later] = [sdk(), sdk()];
    const shop = await mounted(klarna);
    goesToKlarna(klarna);
    await shop.changes(
      { backend: { authorize: "/other" }, load: later.loadKlarnaWebSdk },
      "second: ",
    );
    assert.equal(shop.status(), "busy");
    klarna.abort();
    await rest();
    assert.deepEqual([shop.heard, wishes(later)], [["second: dismissed"], [["presentation", 1]]]);
    assert.equal(shop.status(), "ready");
  });

  /** A cart's context, and an access token: of now. @param {number} turn */
  const backendAt = (turn) => ({
    authorize: { url: "/authorize", context: { turn }, headers: { authorization: `${turn}` } },
    status: { url: "/status", headers: { authorization: `${turn}` } },
  });

  /** Those that Klarna's SDK was begun with. @param {Double} klarna @returns {any[]} */
  const backends = ({ calls }) =>
    calls
      .filter(({ method }) => method === "loadKlarnaWebSdk")
      .map(({ args: [options] }) => /** @type {any} */ (options).backend);

  for (const purchase of [undefined, "cart-1"]) {
    const what = purchase ? "with a name" : "without one";

    it(`stays approved though its backend is another by now: a purchase ${what}`, async () => {
      for (const status of /** @type {const} */ (["approved", "pending"])) {
        const { klarna, shop } = await ready({ purchase, backend: backendAt(1) });
        klarna.confirmWith({ status, body: {} });
        await paysAtKlarna(klarna);
        await shop.changes({ backend: backendAt(2), sdkToken: "newer" });
        assert.deepEqual(
          [shop.status(), shop.heard, wishes(klarna).length],
          ["approved", [status], 1],
        );
        klarna.confirmWith({ status: "approved", body: {} });
        await shop.unmount();
        // What is owed would be another test's.
        shop.start();
        await rest();
        await shop.unmount();
      }
    });

    it(`asks about what is owed before anything is paid anew, with the backend's newest headers: a purchase ${what}`, async () => {
      const klarna = sdk();
      const { confirm } = klarna.klarna;
      klarna.klarna.confirm = noAnswer;
      const shop = await mounted(klarna, { purchase, backend: backendAt(1) });
      const [{ status }] = backends(klarna);
      await paysAtKlarna(klarna);
      await shop.changes({ backend: backendAt(2) });
      assert.deepEqual([shop.status(), wishes(klarna).length], ["failed", 1]);
      /** @type {object[]} */
      const headers = [];
      klarna.klarna.confirm = async (id) => {
        headers.push(await status.headers());
        return confirm(id);
      };
      shop.retry();
      await rest();
      assert.deepEqual(
        [shop.status(), headers, shop.heard],
        ["approved", [{ authorization: "2" }], ["BACKEND_UNREACHABLE", "approved"]],
      );
    });

    it(`goes on with the customer who is at Klarna where it is mounted again with another backend, and takes that for the next click: a purchase ${what}`, async () => {
      const [klarna, later] = [sdk(), sdk()];
      const shop = await mounted(klarna, { purchase, backend: backendAt(1) });
      goesToKlarna(klarna);
      await shop.unmount();
      const next = await mounted(later, { purchase, backend: backendAt(2) });
      assert.deepEqual([next.status(), later.calls], ["busy", []]);
      klarna.abort();
      await rest();
      assert.deepEqual([next.status(), next.heard], ["ready", ["dismissed"]]);
      assert.equal(backends(later)[0].authorize.context.turn, 2);
    });
  }

  for (const status of ["/status", undefined])
    it(`hears of the end that Klarna tells as soon as it is asked for: ${status ? "the shop's server tells whether it is paid" : "nobody else tells"}`, async () => {
      const klarna = sdk();
      const { on } = klarna.klarna;
      klarna.klarna.on = (event, handler) => {
        const remove = on(event, handler);
        if (event === "complete") klarna.complete("request-1");
        return remove;
      };
      const shop = await mounted(klarna, { backend: { authorize: "/authorize", status } });
      assert.deepEqual(
        [shop.status(), shop.heard],
        ["approved", [status ? "approved" : "completed"]],
      );
    });

  /** What the shop was told in more detail. @param {ReturnType<typeof mount>} shop */
  function ends(shop) {
    /** @type {any[]} */
    const told = [];
    shop.update({ onOutcome: (/** @type {any} */ end) => told.push(end) });
    return told;
  }

  for (const [what, status, body] of /** @type {const} */ ([
    ["paid", "approved", { purchase: "cart-1" }],
    ["not decided", "pending", { purchase: "cart-1" }],
    ["declined", "declined", { purchase: "cart-1" }],
  ]))
    it(`tells of another purchase that an earlier page began, and lets the customer pay this one: ${what}`, async () => {
      const { klarna, shop } = await ready({ purchase: "cart-2" });
      const told = ends(shop);
      klarna.confirmWith({ status, body });
      klarna.complete("request-1");
      await settles();
      const paymentRequestId = "request-1";
      assert.deepEqual(told, [{ status, paymentRequestId, body, ofEarlierPage: true }]);
      assert.deepEqual([shop.status(), shop.view().message, buttons], ["ready", "", 1]);
      klarna.confirmWith({ status: "approved", body: {} });
      await paysAtKlarna(klarna);
      assert.deepEqual([shop.status(), told.length], ["approved", 2]);
      assert.equal(told[1]?.ofEarlierPage, undefined);
      await shop.unmount();
      // What is not decided is asked about by the checkout of that purchase.
      const owing = await mounted(sdk(), { purchase: "cart-1" });
      assert.deepEqual(
        [owing.status(), owing.heard],
        status === "pending" ? ["approved", ["approved"]] : ["ready", []],
      );
    });

  it("asks about a purchase that an earlier page began before the same checkout sells that", async () => {
    const { klarna, shop } = await ready({ purchase: "cart-2" });
    const { asked, decide } = heldAnswers(klarna, ["request-1"]);
    klarna.complete("request-1");
    await decide("request-1", { status: "pending", body: { purchase: "cart-1" } });
    await settles();
    assert.deepEqual([shop.status(), asked], ["ready", ["request-1"]]);
    klarna.klarna.confirm = async () => ({ status: "approved", body: { purchase: "cart-1" } });
    await shop.changes({ purchase: "cart-1" }, "first: ");
    assert.deepEqual(
      [shop.status(), shop.heard, buttons],
      ["approved", ["pending", "first: approved"], 0],
    );
  });

  for (const [what, paid] of [
    ["a number", 17],
    ["no name at all", { id: "17" }],
  ])
    it(`is approved where the shop's server names this purchase otherwise than the page does: ${what}`, async () => {
      const { klarna, shop } = await ready({ purchase: "17" });
      klarna.confirmWith({ status: "approved", body: { purchase: paid } });
      await paysAtKlarna(klarna);
      assert.deepEqual(
        [shop.status(), shop.checkout.mayBuy(), shop.heard],
        ["approved", false, ["approved"]],
      );
    });

  for (const [what, purchase, body] of /** @type {const} */ ([
    ["by its name", "cart-1", { purchase: "cart-1" }],
    ["the shop's server does not name it", "cart-1", {}],
    ["it has no name", undefined, {}],
  ]))
    it(`is approved where the redirect of this very purchase comes back to it: ${what}`, async () => {
      const { klarna, shop } = await ready({ purchase });
      const told = ends(shop);
      klarna.confirmWith({ status: "approved", body });
      klarna.complete("request-1");
      await rest();
      assert.deepEqual([shop.status(), told[0].body, wishes(klarna).length], ["approved", body, 1]);
    });

  it("asks about the redirect of this very purchase until it is decided, and sells nothing anew, though the shop's server does not name it", async () => {
    const { klarna, shop } = await ready({ purchase: "cart-1" });
    klarna.confirmWith({ status: "pending", body: {} });
    klarna.complete("request-1");
    await settles();
    assert.deepEqual([shop.status(), shop.checkout.mayBuy()], ["approved", false]);
    await shop.unmount();
    klarna.confirmWith({ status: "approved", body: {} });
    const again = await mounted(klarna, { purchase: "cart-1" });
    assert.deepEqual([again.status(), again.heard, buttons], ["approved", ["approved"], 0]);
    assert.equal(wishes(klarna).length, 1);
  });

  it("tells of another purchase that the shop's server names, whichever page's click it was", async () => {
    const { klarna, shop } = await ready({ purchase: "cart-2" });
    klarna.confirmWith({ status: "approved", body: { purchase: "cart-1" } });
    await paysAtKlarna(klarna);
    assert.deepEqual([shop.status(), shop.view().message, shop.heard], ["ready", "", ["approved"]]);
  });

  it("is approved by a purchase that the shop names at the click alone", async () => {
    const { klarna, shop } = await ready({ purchase: "cart-1" });
    klarna.confirmWith({ status: "approved", body: { purchase: "part-of-cart-1" } });
    shop.checkout.actions.initiate({ purchase: "part-of-cart-1" });
    klarna.stepUp();
    klarna.complete();
    await rest();
    assert.deepEqual([shop.status(), shop.heard], ["approved", ["approved"]]);
  });

  for (const [what, named, body] of /** @type {const} */ ([
    ["by the name of that click", "part-of-cart-1", { purchase: "part-of-cart-1" }],
    ["without a name", undefined, {}],
  ]))
    it(`is not approved by the purchase before that is accepted late, and tells the one who wanted that: ${what}`, async () => {
      const { klarna, shop } = await ready({ purchase: "cart-1" });
      shop.checkout.actions.initiate({ purchase: named });
      await rest();
      klarna.stepUp("request-1");
      klarna.abort();
      await shop.changes({ purchase: "cart-2" }, "second: ");
      klarna.confirmWith({ status: "approved", body });
      completesLate(klarna);
      await settles();
      assert.deepEqual(
        [shop.status(), shop.checkout.mayBuy(), shop.heard],
        ["ready", true, ["dismissed", "approved"]],
      );
    });

  it("stays approved by what is wanted by now, if the shop's server says so of an earlier page's", async () => {
    const { klarna, shop } = await ready({ purchase: "cart-1" });
    klarna.confirmWith({ status: "approved", body: { purchase: "cart-2" } });
    klarna.complete("request-1");
    shop.update({ purchase: "cart-2" }, "second: ");
    await settles();
    assert.deepEqual([shop.status(), shop.heard], ["approved", ["second: approved"]]);
    assert.equal(wishes(klarna).length, 1);
  });

  /** Klarna does not present what has changed. @param {Double} klarna @returns {() => void} when it says so */
  function refusesRefresh(klarna) {
    const { promise, release } = held();
    klarna.presentation.refresh = async () => {
      await promise;
      throw klarnaError("SDK_ERROR", "Klarna does not answer");
    };
    return release;
  }

  /** What the shop's server answers, by payment request, when a test lets it. @param {Double} klarna @param {string[]} requests */
  function heldAnswers({ klarna }, requests) {
    const answers = new Map(requests.map((request) => [request, held()]));
    /** @type {string[]} */
    const asked = [];
    klarna.confirm = async (request) => {
      asked.push(request);
      const answer = await answers.get(request)?.promise;
      return answer ?? noAnswer();
    };
    const decide = async (
      /** @type {string} */ request,
      /** @type {object | undefined} */ answer,
    ) => {
      answers.get(request)?.release(answer);
      await rest();
    };
    return { asked, decide };
  }

  for (const [status, left, heard] of /** @type {const} */ ([
    ["approved", "approved", "approved"],
    ["pending", "approved", "pending"],
    [undefined, "failed", "BACKEND_UNREACHABLE"],
  ]))
    for (const isFirst of [true, false])
      it(`sells nothing anew where redirects of this and of another purchase come back: this one is ${left}: ${heard}, ${isFirst ? "before" : "after"} the other`, async () => {
        const { klarna, shop } = await ready({ purchase: "cart-1" });
        const known = klarna.klarna.confirm;
        const { asked, decide } = heldAnswers(klarna, ["own", "other"]);
        klarna.complete("own");
        klarna.emit("end", { status: "completed", paymentRequestId: "other" });
        /** @type {[string, any][]} */
        const answers = [
          ["own", status && { status, body: { purchase: "cart-1" } }],
          ["other", { status: "approved", body: { purchase: "cart-0" } }],
        ];
        for (const [request, answer] of isFirst ? answers : answers.reverse())
          await decide(request, answer);
        assert.deepEqual([shop.status(), shop.checkout.mayBuy()], [left, false]);
        assert.deepEqual(shop.heard, isFirst ? [heard, "approved"] : ["approved", heard]);
        await shop.unmount();
        await settles();
        klarna.klarna.confirm = known;
        klarna.confirmWith({ status: "approved", body: { purchase: "cart-1" } });
        if (status !== "approved") {
          const again = await mounted(klarna, { purchase: "cart-1" });
          assert.deepEqual([again.status(), again.heard], ["approved", ["approved"]]);
          await again.unmount();
        }
        await settles();
        assert.deepEqual([asked.length, klarna.klarna.state], [2, "disposed"]);
      });

  for (const status of ["expired", "declined"])
    it(`lets nobody pay while the shop's server is asked about one of two tries of this purchase, though the other came to nothing: ${status}`, async () => {
      const { klarna, shop } = await ready({ purchase: "cart-1" });
      const { decide } = heldAnswers(klarna, ["first", "second"]);
      klarna.complete("first");
      klarna.emit("end", { status: "completed", paymentRequestId: "second" });
      await decide("first", { status, body: {} });
      assert.deepEqual([shop.status(), shop.checkout.mayBuy()], ["busy", false]);
      await decide("second", undefined);
      assert.deepEqual([shop.status(), shop.checkout.mayBuy()], ["failed", false]);
      const ended = status === "expired" ? "dismissed" : status;
      assert.deepEqual(shop.heard, [ended, "BACKEND_UNREACHABLE"]);
      klarna.klarna.confirm = async () => ({ status: "approved", body: {} });
      shop.retry();
      await rest();
      assert.equal(shop.status(), "approved");
    });

  for (const [what, isDecided, answer, left] of /** @type {const} */ ([
    ["is asked about it", false, undefined, "busy"],
    ["cannot be asked about it", true, undefined, "failed"],
    ["has not decided about it", true, { status: "pending", body: {} }, "approved"],
    ["approved it", true, { status: "approved", body: {} }, "approved"],
  ]))
    for (const status of ["expired", "declined"])
      it(`shows Klarna's button no more where one of two tries of this purchase is ${status}, and the shop's server ${what}`, async () => {
        const { klarna, shop } = await ready({ purchase: "cart-1" });
        const { confirm } = klarna.klarna;
        const first = held();
        klarna.klarna.confirm = async (id) => {
          if (id === "first") return (await first.promise) ?? noAnswer();
          // The object hears of it after it has asked.
          await undefined;
          return confirm(id);
        };
        klarna.confirmWith(/** @type {any} */ ({ status, body: {} }));
        klarna.complete("second");
        klarna.emit("end", { status: "completed", paymentRequestId: "first" });
        if (isDecided) first.release(answer);
        await settles();
        assert.deepEqual([klarna.klarna.state, shop.status(), buttons], ["ready", left, 0]);
        // What is owed would be another test's.
        klarna.klarna.confirm = async () => ({ status: "expired", body: {} });
        first.release({ status: "expired", body: {} });
        await shop.unmount();
        shop.start();
        await settles();
        await shop.unmount();
      });

  it("tells once what the shop's server says, though an earlier page's journey fails while that is asked", async () => {
    const { klarna, shop } = await ready({ purchase: "cart-1" });
    const { asked, decide } = heldAnswers(klarna, ["own"]);
    klarna.complete("own");
    const error = /** @type {any} */ (klarnaError("SDK_ERROR", "the journey has expired"));
    klarna.emit("error", { error });
    klarna.emit("end", { status: "failed", paymentRequestId: "other", error });
    await settles();
    assert.deepEqual([shop.status(), shop.heard], ["busy", ["SDK_ERROR"]]);
    shop.retry();
    await shop.unmount();
    const again = await mounted(klarna, { purchase: "cart-1" });
    await decide("own", { status: "approved", body: {} });
    assert.deepEqual([again.status(), again.heard, asked], ["approved", ["approved"], ["own"]]);
  });

  /** The customer accepts after the click has had its end: Klarna's object tells of no other. @param {Double} klarna */
  function completesLate({ klarna, emit }) {
    const { state: previous } = klarna;
    Object.defineProperty(klarna, "state", { configurable: true, get: () => "completed" });
    emit("statechange", { state: "completed", previous });
    emit("complete", { paymentRequestId: "request-1", state: "COMPLETED" });
  }

  for (const status of ["/status", undefined])
    it(`is approved where the customer accepts after they have left: ${status ? "the shop's server tells whether it is paid" : "nobody else tells"}`, async () => {
      const { klarna, shop } = await ready({ backend: { authorize: "/authorize", status } });
      goesToKlarna(klarna);
      klarna.abort();
      await rest();
      completesLate(klarna);
      assert.equal(shop.status(), status ? "busy" : "approved");
      await settles();
      assert.deepEqual(
        [shop.status(), shop.heard],
        ["approved", ["dismissed", status ? "approved" : "completed"]],
      );
    });

  it("owes what the customer has accepted after they had left, also where it is unmounted", async () => {
    const { klarna, shop } = await ready({ purchase: "cart-1" });
    goesToKlarna(klarna);
    klarna.abort();
    klarna.confirmWith({ status: "pending", body: {} });
    completesLate(klarna);
    await settles();
    await shop.unmount();
    await settles();
    klarna.confirmWith({ status: "approved", body: {} });
    const again = await mounted(klarna, { purchase: "cart-1" });
    assert.deepEqual([again.status(), again.heard], ["approved", ["approved"]]);
    assert.deepEqual(shop.heard, ["dismissed", "pending"]);
  });

  it("shows that it is approved, not that it is pending, once one of two tries of this purchase is", async () => {
    const { klarna, shop } = await ready({ purchase: "cart-1" });
    const { decide } = heldAnswers(klarna, ["first", "second"]);
    klarna.complete("first");
    klarna.emit("end", { status: "completed", paymentRequestId: "second" });
    await decide("first", { status: "pending", body: {} });
    await decide("second", { status: "approved", body: {} });
    const { message, outcome } = shop.view();
    assert.deepEqual([shop.heard, outcome?.status], [["pending", "approved"], "approved"]);
    assert.equal(message, "Your purchase is approved.");
    // What is owed would be another test's.
    klarna.klarna.confirm = async () => ({ status: "approved", body: {} });
    await shop.unmount();
    shop.start();
    await rest();
  });

  it("asks about what the customer has accepted late though it is unmounted at once", async () => {
    const { klarna, shop } = await ready({ purchase: "cart-1" });
    goesToKlarna(klarna);
    klarna.abort();
    completesLate(klarna);
    await shop.unmount();
    await settles();
    assert.deepEqual(shop.heard, ["dismissed", "approved"]);
    assert.ok(klarna.calls.some(({ method }) => method === "confirm"));
  });

  for (const [what, second] of /** @type {const} */ ([
    ["another try comes to nothing", "expired"],
    ["another try is approved", undefined],
  ]))
    it(`asks about what the customer has accepted late though ${what} by then`, async () => {
      const { klarna, shop } = await ready({ purchase: "cart-1" });
      klarna.click();
      klarna.stepUp("first");
      klarna.abort();
      klarna.click();
      const { asked, decide } = heldAnswers(klarna, ["first", "second"]);
      if (second) {
        klarna.stepUp("second");
        klarna.complete();
      } else klarna.approve();
      klarna.emit("complete", { paymentRequestId: "first", state: "COMPLETED" });
      if (second) {
        Object.defineProperty(klarna.klarna, "state", { configurable: true, value: "ready" });
        await decide("second", { status: second, body: {} });
      }
      await settles();
      await decide("first", { status: "approved", body: {} });
      assert.deepEqual(
        [shop.status(), shop.heard, asked.at(-1)],
        ["approved", ["dismissed", second ? "dismissed" : "approved", "approved"], "first"],
      );
    });

  for (const [what, end, heard] of /** @type {const} */ ([
    ["the backend declines this one", "decline", ["declined", "approved"]],
    ["the backend approves this one", "approve", ["approved", "approved"]],
    ["the customer leaves", "abort", ["dismissed", "approved"]],
    ["this one fails", "fail", ["BACKEND_UNREACHABLE", "approved"]],
  ]))
    it(`asks about what the customer has accepted while another click runs, once that has ended: ${what}`, async () => {
      const { klarna, shop } = await ready({ purchase: "cart-1" });
      const { asked, decide } = heldAnswers(klarna, ["first"]);
      klarna.click();
      klarna.stepUp("first");
      klarna.click();
      await rest();
      shop.heard.length = 0;
      klarna.emit("complete", { paymentRequestId: "first", state: "COMPLETED" });
      await settles();
      assert.deepEqual([asked, shop.heard], [[], []]);
      if (end === "abort") klarna.stepUp("second");
      if (end === "fail") klarna.fail("BACKEND_UNREACHABLE", {});
      else klarna[end]();
      await settles();
      assert.equal(shop.checkout.mayBuy(), false);
      assert.deepEqual(asked, ["first"]);
      await decide("first", { status: "approved", body: {} });
      assert.deepEqual([shop.status(), shop.heard], ["approved", heard]);
    });

  for (const isAsked of [false, true])
    it(`tells the end of a click that Klarna calls for late to the one who wanted that, and sells what is wanted by then: ${isAsked ? "Klarna is asked to present it" : "Klarna is not asked yet"}`, async () => {
      const klarna = sdk();
      const { presentation } = klarna.klarna;
      klarna.klarna.presentation = async (options) => {
        const made = await presentation(options);
        const { mountButton } = made;
        // It was clicked before it was disabled.
        made.mountButton = (...args) => Object.assign(mountButton(...args), { setDisabled() {} });
        return made;
      };
      const shop = await mounted(klarna, { purchase: "cart-1" });
      const { promise, release } = held();
      const { refresh } = klarna.presentation;
      klarna.presentation.refresh = async (changes) => {
        await promise;
        return refresh(changes);
      };
      shop.update({ purchase: "cart-2" }, "second: ");
      if (isAsked) await settles();
      klarna.click();
      release();
      await rest();
      klarna.approve();
      await settles();
      assert.deepEqual([shop.status(), shop.heard], ["ready", ["approved"]]);
      await pays(klarna);
      assert.deepEqual([shop.status(), shop.heard], ["approved", ["approved", "second: approved"]]);
    });

  it("asks once about what the customer has accepted before the backend named it", async () => {
    const { klarna, shop } = await ready({ purchase: "cart-1" });
    klarna.click();
    klarna.emit("complete", { paymentRequestId: "request-1", state: "COMPLETED" });
    klarna.approve({ paymentRequestId: "request-1" });
    await settles();
    assert.deepEqual([shop.status(), shop.heard], ["approved", ["approved"]]);
  });

  /** Klarna tells again of a payment request of long ago, while a click runs. @param {Double} klarna */
  const tellsAgain = ({ emit }) =>
    emit("complete", { paymentRequestId: "krn:0", state: "COMPLETED" });

  for (const [what, answer] of /** @type {const} */ ([
    ["approved", { status: "approved", body: {} }],
    ["not decided", { status: "pending", body: {} }],
    ["expired", { status: "expired", body: {} }],
    ["not known", undefined],
  ]))
    for (const end of /** @type {const} */ (["complete", "abort"]))
      it(`is not concerned by a payment request that no click of its page has launched, though Klarna tells of it during a click: it is ${what}, and that one's end is: ${end}`, async () => {
        const { klarna, shop } = await ready({ purchase: "cart-2" });
        const { asked, decide } = heldAnswers(klarna, ["krn:0", "krn:1"]);
        klarna.click();
        klarna.stepUp("krn:1");
        tellsAgain(klarna);
        klarna[end]();
        await decide("krn:0", answer);
        await decide("krn:1", { status: "approved", body: {} });
        await settles();
        assert.deepEqual(
          [shop.status(), shop.checkout.mayBuy(), shop.heard, asked],
          end === "abort"
            ? ["ready", true, ["dismissed"], []]
            : ["approved", false, ["approved"], ["krn:1"]],
        );
        // Nothing is owed that would keep it.
        await shop.unmount();
        await settles();
        assert.equal(klarna.klarna.state, "disposed");
      });

  it("asks about no such payment request where it is mounted again before the click has ended, and lets the customer pay after it", async () => {
    const { klarna, shop } = await ready({ purchase: "cart-2" });
    const { asked } = heldAnswers(klarna, []);
    klarna.click();
    klarna.stepUp("krn:1");
    tellsAgain(klarna);
    await shop.unmount();
    const again = await mounted(klarna, { purchase: "cart-2" });
    assert.deepEqual([again.status(), asked], ["busy", []]);
    klarna.abort();
    await settles();
    assert.deepEqual([again.status(), again.heard, asked], ["ready", ["dismissed"], []]);
  });

  for (const [what, named] of [
    ["its URL alone", undefined],
    ["a number of its own", "17"],
  ])
    it(`asks about what an earlier click on its page may have launched, and tells that it may be another page's: the backend gives ${what}`, async () => {
      const { klarna, shop } = await ready({ purchase: "cart-1" });
      const told = ends(shop);
      klarna.click();
      klarna.stepUp(named ?? "krn:1");
      // The double names each.
      if (!named) klarna.emit("outcome", { result: "STEP_UP_REQUIRED", body: {} });
      klarna.click();
      await rest();
      tellsAgain(klarna);
      klarna.decline();
      await settles();
      assert.deepEqual(
        told.map(({ status, ofEarlierPage }) => [status, ofEarlierPage]),
        [
          ["pending", undefined],
          ["declined", undefined],
          ["approved", true],
        ],
      );
      assert.equal(shop.status(), "approved");
    });

  /** Klarna's object, whose WebAssembly traps when a test lets it. @param {Double} klarna */
  function trapping(klarna) {
    const { promise, release } = held();
    const load = async (/** @type {any} */ options) =>
      Object.assign(await klarna.loadKlarnaWebSdk(options), {
        subject: () => promise.then((error) => Promise.reject(error)),
      });
    const trap = async () => {
      // It tells no end of what was going on.
      Object.defineProperty(klarna.klarna, "state", { configurable: true, value: "disposed" });
      release(klarnaError("INTERNAL", "the WebAssembly has trapped"));
      await rest();
    };
    return { load, trap };
  }

  it("goes on asking about what it owes, though no click of its page has launched that and Klarna tells of it during one", async () => {
    const [klarna, later] = [sdk(), sdk()];
    const { load, trap } = trapping(klarna);
    const shop = await mounted(klarna, { purchase: "cart-1", load });
    klarna.klarna.confirm = noAnswer;
    klarna.complete("krn:0");
    await settles();
    await trap();
    later.klarna.confirm = noAnswer;
    shop.update({ load: later.loadKlarnaWebSdk });
    shop.retry();
    await settles();
    shop.heard.length = 0;
    // A click that Klarna calls for late.
    later.klarna.initiate().catch(() => undefined);
    await rest();
    tellsAgain(later);
    later.klarna.confirm = async () => ({ status: "approved", body: {} });
    later.decline();
    await settles();
    assert.deepEqual([shop.status(), shop.heard], ["approved", ["declined", "approved"]]);
  });

  it("owes nothing of such a payment request after the WebAssembly has trapped during the click", async () => {
    const [klarna, later] = [sdk(), sdk()];
    const { load, trap } = trapping(klarna);
    const shop = await mounted(klarna, { purchase: "cart-2", load });
    klarna.click();
    klarna.stepUp("krn:1");
    tellsAgain(klarna);
    await trap();
    shop.update({ load: later.loadKlarnaWebSdk });
    shop.retry();
    await settles();
    assert.deepEqual(
      [shop.status(), shop.checkout.mayBuy(), shop.heard],
      ["ready", true, ["INTERNAL"]],
    );
  });

  for (const status of ["/status", undefined])
    it(`tells once what is paid though Klarna tells of it again in another state: ${status ? "the shop's server tells whether it is paid" : "nobody else tells"}`, async () => {
      const { klarna, shop } = await ready({ backend: { authorize: "/authorize", status } });
      await paysAtKlarna(klarna);
      klarna.emit("complete", { paymentRequestId: "test-payment-request", state: "AUTHORIZED" });
      await settles();
      const told = status ? "approved" : "completed";
      assert.deepEqual([shop.status(), shop.heard], ["approved", [told]]);
    });

  it("tells what failed of an earlier page's journey though the customer leaves Klarna then", async () => {
    const { klarna, shop } = await ready({ purchase: "cart-1" });
    goesToKlarna(klarna);
    const error = /** @type {any} */ (klarnaError("SDK_ERROR", "the journey has expired"));
    klarna.emit("error", { error });
    klarna.abort();
    await settles();
    assert.deepEqual(shop.heard, ["dismissed", "SDK_ERROR"]);
  });

  for (const isMounted of [true, false])
    it(`asks about what is owed also after the WebAssembly has trapped, and sells nothing anew: ${isMounted ? "where it begins again" : "where it was unmounted by then"}`, async () => {
      const [klarna, later] = [sdk(), sdk()];
      const { promise, release } = held();
      const shop = await mounted(klarna, {
        purchase: "cart-1",
        load: async (/** @type {any} */ options) => {
          const made = await klarna.loadKlarnaWebSdk(options);
          return Object.assign(made, {
            subject: () => promise.then((error) => Promise.reject(error)),
          });
        },
      });
      klarna.klarna.confirm = () => new Promise(() => {});
      await paysAtKlarna(klarna);
      shop.update({ load: later.loadKlarnaWebSdk });
      if (!isMounted) await shop.unmount();
      klarna.klarna.dispose();
      release(klarnaError("INTERNAL", "the WebAssembly has trapped"));
      await rest();
      assert.deepEqual(shop.heard, ["INTERNAL"]);
      if (isMounted) assert.deepEqual([shop.status(), shop.checkout.mayBuy()], ["failed", false]);
      if (isMounted) shop.retry();
      else shop.start();
      await settles();
      assert.deepEqual(
        [shop.status(), shop.heard, wishes(later)],
        ["approved", ["INTERNAL", "approved"], []],
      );
    });

  it("lets the customer pay what is shown though Klarna tells of another purchase while it is asked to present this one", async () => {
    const klarna = sdk();
    const { on } = klarna.klarna;
    klarna.klarna.on = (event, handler) => {
      const remove = on(event, handler);
      if (event === "complete") klarna.complete("request-1");
      return remove;
    };
    klarna.confirmWith({ status: "approved", body: { purchase: "cart-1" } });
    const shop = await mounted(klarna, { purchase: "cart-2" });
    assert.deepEqual([shop.status(), shop.heard, buttons], ["ready", ["approved"], 1]);
    await pays(klarna);
    assert.deepEqual([shop.status(), shop.heard], ["approved", ["approved", "approved"]]);
  });

  for (const [what, at] of [
    ["once Klarna presents it", "presentation"],
    ["as soon as it is listened to", "error"],
  ])
    for (const hasEnd of [false, true])
      it(`tells of the failure of a journey that an earlier page began, once, and lets the customer pay: ${what}, ${hasEnd ? "with" : "without"} an end`, async () => {
        const klarna = sdk();
        /** @type {any} */
        const error = klarnaError("SDK_ERROR", "the journey has expired");
        const fails = () => {
          klarna.emit("error", { error });
          if (hasEnd) klarna.emit("end", { status: "failed", error });
        };
        const { on } = klarna.klarna;
        klarna.klarna.on = (event, handler) => {
          const remove = on(event, handler);
          if (event === at) fails();
          return remove;
        };
        const shop = await mounted(klarna, { locale: "en" });
        if (at === "presentation") fails();
        await settles();
        const { status, message, error: shown } = shop.view();
        assert.deepEqual([status, shop.heard, shown, buttons], ["ready", ["SDK_ERROR"], error, 1]);
        assert.match(message, /./);
        await pays(klarna);
        assert.equal(shop.status(), "approved");
      });

  it("waits for the shop's server where it is mounted again while that is asked", async () => {
    const klarna = sdk();
    const { promise, release } = held();
    const { confirm } = klarna.klarna;
    klarna.confirmWith({ status: "declined", body: {} });
    klarna.klarna.confirm = async (id) => {
      await promise;
      return confirm(id);
    };
    const shop = await mounted(klarna, { purchase: "cart-1" });
    goesToKlarna(klarna);
    klarna.complete();
    await shop.unmount();
    const again = mount(klarna, { purchase: "cart-1" });
    await settles();
    assert.deepEqual([again.status(), wishes(klarna).length], ["busy", 1]);
    release();
    await rest();
    assert.deepEqual([again.status(), again.heard, shop.heard], ["declined", ["declined"], []]);
    await again.changes({ amount: 2 });
    assert.equal(again.status(), "ready");
  });

  it("goes on with the purchase of a checkout whose place it takes in the same task", async () => {
    const [klarna, later] = [sdk(), sdk()];
    const shop = await mounted(klarna);
    goesToKlarna(klarna);
    shop.stop();
    const next = await mounted(later);
    assert.deepEqual([next.status(), wishes(later)], ["busy", []]);
    klarna.klarna.confirm = noAnswer;
    klarna.complete();
    await rest();
    next.stop();
    const last = await mounted(later);
    const { error } = last.view();
    assert.deepEqual([last.status(), error?.code], ["failed", "BACKEND_UNREACHABLE"]);
    assert.deepEqual([shop.heard, wishes(later)], [[], []]);
    // What is owed would be another test's.
    klarna.klarna.confirm = async () => ({ status: "declined", body: {} });
    last.retry();
    await rest();
  });

  it("waits for the customer who is at Klarna from the shop's own button where it is mounted again", async () => {
    const { klarna, shop } = await ready();
    shop.buy();
    klarna.stepUp();
    await shop.unmount();
    const again = await mounted(klarna);
    assert.deepEqual([again.status(), wishes(klarna).length], ["busy", 1]);
    klarna.abort();
    await rest();
    assert.deepEqual(
      [again.status(), again.heard, wishes(klarna).length],
      ["ready", ["dismissed"], 2],
    );
  });

  it("lets the customer click the shop's own button again while the end of a journey is not told, and tells of each end once", async () => {
    const { klarna, shop } = await ready({ purchase: "cart-1" });
    shop.buy();
    await rest();
    assert.equal(shop.checkout.mayBuy(), false);
    klarna.stepUp("request-1");
    assert.deepEqual([shop.status(), shop.checkout.mayBuy()], ["busy", true]);
    shop.buy();
    await rest();
    assert.deepEqual(
      [shop.status(), shop.checkout.mayBuy(), shop.heard],
      ["busy", false, ["pending"]],
    );
    klarna.fail("BACKEND_TIMEOUT");
    await settles();
    assert.deepEqual([shop.status(), shop.heard], ["ready", ["pending", "BACKEND_TIMEOUT"]]);
  });

  it("tells what became of another purchase that was bought with the shop's own button while the customer was at Klarna to the one who wanted that", async () => {
    const { klarna, shop } = await ready({ purchase: "cart-1" });
    shop.buy();
    await rest();
    klarna.stepUp("request-1");
    await shop.changes({ purchase: "cart-2", amount: 2 }, "second: ");
    shop.buy();
    await rest();
    klarna.approve();
    await settles();
    assert.deepEqual([shop.status(), shop.heard], ["approved", ["pending", "second: approved"]]);
    assert.deepEqual(wishes(klarna), [["presentation", 1, "cart-1"]]);
  });

  it("says whether the shop's own button may be clicked as soon as that changes while the customer is at Klarna: not with another backend, but with another token", async () => {
    const { klarna, shop } = await ready({ purchase: "cart-1" });
    shop.buy();
    await rest();
    klarna.stepUp("request-1");
    /** @type {boolean[]} */
    const told = [];
    shop.checkout.subscribe(() => told.push(shop.checkout.mayBuy()));
    shop.update({ backend: backendAt(2) });
    assert.deepEqual([told, await shop.buy()], [[false], undefined]);
    shop.update({ backend: { authorize: "/authorize", status: "/status" } });
    shop.update({ sdkToken: "newer", locale: "sv-SE" });
    assert.deepEqual(told, [false, true]);
    await shop.unmount();
    const again = await mounted(klarna, { purchase: "cart-1", sdkToken: "newest" });
    assert.deepEqual([again.status(), again.checkout.mayBuy()], ["busy", true]);
    again.buy();
    await rest();
    klarna.approve();
    await rest();
    assert.deepEqual([again.status(), again.heard], ["approved", ["pending", "approved"]]);
  });

  it("shows nothing of Klarna's after the click where Klarna does not want to be shown since", async () => {
    const { klarna, shop } = await ready();
    goesToKlarna(klarna);
    klarna.instruct("HIDE_KLARNA");
    assert.deepEqual([shop.status(), buttons], ["busy", 1]);
    klarna.abort();
    await rest();
    assert.deepEqual([shop.status(), shop.heard, buttons], ["unavailable", ["dismissed"], 0]);
    klarna.instruct("SHOW_KLARNA");
    await rest();
    assert.deepEqual([shop.status(), buttons], ["ready", 1]);
  });

  it("is ready again after a decline once the order changes, and not before", async () => {
    const { klarna, shop } = await ready();
    klarna.click();
    klarna.decline();
    shop.update({});
    klarna.instruct("PRESELECT_KLARNA");
    await settles();
    assert.equal(shop.status(), "declined");
    await shop.changes({ amount: 2 });
    assert.equal(shop.status(), "ready");
  });

  it("shows no button for what it could not present, and is ready once the order changes, also back", async () => {
    const klarna = sdk();
    const { refresh } = klarna.presentation;
    Object.assign(klarna.presentation, {
      refresh: async (/** @type {any} */ changes) => {
        await refresh(changes);
        if (changes.amount === 2) throw klarnaError("SDK_ERROR", "Klarna does not answer");
      },
    });
    const shop = await mounted(klarna);
    for (const amount of [2, 2]) {
      await shop.changes({ amount });
      klarna.instruct("SHOW_KLARNA");
      assert.deepEqual([shop.status(), buttons], ["failed", 0]);
    }
    assert.deepEqual([shop.heard, wishes(klarna).length], [["SDK_ERROR"], 2]);
    await shop.changes({ amount: 1 });
    assert.deepEqual([shop.status(), buttons, shop.view().error], ["ready", 1, undefined]);
  });

  it("asks again after the click where Klarna did not answer while it went on", async () => {
    const klarna = sdk();
    const { refresh } = klarna.presentation;
    const { promise, release } = held();
    Object.assign(klarna.presentation, {
      refresh: async (/** @type {any} */ changes) => {
        refresh(changes);
        await promise;
        throw klarnaError("SDK_ERROR", "Klarna does not answer");
      },
    });
    const shop = await mounted(klarna);
    await shop.changes({ amount: 2 });
    shop.buy();
    release();
    await rest();
    assert.deepEqual([shop.status(), buttons], ["busy", 0]);
    klarna.stepUp();
    klarna.abort();
    await rest();
    assert.deepEqual(wishes(klarna).slice(1), [
      ["refresh", 2],
      ["presentation", 2],
    ]);
    assert.deepEqual([shop.status(), buttons, shop.heard], ["ready", 1, ["dismissed"]]);
  });

  it("asks again after the purchase came to nothing where Klarna did not answer while the shop's server was asked", async () => {
    const klarna = sdk();
    const { decide } = heldAnswers(klarna, ["request-1"]);
    const shop = await mounted(klarna);
    const release = refusesRefresh(klarna);
    await shop.changes({ amount: 2 });
    shop.buy();
    await rest();
    klarna.stepUp("request-1");
    klarna.complete();
    release();
    await rest();
    await decide("request-1", { status: "expired", body: {} });
    await settles();
    assert.deepEqual(wishes(klarna).at(-1), ["presentation", 2]);
    assert.deepEqual([shop.status(), shop.heard, buttons], ["ready", ["dismissed"], 1]);
  });

  it("is quiet where it is unmounted while Klarna is asked again", async () => {
    const klarna = sdk();
    Object.assign(klarna.presentation, {
      refresh: async () => {
        await shop.unmount();
        throw klarnaError("DISPOSED", "this object was disposed of");
      },
    });
    const shop = await mounted(klarna);
    await shop.changes({ amount: 2 });
    assert.deepEqual(shop.heard, []);
  });

  it("says that the shop's server declined, whatever the state that is left", async () => {
    const { klarna, shop } = await ready();
    klarna.klarna.confirm = async () => ({ status: "declined", body: {} });
    await paysAtKlarna(klarna);
    assert.deepEqual([klarna.klarna.state, shop.status()], ["completed", "declined"]);
  });

  it("tells what the shop's server says when it is asked again to the one who wanted that purchase", async () => {
    const klarna = sdk();
    const { confirm } = klarna.klarna;
    klarna.klarna.confirm = async () => {
      klarna.klarna.confirm = confirm;
      return noAnswer();
    };
    const shop = await mounted(klarna, { purchase: "cart-1" });
    await paysAtKlarna(klarna);
    shop.update({ purchase: "cart-2" }, "second: ");
    shop.retry();
    await rest();
    assert.deepEqual(shop.heard, ["BACKEND_UNREACHABLE", "approved"]);
  });

  it("tells why a click was refused that has not begun", async () => {
    const { klarna, shop } = await ready();
    klarna.klarna.initiate = async () => {
      throw klarnaError("INVALID_STATE", "this purchase is done");
    };
    assert.equal(await shop.buy(), undefined);
    await rest();
    assert.deepEqual(
      [shop.status(), shop.heard, shop.view().error.code],
      ["ready", ["INVALID_STATE"], "INVALID_STATE"],
    );
  });

  it("asks Klarna for what changed while the package was loading, however slowly that answers", async () => {
    const klarna = sdk();
    const [loaded, answered] = [held(), held()];
    const { presentation } = klarna.klarna;
    const shop = mount(klarna, {
      load: async (/** @type {any} */ options) => {
        await loaded.promise;
        const made = await klarna.loadKlarnaWebSdk(options);
        klarna.klarna.presentation = async (options) => {
          await answered.promise;
          return presentation(options);
        };
        return made;
      },
    });
    shop.update({ amount: 2 });
    loaded.release();
    await settles();
    answered.release();
    await rest();
    assert.deepEqual([shop.status(), wishes(klarna)], ["ready", [["presentation", 2]]]);
  });

  for (const [what, confirm] of /** @type {const} */ ([
    ["not answered", noAnswer],
    ["not decided", async () => ({ status: "pending", body: {} })],
  ]))
    it(`asks the shop's server about an accepted purchase where it is mounted again, and sells nothing anew: ${what}`, async () => {
      const { klarna, shop } = await ready();
      const known = klarna.klarna.confirm;
      klarna.klarna.confirm = /** @type {any} */ (confirm);
      await paysAtKlarna(klarna);
      await shop.unmount();
      await settles();
      const again = await mounted(klarna, { locale: "sv-SE" });
      assert.deepEqual([wishes(klarna).length, buttons], [1, 0]);
      await again.unmount();
      klarna.klarna.confirm = known;
      const last = await mounted(klarna);
      assert.deepEqual([last.status(), last.heard, buttons], ["approved", ["approved"], 0]);
      await last.unmount();
      await settles();
      assert.equal(klarna.klarna.state, "disposed");
    });

  for (const [what, status] of /** @type {const} */ ([
    ["paid", "approved"],
    ["not decided", "pending"],
  ]))
    it(`stays approved though the cart is emptied and the language changes, if the purchase has no name: ${what}`, async () => {
      const { klarna, shop } = await ready({ locale: "en-DE" });
      goesToKlarna(klarna);
      klarna.confirmWith({ status, body: {} });
      klarna.complete();
      await rest();
      for (const change of [{ amount: 0 }, { locale: "de-DE" }, { amount: 2, locale: "sv-SE" }]) {
        await shop.changes(change);
        assert.equal(shop.status(), "approved");
      }
      assert.deepEqual([wishes(klarna).length, shop.heard], [1, [status]]);
      klarna.confirmWith({ status: "approved", body: {} });
      await shop.unmount();
      // What is owed would be another test's.
      shop.start();
      await rest();
    });

  it("asks about what is owed and has no name also where the cart was emptied, and of no other purchase", async () => {
    for (const [accepted, same, others] of /** @type {const} */ ([
      [{}, { amount: 0 }, [{ clientId: "other" }, { purchase: "cart-2" }]],
      [{ purchase: "cart-1" }, { amount: 0, purchase: "cart-1" }, [{}, { purchase: "cart-2" }]],
    ])) {
      const [klarna, later] = [sdk(), sdk()];
      const shop = await mounted(klarna, accepted);
      const { confirm } = klarna.klarna;
      klarna.klarna.confirm = noAnswer;
      await paysAtKlarna(klarna);
      await shop.unmount();
      for (const other of others) {
        const elsewhere = await mounted(later, { amount: 0, ...other });
        assert.equal(elsewhere.status(), "ready");
        await elsewhere.unmount();
      }
      klarna.klarna.confirm = confirm;
      const again = await mounted(later, same);
      assert.deepEqual(
        [again.status(), again.heard, shop.heard],
        ["approved", ["approved"], ["BACKEND_UNREACHABLE"]],
      );
      await again.unmount();
    }
  });

  it("owes another purchase as that one, also where the shop's server does not answer for it", async () => {
    const klarna = sdk();
    let asked = 0;
    const { klarna: real } = klarna;
    real.confirm = /** @type {any} */ (
      async () => {
        asked += 1;
        if (asked > 1) return noAnswer();
        return { status: "pending", body: { purchase: "B" } };
      }
    );
    const shop = await mounted(klarna, { purchase: "A" });
    klarna.emit("end", { status: "completed", paymentRequestId: "of-b" });
    await settles();
    const before = shop.heard.length;
    await shop.changes({ purchase: "B" }, "B: ");
    assert.deepEqual(shop.heard.slice(before), ["B: BACKEND_UNREACHABLE"]);
    await shop.unmount();
    const again = await mounted(klarna, { purchase: "B" });
    await settles();
    assert.deepEqual([again.status(), again.checkout.mayBuy()], ["failed", false]);
  });

  it("stays approved where Klarna does not present afterwards what was asked for before", async () => {
    const klarna = sdk();
    const shop = await mounted(klarna);
    const release = refusesRefresh(klarna);
    await shop.changes({ amount: 2 });
    shop.buy();
    klarna.approve();
    release();
    await rest();
    assert.deepEqual([shop.status(), shop.heard], ["approved", ["approved"]]);
  });

  it("does not pay under the name that the purchase had when it was mounted", async () => {
    const { klarna, shop } = await ready({ purchase: "cart-1" });
    await shop.changes({ purchase: undefined, amount: 2 });
    await pays(klarna);
    assert.equal(shop.status(), "approved");
    await shop.unmount();
    const next = await mounted(klarna, { purchase: "cart-1" });
    await pays(klarna);
    assert.deepEqual([next.status(), next.heard], ["approved", ["approved"]]);
  });

  it("presents no subscription any more once none is wanted", async () => {
    const { klarna, shop } = await ready(MONTHLY);
    await shop.changes({ intents: undefined, subscriptionBillingInterval: undefined });
    const [asked] = klarna.calls.filter(({ method }) => method === "presentation").slice(1);
    assert.deepEqual(JSON.stringify(asked?.args), '[{"amount":1,"currency":"EUR"}]');
    assert.deepEqual([shop.status(), buttons], ["ready", 1]);
  });

  it("says that a click on Klarna's own button was refused", async () => {
    const { klarna, shop } = await ready({ purchase: "cart-1" });
    await pays(klarna);
    klarna.click();
    await settles();
    assert.deepEqual([shop.status(), shop.heard], ["approved", ["approved", "INVALID_STATE"]]);
    await shop.unmount();
    const again = await mounted(klarna, { purchase: "cart-1" });
    klarna.click();
    await settles();
    assert.deepEqual(
      [again.status(), again.heard, again.view().error.code],
      ["ready", ["INVALID_STATE"], "INVALID_STATE"],
    );
    // Not that they should pay in another way.
    assert.equal(again.view().message, "Your payment is being processed.");
  });

  it("tells the end of a purchase that began after another one was dismissed to its own handlers", async () => {
    const { klarna, shop } = await ready({ purchase: "cart-1" });
    goesToKlarna(klarna);
    shop.update({ purchase: "cart-2" }, "second: ");
    klarna.abort();
    await rest();
    await pays(klarna);
    assert.deepEqual(shop.heard, ["dismissed", "second: approved"]);
  });

  it("begins another purchase by itself after one was paid, if it has another name", async () => {
    const { klarna, shop } = await ready({ purchase: "cart-1" });
    await pays(klarna);
    for (const change of [{ locale: "sv-SE" }, { locale: undefined }, { amount: 0 }]) {
      await shop.changes(change);
      assert.equal(shop.status(), "approved");
    }
    await shop.changes({ amount: 2, purchase: "cart-2" }, "second: ");
    assert.equal(shop.status(), "ready");
    await pays(klarna);
    assert.deepEqual(shop.heard, ["approved", "second: approved"]);
  });

  it("mounts Klarna's button again where it is to look otherwise, once no click goes on", async () => {
    const { klarna, shop } = await ready({ button: { theme: "dark" } });
    /** How the buttons were to look that were mounted. */
    const looks = () =>
      klarna.calls
        .filter(({ method }) => method === "mountButton")
        .map(({ args }) => /** @type {any} */ (args[1]).theme);
    shop.update({ button: { theme: "dark", disabled: false } });
    assert.deepEqual(looks(), ["dark"]);
    shop.update({ button: { theme: "light" } });
    assert.deepEqual([looks(), buttons, shop.status()], [["dark", "light"], 1, "ready"]);
    goesToKlarna(klarna);
    shop.update({ button: { theme: "outlined" } });
    assert.deepEqual([looks().length, buttons], [2, 1]);
    klarna.abort();
    await rest();
    assert.deepEqual([looks().at(-1), buttons, shop.status()], ["outlined", 1, "ready"]);
  });

  it("keeps Klarna's button where the page takes its place away and gives it back in one rendering", async () => {
    const { klarna, shop } = await ready();
    const mounts = () => klarna.calls.filter(({ method }) => method === "mountButton").length;
    for (let rendering = 0; rendering < 3; rendering += 1) {
      shop.checkout.place(null);
      shop.checkout.place(shop.place);
      await rest();
    }
    assert.deepEqual([shop.status(), buttons, mounts()], ["ready", 1, 1]);
    shop.checkout.place(null);
    await rest();
    assert.equal(buttons, 0);
    shop.checkout.place(shop.place);
    await rest();
    assert.deepEqual([shop.status(), buttons, mounts()], ["ready", 1, 2]);
  });

  it("lets the button be clicked once the shop does not disable it any more", async () => {
    const { shop } = await ready({ button: { disabled: true } });
    shop.update({ button: { disabled: false } });
    assert.deepEqual(disabled, [false]);
  });

  it("presents what was asked for last, in whatever order Klarna answers", async () => {
    const klarna = sdk();
    const { refresh } = klarna.presentation;
    const answers = [held(), held()];
    let asked = 0;
    const shop = await mounted(klarna);
    klarna.presentation.refresh = async (changes) => {
      const { promise } = answers[asked++] ?? held();
      await promise;
      return refresh(changes);
    };
    for (const amount of [2, 3]) await shop.changes({ amount });
    for (const { release } of answers.reverse()) {
      release();
      await rest();
    }
    assert.deepEqual([shop.status(), disabled], ["ready", [true, false]]);
  });

  it("keeps the button disabled while it is uncertain which of two amounts Klarna presents", async () => {
    const { klarna, shop } = await ready();
    klarna.presentation.refresh = () => new Promise(() => {});
    await shop.changes({ amount: 2 });
    shop.update({ amount: 1 });
    assert.deepEqual(disabled, [true]);
  });

  it("says that it could not begin with what JSON cannot write, and begins with what it can", async () => {
    const klarna = sdk();
    const { presentation } = klarna.klarna;
    klarna.klarna.presentation = async (options) => {
      if (typeof options.amount === "number") return presentation(options);
      throw klarnaError("INVALID_ARGUMENT", "a number is expected here", { path: "amount" });
    };
    const shop = await mounted(klarna, { amount: 1n });
    assert.deepEqual([shop.status(), shop.heard], ["failed", ["INVALID_ARGUMENT"]]);
    await shop.changes({ amount: 2 });
    assert.equal(shop.status(), "ready");
    /** @type {any} */
    const context = {};
    context.context = context;
    shop.update({ backend: { authorize: { url: "/authorize", context } } });
    await rest();
    assert.equal(shop.status(), "ready");
  });

  it("does not pay under the configuration before, where the shop buys as soon as it hears that it may", async () => {
    const [klarna, later] = [sdk(), sdk()];
    const shop = await mounted(klarna, { purchase: "cart-1" });
    goesToKlarna(klarna);
    shop.update({
      backend: { authorize: "/other" },
      purchase: "cart-2",
      load: later.loadKlarnaWebSdk,
    });
    shop.checkout.subscribe(() => shop.status() === "ready" && shop.buy());
    klarna.abort();
    await rest();
    const paid = (/** @type {Double} */ { calls }) =>
      calls.filter(({ method }) => method === "initiate").map(({ args }) => args[0]);
    assert.deepEqual([paid(klarna), paid(later)], [[], [{ purchase: "cart-2" }]]);
    later.stepUp();
    later.abort();
    await rest();
  });

  it("begins nothing when it is asked to begin again once it is unmounted", async () => {
    const klarna = sdk();
    let asked = 0;
    const load = async () => {
      asked += 1;
      throw klarnaError("WASM_LOAD_FAILED", "the package did not come");
    };
    const shop = await mounted(klarna, { load });
    await shop.unmount();
    shop.retry();
    await rest();
    assert.deepEqual([shop.status(), asked], ["failed", 1]);
  });
});
