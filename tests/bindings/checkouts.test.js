// What a checkout makes of what happens while something else goes on, whatever draws it: with the doubles of
// `klarna-payments-wasm/testing`, and no page.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it, mock } from "node:test";
import { paymentsCheckout } from "../../src/export/bindings/payments-checkout.js";
import { webSdkCheckout } from "../../src/export/bindings/web-sdk-checkout.js";
import { klarnaError } from "../../src/export/klarna-error.js";
import { mockKlarnaPayments, mockKlarnaWebSdk } from "../../src/export/testing.js";

/** @type {any} what a checkout asks of a page */
const page = globalThis;

/** A page that has nothing but the time, which a test lets go by. */
function onAnEmptyPage() {
  before(() => {
    page.document = { documentElement: { lang: "en" }, body: null, activeElement: null };
    page.addEventListener = page.removeEventListener = () => {};
  });
  after(() => {
    for (const name of ["document", "addEventListener", "removeEventListener"]) delete page[name];
  });
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(async () => {
    // What is left behind goes.
    await settles();
    mock.timers.reset();
  });
}

/** What was begun goes as far as it can. */
async function rest() {
  for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
}

/** Half a second goes by: longer than a changed order waits. */
async function settles() {
  await rest();
  mock.timers.tick(500);
  await rest();
}

/** A promise that a test keeps back. */
function held() {
  /** @type {(value?: any) => void} */
  let release = () => {};
  const promise = new Promise((resolve) => {
    release = resolve;
  });
  return { promise, release };
}

/**
 * A checkout on the page, and what its shop hears.
 *
 * @param {any} checkout
 * @param {object} options
 */
function shopWith(checkout, options) {
  /** @param {string} who */
  const handlers = (who = "") => ({
    onOutcome: (/** @type {any} */ { status }) => heard.push(`${who}${status}`),
    onError: (/** @type {any} */ { code }) => heard.push(`${who}${code}`),
  });
  /** @type {string[]} */
  const heard = [];
  let given = { ...handlers(), ...options };
  checkout.update(given);
  checkout.place({ nodeType: 1, isConnected: true, getRootNode: () => page.document });
  checkout.start();
  return {
    heard,
    status: () => checkout.read().status,
    view: () => checkout.read(),
    buy: () => checkout.actions.buy(),
    checkout,
    /** @param {object} changes @param {string} [who] whose handlers they are */
    update: (changes, who) => {
      given = { ...given, ...(who && handlers(who)), ...changes };
      checkout.update(given);
    },
    unmount: async () => {
      checkout.stop();
      await rest();
    },
  };
}

describe("A checkout with the Web SDK", () => {
  onAnEmptyPage();

  const MONTHLY = { intents: ["SUBSCRIBE"], subscriptionBillingInterval: "MONTH" };

  /** What it was given to present, in order. @param {ReturnType<typeof mockKlarnaWebSdk>} klarna */
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

  /** @param {ReturnType<typeof mockKlarnaWebSdk>} klarna @param {object} [options] */
  function mounted(klarna, options) {
    return shopWith(webSdkCheckout(/** @type {any} */ (undefined)), {
      clientId: "id",
      backend: { authorize: "/authorize", status: "/status" },
      amount: 1,
      currency: "EUR",
      load: klarna.loadKlarnaWebSdk,
      ...options,
    });
  }

  /** Klarna's customer is on the journey. @param {ReturnType<typeof mockKlarnaWebSdk>} klarna */
  function goesToKlarna(klarna) {
    klarna.click();
    klarna.stepUp();
  }

  it("presents the amount that came while it was asking Klarna", async () => {
    const klarna = sdk();
    const { presentation } = klarna.klarna;
    const { promise, release } = held();
    klarna.klarna.presentation = async (options) => {
      const made = await presentation(options);
      if (options.amount === 1) await promise;
      return made;
    };
    const shop = mounted(klarna);
    await rest();
    shop.update({ amount: 2 });
    await settles();
    release();
    await rest();
    assert.deepEqual(wishes(klarna).at(-1), ["presentation", 2]);
    assert.deepEqual([shop.status(), buttons], ["ready", 1]);
    await shop.unmount();
  });

  it("presents what has changed while the customer was at Klarna, before they can pay again", async () => {
    const klarna = sdk();
    const shop = mounted(klarna, { purchase: "cart-1" });
    await rest();
    goesToKlarna(klarna);
    shop.update({ amount: 2, purchase: "cart-2" });
    await settles();
    assert.deepEqual(wishes(klarna), [["presentation", 1, "cart-1"]]);
    assert.deepEqual(disabled, [true]);
    klarna.abort();
    await rest();
    assert.deepEqual(wishes(klarna).at(-1), ["refresh", 2, "cart-2"]);
    assert.deepEqual([shop.status(), disabled], ["ready", [true, false]]);
    await shop.unmount();
  });

  it("names the purchase as it is at the click on the shop's own button, though Klarna was not asked yet", async () => {
    const klarna = sdk();
    const shop = mounted(klarna, { purchase: "cart-1" });
    await rest();
    shop.update({ purchase: "cart-2" });
    shop.buy();
    const { args } = klarna.calls.at(-1) ?? {};
    assert.deepEqual(args, [{ purchase: "cart-2" }]);
    klarna.stepUp();
    klarna.abort();
    await rest();
    await shop.unmount();
  });

  it("asks for a new presentation where the purchase has no name any more, since the old one keeps it", async () => {
    const klarna = sdk();
    const shop = mounted(klarna, { purchase: "cart-1" });
    await rest();
    shop.update({ purchase: undefined });
    assert.equal(await shop.buy(), undefined);
    await rest();
    assert.deepEqual(wishes(klarna), [
      ["presentation", 1, "cart-1"],
      ["presentation", 1],
    ]);
    assert.deepEqual([shop.status(), buttons], ["ready", 1]);
    await shop.unmount();
  });

  for (const [one, other] of [
    [{ purchase: "cart-1" }, { purchase: "cart-2" }],
    [{ amount: 1 }, { amount: 2 }],
    [{}, MONTHLY],
  ])
    it(`does not take the end of another purchase for its own: ${Object.keys(other ?? {})}`, async () => {
      const [klarna, later] = [sdk(), sdk()];
      const shop = mounted(klarna, one);
      await rest();
      goesToKlarna(klarna);
      await shop.unmount();
      const next = mounted(later, other);
      await rest();
      assert.equal(next.status(), "ready");
      klarna.complete();
      await rest();
      assert.deepEqual([next.status(), next.heard, shop.heard], ["ready", [], ["approved"]]);
      await next.unmount();
    });

  it("tells the end to the one who wanted that purchase, and draws it only there", async () => {
    const [klarna, later] = [sdk(), sdk()];
    const shop = mounted(klarna, { purchase: "cart-1" });
    await rest();
    goesToKlarna(klarna);
    shop.update({ purchase: "cart-2" }, "second: ");
    await shop.unmount();
    shop.update({ load: later.loadKlarnaWebSdk });
    shop.checkout.start();
    await rest();
    assert.equal(shop.status(), "ready");
    klarna.complete();
    await rest();
    assert.deepEqual([shop.status(), shop.heard], ["ready", ["approved"]]);
    await shop.unmount();
  });

  it("ends what goes on before it begins with another configuration", async () => {
    const [klarna, later] = [sdk(), sdk()];
    const shop = mounted(klarna);
    await rest();
    goesToKlarna(klarna);
    shop.update({ backend: { authorize: "/other" }, load: later.loadKlarnaWebSdk }, "second: ");
    await settles();
    assert.equal(shop.status(), "busy");
    klarna.complete();
    await rest();
    assert.deepEqual([shop.heard, wishes(later)], [["approved"], [["presentation", 1]]]);
    assert.equal(shop.status(), "ready");
    await shop.unmount();
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
    const shop = mounted(klarna, { purchase: "cart-1" });
    await rest();
    goesToKlarna(klarna);
    klarna.complete();
    await shop.unmount();
    const again = mounted(klarna, { purchase: "cart-1" });
    await settles();
    assert.deepEqual([again.status(), wishes(klarna).length], ["busy", 1]);
    release();
    await rest();
    assert.deepEqual([again.status(), again.heard, shop.heard], ["declined", ["declined"], []]);
    again.update({ amount: 2 });
    await settles();
    assert.equal(again.status(), "ready");
    await again.unmount();
  });

  it("goes on with the purchase of a checkout whose place it takes in the same task", async () => {
    const [klarna, later] = [sdk(), sdk()];
    const shop = mounted(klarna);
    await rest();
    goesToKlarna(klarna);
    shop.checkout.stop();
    const next = mounted(later);
    await rest();
    assert.deepEqual([next.status(), wishes(later)], ["busy", []]);
    klarna.klarna.confirm = async () => {
      throw klarnaError("BACKEND_UNREACHABLE", "the shop's server does not answer");
    };
    klarna.complete();
    await rest();
    next.checkout.stop();
    const last = mounted(later);
    await rest();
    const { error } = last.view();
    assert.deepEqual([last.status(), error?.code], ["failed", "BACKEND_UNREACHABLE"]);
    assert.deepEqual([shop.heard, wishes(later)], [[], []]);
    // What is owed would be another test's.
    klarna.klarna.confirm = async () => ({ status: "declined", body: {} });
    last.checkout.actions.retry();
    await rest();
    await last.unmount();
  });

  it("waits for the customer who is at Klarna from the shop's own button where it is mounted again", async () => {
    const klarna = sdk();
    const shop = mounted(klarna);
    await rest();
    shop.buy();
    klarna.stepUp();
    await shop.unmount();
    const again = mounted(klarna);
    await rest();
    assert.deepEqual([again.status(), wishes(klarna).length], ["busy", 1]);
    klarna.abort();
    await rest();
    assert.deepEqual(
      [again.status(), again.heard, wishes(klarna).length],
      ["ready", ["dismissed"], 2],
    );
    await again.unmount();
  });

  it("is ready again after a decline once the order changes, and not before", async () => {
    const klarna = sdk();
    const shop = mounted(klarna);
    await rest();
    klarna.click();
    klarna.decline();
    shop.update({});
    klarna.instruct("PRESELECT_KLARNA");
    await settles();
    assert.equal(shop.status(), "declined");
    shop.update({ amount: 2 });
    await settles();
    assert.equal(shop.status(), "ready");
    await shop.unmount();
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
    const shop = mounted(klarna);
    await rest();
    for (const amount of [2, 2]) {
      shop.update({ amount });
      await settles();
      klarna.instruct("SHOW_KLARNA");
      assert.deepEqual([shop.status(), buttons], ["failed", 0]);
    }
    assert.deepEqual([shop.heard, wishes(klarna).length], [["SDK_ERROR"], 2]);
    shop.update({ amount: 1 });
    await settles();
    assert.deepEqual([shop.status(), buttons, shop.view().error], ["ready", 1, undefined]);
    await shop.unmount();
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
    const shop = mounted(klarna);
    await rest();
    shop.update({ amount: 2 });
    await settles();
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
    await shop.unmount();
  });

  it("is quiet where it is unmounted while Klarna is asked again", async () => {
    const klarna = sdk();
    Object.assign(klarna.presentation, {
      refresh: async () => {
        await shop.unmount();
        throw klarnaError("DISPOSED", "this object was disposed of");
      },
    });
    const shop = mounted(klarna);
    await rest();
    shop.update({ amount: 2 });
    await settles();
    assert.deepEqual(shop.heard, []);
  });

  it("says that the shop's server declined, whatever the state that is left", async () => {
    const klarna = sdk();
    const shop = mounted(klarna);
    await rest();
    klarna.klarna.confirm = async () => ({ status: "declined", body: {} });
    goesToKlarna(klarna);
    klarna.complete();
    await rest();
    assert.deepEqual([klarna.klarna.state, shop.status()], ["completed", "declined"]);
    await shop.unmount();
  });

  it("tells what the shop's server says when it is asked again to the one who wanted that purchase", async () => {
    const klarna = sdk();
    const { confirm } = klarna.klarna;
    klarna.klarna.confirm = async () => {
      klarna.klarna.confirm = confirm;
      throw klarnaError("BACKEND_UNREACHABLE", "the shop's server does not answer");
    };
    const shop = mounted(klarna, { purchase: "cart-1" });
    await rest();
    goesToKlarna(klarna);
    klarna.complete();
    await rest();
    shop.update({ purchase: "cart-2" }, "second: ");
    shop.checkout.actions.retry();
    await rest();
    assert.deepEqual(shop.heard, ["BACKEND_UNREACHABLE", "approved"]);
    await shop.unmount();
  });

  it("tells why a click was refused that has not begun", async () => {
    const klarna = sdk();
    const shop = mounted(klarna);
    await rest();
    klarna.klarna.initiate = async () => {
      throw klarnaError("INVALID_STATE", "this purchase is done");
    };
    assert.equal(await shop.buy(), undefined);
    await rest();
    assert.deepEqual(
      [shop.status(), shop.heard, shop.view().error.code],
      ["ready", ["INVALID_STATE"], "INVALID_STATE"],
    );
    await shop.unmount();
  });

  it("asks Klarna for what changed while the package was loading, however slowly that answers", async () => {
    const klarna = sdk();
    const [loaded, answered] = [held(), held()];
    const { presentation } = klarna.klarna;
    const shop = mounted(klarna, {
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
    await shop.unmount();
  });

  for (const [what, confirm] of /** @type {const} */ ([
    ["not answered", async () => Promise.reject(klarnaError("BACKEND_UNREACHABLE", "no answer"))],
    ["not decided", async () => ({ status: "pending", body: {} })],
  ]))
    it(`asks the shop's server about an accepted purchase where it is mounted again, and sells nothing anew: ${what}`, async () => {
      const klarna = sdk();
      const shop = mounted(klarna);
      await rest();
      const known = klarna.klarna.confirm;
      klarna.klarna.confirm = /** @type {any} */ (confirm);
      goesToKlarna(klarna);
      klarna.complete();
      await rest();
      await shop.unmount();
      await settles();
      const again = mounted(klarna, { locale: "sv-SE" });
      await rest();
      assert.deepEqual([wishes(klarna).length, buttons], [1, 0]);
      await again.unmount();
      klarna.klarna.confirm = known;
      const last = mounted(klarna);
      await rest();
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
      const klarna = sdk();
      const shop = mounted(klarna, { locale: "en-DE" });
      await rest();
      goesToKlarna(klarna);
      klarna.confirmWith({ status, body: {} });
      klarna.complete();
      await rest();
      for (const change of [{ amount: 0 }, { locale: "de-DE" }, { amount: 2, locale: "sv-SE" }]) {
        shop.update(change);
        await settles();
        assert.equal(shop.status(), "approved");
      }
      assert.deepEqual([wishes(klarna).length, shop.heard], [1, [status]]);
      klarna.confirmWith({ status: "approved", body: {} });
      await shop.unmount();
      // What is owed would be another test's.
      shop.checkout.start();
      await rest();
      await shop.unmount();
    });

  it("asks about what is owed and has no name also where the cart was emptied, and of no other purchase", async () => {
    const noAnswer = klarnaError("BACKEND_UNREACHABLE", "the shop's server does not answer");
    for (const [accepted, same, others] of /** @type {const} */ ([
      [{}, { amount: 0 }, [{ clientId: "other" }, { purchase: "cart-2" }]],
      [{ purchase: "cart-1" }, { amount: 0, purchase: "cart-1" }, [{}, { purchase: "cart-2" }]],
    ])) {
      const [klarna, later] = [sdk(), sdk()];
      const shop = mounted(klarna, accepted);
      await rest();
      const { confirm } = klarna.klarna;
      klarna.klarna.confirm = async () => Promise.reject(noAnswer);
      goesToKlarna(klarna);
      klarna.complete();
      await rest();
      await shop.unmount();
      for (const other of others) {
        const elsewhere = mounted(later, { amount: 0, ...other });
        await rest();
        assert.equal(elsewhere.status(), "ready");
        await elsewhere.unmount();
      }
      klarna.klarna.confirm = confirm;
      const again = mounted(later, same);
      await rest();
      assert.deepEqual(
        [again.status(), again.heard, shop.heard],
        ["approved", ["approved"], ["BACKEND_UNREACHABLE"]],
      );
      await again.unmount();
    }
  });

  it("stays approved where Klarna does not present afterwards what was asked for before", async () => {
    const klarna = sdk();
    const { promise, release } = held();
    const shop = mounted(klarna);
    await rest();
    klarna.presentation.refresh = async () => {
      await promise;
      throw klarnaError("SDK_ERROR", "Klarna does not answer");
    };
    shop.update({ amount: 2 });
    await settles();
    shop.buy();
    klarna.approve();
    release();
    await rest();
    assert.deepEqual([shop.status(), shop.heard], ["approved", ["approved"]]);
    await shop.unmount();
  });

  it("does not pay under the name that the purchase had when it was mounted", async () => {
    const klarna = sdk();
    const shop = mounted(klarna, { purchase: "cart-1" });
    await rest();
    shop.update({ purchase: undefined, amount: 2 });
    await settles();
    klarna.click();
    klarna.approve();
    await rest();
    assert.equal(shop.status(), "approved");
    await shop.unmount();
    const next = mounted(klarna, { purchase: "cart-1" });
    await rest();
    klarna.click();
    klarna.approve();
    await rest();
    assert.deepEqual([next.status(), next.heard], ["approved", ["approved"]]);
    await next.unmount();
  });

  it("presents no subscription any more once none is wanted", async () => {
    const klarna = sdk();
    const shop = mounted(klarna, MONTHLY);
    await rest();
    shop.update({ intents: undefined, subscriptionBillingInterval: undefined });
    await settles();
    const [asked] = klarna.calls.filter(({ method }) => method === "presentation").slice(1);
    assert.deepEqual(JSON.stringify(asked?.args), '[{"amount":1,"currency":"EUR"}]');
    assert.deepEqual([shop.status(), buttons], ["ready", 1]);
    await shop.unmount();
  });

  it("says that a click on Klarna's own button was refused", async () => {
    const klarna = sdk();
    const shop = mounted(klarna, { purchase: "cart-1" });
    await rest();
    klarna.click();
    klarna.approve();
    await rest();
    klarna.click();
    await settles();
    assert.deepEqual([shop.status(), shop.heard], ["approved", ["approved", "INVALID_STATE"]]);
    await shop.unmount();
    const again = mounted(klarna, { purchase: "cart-1" });
    await rest();
    klarna.click();
    await settles();
    assert.deepEqual(
      [again.status(), again.heard, again.view().error.code],
      ["ready", ["INVALID_STATE"], "INVALID_STATE"],
    );
    // Not that they should pay in another way.
    assert.equal(again.view().message, "Your payment is being processed.");
    await again.unmount();
  });

  it("tells the end of a purchase that began after another one was dismissed to its own handlers", async () => {
    const klarna = sdk();
    const shop = mounted(klarna, { purchase: "cart-1" });
    await rest();
    goesToKlarna(klarna);
    shop.update({ purchase: "cart-2" }, "second: ");
    klarna.abort();
    await rest();
    klarna.click();
    klarna.approve();
    await rest();
    assert.deepEqual(shop.heard, ["dismissed", "second: approved"]);
    await shop.unmount();
  });

  it("begins another purchase by itself after one was paid, if it has another name", async () => {
    const klarna = sdk();
    const shop = mounted(klarna, { purchase: "cart-1" });
    await rest();
    klarna.click();
    klarna.approve();
    await rest();
    for (const change of [{ locale: "sv-SE" }, { locale: undefined }, { amount: 0 }]) {
      shop.update(change);
      await settles();
      assert.equal(shop.status(), "approved");
    }
    shop.update({ amount: 2, purchase: "cart-2" }, "second: ");
    await settles();
    assert.equal(shop.status(), "ready");
    klarna.click();
    klarna.approve();
    await rest();
    assert.deepEqual(shop.heard, ["approved", "second: approved"]);
    await shop.unmount();
  });

  it("lets the button be clicked once the shop does not disable it any more", async () => {
    const klarna = sdk();
    const shop = mounted(klarna, { button: { disabled: true } });
    await rest();
    shop.update({ button: { disabled: false } });
    assert.deepEqual(disabled, [false]);
    await shop.unmount();
  });

  it("presents what was asked for last, in whatever order Klarna answers", async () => {
    const klarna = sdk();
    const { refresh } = klarna.presentation;
    const answers = [held(), held()];
    let asked = 0;
    const shop = mounted(klarna);
    await rest();
    klarna.presentation.refresh = async (changes) => {
      const { promise } = answers[asked++] ?? held();
      await promise;
      return refresh(changes);
    };
    for (const amount of [2, 3]) {
      shop.update({ amount });
      await settles();
    }
    for (const { release } of answers.reverse()) {
      release();
      await rest();
    }
    assert.deepEqual([shop.status(), disabled], ["ready", [true, false]]);
    await shop.unmount();
  });

  it("keeps the button disabled while it is uncertain which of two amounts Klarna presents", async () => {
    const klarna = sdk();
    const shop = mounted(klarna);
    await rest();
    klarna.presentation.refresh = () => new Promise(() => {});
    shop.update({ amount: 2 });
    await settles();
    shop.update({ amount: 1 });
    assert.deepEqual(disabled, [true]);
    await shop.unmount();
  });

  it("says that it could not begin with what JSON cannot write, and begins with what it can", async () => {
    const klarna = sdk();
    const { presentation } = klarna.klarna;
    klarna.klarna.presentation = async (options) => {
      if (typeof options.amount === "number") return presentation(options);
      throw klarnaError("INVALID_ARGUMENT", "a number is expected here", { path: "amount" });
    };
    const shop = mounted(klarna, { amount: 1n });
    await rest();
    assert.deepEqual([shop.status(), shop.heard], ["failed", ["INVALID_ARGUMENT"]]);
    shop.update({ amount: 2 });
    await settles();
    assert.equal(shop.status(), "ready");
    /** @type {any} */
    const context = {};
    context.context = context;
    shop.update({ backend: { authorize: { url: "/authorize", context } } });
    await rest();
    assert.equal(shop.status(), "ready");
    await shop.unmount();
  });
});

describe("A checkout with Klarna Payments", () => {
  onAnEmptyPage();

  /** @param {ReturnType<typeof mockKlarnaPayments>} klarna @param {object} [options] */
  function mounted(klarna, options) {
    return shopWith(paymentsCheckout(/** @type {any} */ (undefined)), {
      clientToken: "token-1",
      order: { order_amount: 1 },
      load: klarna.loadKlarnaPayments,
      ...options,
    });
  }

  /** @param {ReturnType<typeof mockKlarnaPayments>} klarna */
  const loads = ({ calls }) => calls.filter(({ method }) => method === "load").length;

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
      const shop = mounted(klarna, { order });
      await rest();
      shop.update({});
      await settles();
      assert.deepEqual(
        [shop.status(), shop.heard, loads(klarna)],
        ["failed", ["ORDER_INVALID"], 1],
      );
      shop.update({ order: { order_amount: 2 } });
      await settles();
      assert.equal(shop.status(), "ready");
      await shop.unmount();
    });

  it("lets the customer click again where another script was in the way for a moment", async () => {
    const klarna = mockKlarnaPayments();
    const { load } = klarna.klarna;
    const isInTheWay = () => klarnaError("SUPERSEDED", "another script", { retryable: true });
    klarna.klarna.load = async () => {
      klarna.klarna.load = load;
      throw isInTheWay();
    };
    const shop = mounted(klarna);
    await rest();
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
    await shop.unmount();
  });

  it("tells the outcome to the one who wanted that session, and draws it only there", async () => {
    const [klarna, later] = [mockKlarnaPayments(), mockKlarnaPayments()];
    const shop = mounted(klarna);
    await rest();
    shop.buy();
    await shop.unmount();
    shop.update({ clientToken: "token-2", load: later.loadKlarnaPayments }, "second: ");
    shop.checkout.start();
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
    await shop.unmount();
  });

  it("keeps a token that was not delivered for the next one, also where the session is drawn twice", async () => {
    const klarna = mockKlarnaPayments();
    const backend = "/orders";
    const [shop, other] = [mounted(klarna, { backend }), mounted(klarna, { backend })];
    await rest();
    shop.buy();
    klarna.approve();
    await rest();
    klarna.fail("BACKEND_UNREACHABLE");
    await rest();
    await shop.unmount();
    await other.unmount();
    const again = mounted(klarna, { backend });
    await rest();
    again.buy();
    await rest();
    klarna.deliver();
    await rest();
    assert.deepEqual([again.status(), again.heard], ["approved", ["approved"]]);
    await again.unmount();
  });

  it("stays approved where the emptied cart has no name and no session, and begins with the next one", async () => {
    for (const emptied of [
      { cart: undefined },
      { cart: "", order: {} },
      { clientToken: undefined },
    ]) {
      const klarna = mockKlarnaPayments();
      const [clientToken, other] = [async () => "token-1", async () => "token-2"];
      const shop = mounted(klarna, { clientToken, cart: "cart-1" });
      await rest();
      shop.buy();
      klarna.approve();
      await rest();
      shop.update({ ...emptied, locale: "sv-SE" });
      await settles();
      assert.deepEqual([shop.status(), shop.heard], ["approved", ["approved"]]);
      shop.update({ clientToken: other, cart: "cart-2" });
      await settles();
      assert.equal(shop.status(), "ready");
      await shop.unmount();
    }
  });

  it("is ready again after a decline where the order changed while it was busy, and only then", async () => {
    const klarna = mockKlarnaPayments();
    const shop = mounted(klarna);
    await rest();
    for (const status of ["ready", "declined"]) {
      shop.buy();
      shop.update({ order: { order_amount: 2 } });
      await settles();
      klarna.decline();
      await settles();
      assert.equal(shop.status(), status);
    }
    assert.equal(loads(klarna), 2);
    await shop.unmount();
  });

  it("tells the outcome to the handlers that came with the session, though the shop changes its options in their place", async () => {
    const klarna = mockKlarnaPayments();
    const shop = mounted(klarna);
    await rest();
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
    await shop.unmount();
  });
});
