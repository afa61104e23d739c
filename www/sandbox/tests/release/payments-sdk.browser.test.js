import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { CheckoutPage } from "../checkout-page.js";
import { createSession } from "../merchant.js";

const KLARNA = { payment_method_category: "klarna" };
const FIRST = { ...KLARNA, container: "#first" };
const KNOWN = { billing_address: { email: "customer+known@example.com" } };
const CATEGORIES = [
  "klarna",
  "pay_later",
  "pay_now",
  "pay_over_time",
  "direct_bank_transfer",
  "direct_debit",
];

describe("the look-alike of Klarna's api.js", () => {
  /** @type {CheckoutPage} */
  let page;
  before(async () => {
    page = await CheckoutPage.open();
  });
  after(() => page.close());
  beforeEach(() => {
    page.sandbox.reset();
    page.sandbox.configure({ journey: "instant" });
  });

  const MAIN = "#klarna-klarna-main";

  /** The parent of the main frame. */
  const parentOfMain = () =>
    page.browser.execute(
      (selector) => document.querySelector(selector)?.parentElement?.localName ?? null,
      MAIN,
    );

  it("runs under the Content-Security-Policy that Klarna documents", async () => {
    await page.start(KNOWN);
    await page.answer("load", FIRST, {}, "@callback");
    await page.answer("authorize", KLARNA, {}, "@callback");
    assert.deepEqual(await page.pageErrors(), []);
  });

  describe("loading", () => {
    it("calls klarnaAsyncCallback once per evaluation, and never one that is set later", async () => {
      const counts = await (async () => {
        await page.load();
        return page.browser.execute(async () => {
          const { Payments } = window.Klarna;
          let calls = 0;
          Object.assign(window, {
            klarnaAsyncCallback: (/** @type {unknown[]} */ ...args) => {
              calls += args.length === 0 && window.Klarna.Payments.init ? 1 : 100;
            },
          });
          const before = calls;
          const script = document.createElement("script");
          script.src = /** @type {HTMLScriptElement} */ (document.scripts[1]).src;
          await new Promise((resolve) => {
            script.onload = resolve;
            document.head.append(script);
          });
          return [before, calls, Payments === window.Klarna.Payments];
        });
      })();
      assert.deepEqual(counts, [0, 1, true]);
    });

    it("loads all the same when klarnaAsyncCallback throws", async () => {
      await page.load();
      const fired = await page.browser.execute(async () => {
        Object.assign(window, {
          klarnaAsyncCallback: () => {
            throw new Error("thrown by the shop");
          },
        });
        const script = document.createElement("script");
        script.crossOrigin = "anonymous";
        script.src = /** @type {HTMLScriptElement} */ (document.scripts[1]).src;
        return new Promise((resolve) => {
          script.onload = () => resolve(true);
          document.head.append(script);
        });
      });
      assert.equal(fired, true);
      assert.equal((await page.pageErrors()).length, 1);
    });

    it("extends a window.Klarna that other scripts have made", async () => {
      await page.load();
      const kept = await page.browser.execute(async () => {
        const other = { Other: true };
        Object.assign(window, { Klarna: other });
        const script = document.createElement("script");
        script.src = /** @type {HTMLScriptElement} */ (document.scripts[1]).src;
        await new Promise((resolve) => {
          script.onload = resolve;
          document.head.append(script);
        });
        return window.Klarna === other && typeof window.Klarna.Payments.init === "function";
      });
      assert.equal(kept, true);
    });

    it("replaces the API object on a second evaluation in the old build", async () => {
      await page.load("build=734");
      const same = await page.browser.execute(async () => {
        const { Payments } = window.Klarna;
        const script = document.createElement("script");
        script.src = /** @type {HTMLScriptElement} */ (document.scripts[1]).src;
        await new Promise((resolve) => {
          script.onload = resolve;
          document.head.append(script);
        });
        return Payments === window.Klarna.Payments;
      });
      assert.equal(same, false);
    });

    it("offers the four namespaces and the documented methods", async () => {
      await page.load();
      const shape = await page.browser.execute(() => [
        Object.keys(window.Klarna).sort(),
        ["init", "load", "authorize", "reauthorize", "finalize", "loadPaymentReview", "on", "off"]
          .map((name) => typeof window.Klarna.Payments[name])
          .every((type) => type === "function"),
      ]);
      assert.deepEqual(shape, [["Credit", "DirectBankTransfer", "DirectDebit", "Payments"], true]);
    });
  });

  describe("init", () => {
    it("returns the API object, and is good for reading `initialized`", async () => {
      const session = await createSession(page.sandbox);
      await page.load();
      const number = await page.call("init", { client_token: session.client_token });
      assert.equal((await page.outcome(number)).returned, "the api object");
      const initialized = await page.browser.execute(() => window.Klarna.Payments.initialized);
      assert.equal(initialized, true);
    });

    it("throws a nameless Error for anything but a client token", async () => {
      await page.load();
      for (const args of [[], [{}], ["token"], [null], [{ client_token: "abc.def" }]]) {
        const { thrown } = await page.outcome(await page.call("init", ...args));
        assert.equal(thrown?.name, "Error");
        assert.match(thrown?.message ?? "", /^The client token is invalid/);
      }
    });

    it("throws the documented InvalidClientTokenError in the old build", async () => {
      await page.load("build=734");
      const { thrown } = await page.outcome(await page.call("init", {}));
      assert.equal(thrown?.name, "InvalidClientTokenError");
    });

    it("calls a second argument back instead of returning or throwing", async () => {
      const { client_token } = await createSession(page.sandbox);
      await page.load();
      const good = await page.outcome(await page.call("init", { client_token }, "@callback"));
      assert.equal(good.returned, "undefined");
      assert.deepEqual(good.callbacks, [["the api object"]]);
      const bad = await page.outcome(await page.call("init", {}, "@callback"));
      assert.equal(bad.thrown, null);
      assert.equal(bad.callbacks[0]?.[0].error.name, "Error");
      const data = await page.outcome(await page.call("init", { client_token }, {}));
      assert.match(data.thrown?.message ?? "", /updating data in session is not supported/);
    });

    it("accepts a token for a strange host in silence; the next load fails", async () => {
      await page.load();
      const claims = { session_id: "s", base_url: "https://klarna.com.evil.test/kp" };
      const client_token = `x.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`;
      const init = await page.outcome(await page.call("init", { client_token }));
      assert.equal(init.returned, "the api object");
      const load = await page.outcome(await page.call("load", FIRST, {}, "@callback"));
      assert.deepEqual(load.callbacks, [[{ show_form: false }]]);
      assert.match(load.thrown?.message ?? "", /not yet been initialized/);
    });
  });

  describe("load", () => {
    it("answers later, once, with one argument, and shows a frame", async () => {
      await page.start();
      const number = await page.call("load", FIRST, {}, "@callback");
      const { returned, callbacks, inCall } = await page.answered(number);
      assert.equal(returned, "undefined");
      assert.deepEqual(callbacks, [[{ show_form: true }]]);
      assert.deepEqual(inCall, [false]);
      assert.equal(await parentOfMain(), "div");
    });

    it("takes two arguments, three, or one, and an element for a selector", async () => {
      await page.start();
      assert.equal((await page.answer("load", FIRST, "@callback")).show_form, true);
      assert.equal((await page.answer("load", FIRST, null, "@callback")).show_form, true);
      const element = { ...KLARNA, container: "@element #second" };
      assert.equal((await page.answer("load", element, "@undefined", "@callback")).show_form, true);
      const silent = await page.outcome(await page.call("load", FIRST));
      assert.deepEqual([silent.thrown, silent.returned], [null, "undefined"]);
    });

    it("keeps the frame in the container when Klarna is not offered", async () => {
      const billing_address = { email: "customer+unavailable@example.com" };
      await page.start({ billing_address });
      assert.deepEqual(await page.answer("load", FIRST, {}, "@callback"), { show_form: false });
      assert.equal(await parentOfMain(), "div");
    });

    it("names the fields to correct", async () => {
      await page.start();
      const data = { billing_address: { email: "nobody" } };
      assert.deepEqual(await page.answer("load", FIRST, data, "@callback"), {
        show_form: true,
        error: { invalid_fields: ["billing_address.email"] },
      });
    });

    it("uses the frame again in the same container, and another one elsewhere", async () => {
      await page.start();
      await page.answer("load", FIRST, {}, "@callback");
      const main = await page.browser.$(MAIN);
      await page.answer("load", FIRST, {}, "@callback");
      assert.equal(await main.isExisting(), true);
      const marked = await page.browser.execute((selector) => {
        const frame = document.querySelector(selector);
        frame?.setAttribute("data-marked", "");
        return frame !== null;
      }, MAIN);
      assert.equal(marked, true);
      await page.answer("load", { ...FIRST, container: "#second" }, {}, "@callback");
      const again = await page.browser.execute(
        (selector) => document.querySelector(selector)?.hasAttribute("data-marked"),
        MAIN,
      );
      assert.equal(again, false);
    });

    it("forgets the first callback when two loads go to different containers", async () => {
      await page.start();
      const first = await page.call("load", FIRST, {}, "@callback");
      const second = await page.call("load", { ...FIRST, container: "#second" }, {}, "@callback");
      await page.answered(second);
      assert.deepEqual((await page.outcome(first)).callbacks, []);
    });

    it("takes a client_token instead of init", async () => {
      const { client_token } = await createSession(page.sandbox);
      await page.load();
      const answer = await page.answer("load", { ...FIRST, client_token }, {}, "@callback");
      assert.deepEqual(answer, { show_form: true });
    });

    it("writes the categories into the caller's options, so frozen ones throw", async () => {
      await page.start();
      const written = await page.browser.execute(() => {
        const options = { container: "#first", payment_method_category: "klarna" };
        window.Klarna.Payments.load(options, {}, () => {});
        return options;
      });
      assert.deepEqual(/** @type {any} */ (written).payment_method_categories, CATEGORIES);
      const frozen = await page.outcome(
        await page.call("load", `@frozen ${JSON.stringify(FIRST)}`, {}, "@callback"),
      );
      assert.equal(frozen.thrown?.name, "TypeError");
      assert.deepEqual(frozen.callbacks, []);
    });

    it("gives up a main frame that does not load in time", async () => {
      await page.start({}, "hurry=600");
      page.sandbox.injectFault({ path: "/kp/frames/main.html", kind: "latency", latencyMs: 2000 });
      assert.deepEqual(await page.answer("load", FIRST, {}, "@callback"), { show_form: false });
    });

    it("gives up a container that is in no document", async () => {
      await page.start({}, "hurry=600");
      const options = { ...KLARNA, container: "@detached" };
      assert.deepEqual(await page.answer("load", options, {}, "@callback"), { show_form: false });
    });

    it("is never answered when the frame's server fails", async () => {
      await page.start();
      await page.answer("load", FIRST, {}, "@callback");
      page.sandbox.injectFault({ path: "/kp/client/load", kind: "status", status: 500, times: 1 });
      const lost = await page.call("load", FIRST, {}, "@callback");
      await page.answer("load", FIRST, {}, "@callback");
      assert.deepEqual((await page.outcome(lost)).callbacks, []);
    });

    it("swallows its callback's exception", async () => {
      await page.start();
      const number = await page.call("load", FIRST, {}, "@throwing-callback");
      await page.answered(number);
      assert.deepEqual(await page.pageErrors(), []);
      assert.deepEqual(await page.rejections(), []);
    });

    it("names the widget after the session when there is no category", async () => {
      await page.start(KNOWN);
      await page.answer("load", { container: "#first" }, {}, "@callback");
      assert.equal((await page.answer("authorize", {}, {}, "@callback")).approved, true);
      const other = await page.answer("authorize", KLARNA, {}, "@callback");
      assert.equal(other.approved, false);
      assert.match((await page.rejections())[0]?.message ?? "", /not yet been loaded/);
    });

    it("puts several categories into one widget, known by its instance_id", async () => {
      await page.start(KNOWN);
      const widget = { instance_id: "cart_1", payment_method_categories: ["pay_now", "pay_later"] };
      const options = { ...widget, container: "#first", preferred_payment_method: "invoice" };
      assert.equal((await page.answer("load", options, {}, "@callback")).show_form, true);
      assert.equal(await page.browser.$("#klarna-cart-1-main").isExisting(), true);
      assert.equal((await page.answer("authorize", widget, {}, "@callback")).approved, true);
    });

    it("shows a review widget in the US", async () => {
      await page.start({ ...KNOWN, purchase_country: "US", purchase_currency: "USD" });
      const options = { container: "#second" };
      const answer = await page.answer("loadPaymentReview", options, "@callback");
      assert.deepEqual(answer, { show_form: true });
      assert.equal(await page.browser.$("#second iframe").isExisting(), true);
    });

    it("in a shadow root shows the widget, which authorize does not find", async () => {
      await page.start(KNOWN);
      await page.browser.execute(() => {
        const host = /** @type {HTMLElement} */ (document.querySelector("#first"));
        host.attachShadow({ mode: "open" }).append(document.createElement("div"));
      });
      const options = { ...KLARNA, container: "@shadow #first" };
      assert.equal((await page.answer("load", options, {}, "@callback")).show_form, true);
      assert.equal((await page.answer("authorize", KLARNA, {}, "@callback")).approved, false);
      await page.answer("load", options, {}, "@callback");
      const frames = await page.browser.execute(
        () => document.querySelector("#first")?.shadowRoot?.querySelectorAll("iframe").length,
      );
      assert.equal(frames, 2);
    });
  });

  describe("failing calls", () => {
    /** @type {[string, string, unknown[], string, RegExp | string, object[]][]} */
    const REFUSALS = [
      [
        "load before init",
        "load",
        [FIRST, {}, "@callback"],
        "",
        /^The application has not yet been initialized/,
        [{ show_form: false }],
      ],
      [
        "loadPaymentReview before init",
        "loadPaymentReview",
        [{ container: "#first" }, "@callback"],
        "",
        /^The application has not yet been initialized/,
        [{ show_form: false }],
      ],
      ["reauthorize before init", "reauthorize", [KLARNA, {}, "@callback"], "", "TypeError", []],
      ["finalize before init", "finalize", [KLARNA, {}, "@callback"], "", "TypeError", []],
      [
        "a selector without match",
        "load",
        [{ container: "#nowhere" }, {}, "@callback"],
        "init",
        "InvalidContainerSelectorError",
        [{ show_form: false }],
      ],
      [
        "a selector that is none",
        "load",
        [{ container: "#[" }, {}, "@callback"],
        "init",
        "SyntaxError",
        [],
      ],
      [
        "no container",
        "load",
        [KLARNA, {}, "@callback"],
        "init",
        "TypeError",
        [{ show_form: false }],
      ],
      [
        "a number for a container",
        "load",
        [{ container: 7 }, {}, "@callback"],
        "init",
        "TypeError",
        [{ show_form: false }],
      ],
      [
        "an unknown category",
        "load",
        [{ ...FIRST, payment_method_category: "cash" }, {}, "@callback"],
        "init",
        "PaymentMethodCategoryNotSupportedError",
        [{ show_form: false }],
      ],
      [
        "an unknown category",
        "authorize",
        [{ payment_method_category: "cash" }, {}, "@callback"],
        "init",
        "PaymentMethodCategoryNotSupportedError",
        [{ show_form: false, approved: false }],
      ],
      [
        "an unknown category",
        "finalize",
        [{ payment_method_category: "cash" }, {}, "@callback"],
        "init",
        "PaymentMethodCategoryNotSupportedError",
        [{ show_form: false, approved: false }],
      ],
      [
        "an unknown category",
        "reauthorize",
        [{ payment_method_category: "cash" }, {}, "@callback"],
        "init",
        "PaymentMethodCategoryNotSupportedError",
        [{ show_form: false, approved: false }],
      ],
      [
        "several categories without instance_id",
        "load",
        [{ container: "#first", payment_method_categories: ["klarna"] }, {}, "@callback"],
        "init",
        "InstanceIDNotProvidedError",
        [{ show_form: false }],
      ],
      [
        "an instance_id with other characters",
        "load",
        [
          { container: "#first", payment_method_categories: ["klarna"], instance_id: "a b" },
          {},
          "@callback",
        ],
        "init",
        "InvalidInstanceIDError",
        [{ show_form: false }],
      ],
      [
        "an unknown preferred method",
        "load",
        [{ ...FIRST, preferred_payment_method: "gold" }, {}, "@callback"],
        "init",
        "PreferredPaymentMethodNotSupportedError",
        [{ show_form: false }],
      ],
      [
        "a review outside US and GB",
        "loadPaymentReview",
        [{ container: "#first" }, "@callback"],
        "init",
        "OperationNotSupportedError",
        [{ show_form: false }],
      ],
      [
        "an unknown event",
        "on",
        ["paymentMethodSelected", "@callback"],
        "",
        "EventNotSupportedError",
        [],
      ],
      ["a handler that is no function", "on", ["heightChanged", 1], "", "TypeError", []],
    ];
    for (const [what, method, args, prelude, expected, callbacks] of REFUSALS) {
      it(`${method}: ${what} throws ${expected}, ${callbacks.length ? "after calling back" : "without calling back"}`, async () => {
        if (prelude === "init") await page.start();
        else await page.load();
        const record = await page.outcome(await page.call(method, ...args));
        if (typeof expected === "string") assert.equal(record.thrown?.name, expected);
        else assert.match(record.thrown?.message ?? "", expected);
        if (typeof expected !== "string") assert.equal(record.thrown?.name, "Error");
        assert.deepEqual(
          record.callbacks,
          callbacks.map((result) => [result]),
        );
        assert.deepEqual(
          record.inCall,
          callbacks.map(() => true),
        );
      });
    }

    it("in the old build have the documented names, also for authorize and finalize", async () => {
      await page.load("build=734");
      const init = await page.outcome(await page.call("finalize", {}, {}, "@callback"));
      assert.equal(init.thrown?.name, "ApplicationNotInitializedError");
      await page.start({}, "build=734");
      const options = { payment_method_category: "pay_later" };
      const load = await page.outcome(await page.call("authorize", options, {}, "@callback"));
      assert.equal(load.thrown?.name, "ApplicationNotLoadedError");
      assert.deepEqual(load.callbacks, [[{ show_form: false, approved: false }]]);
    });

    it("authorize without a widget declines later, and rejects a promise nobody holds", async () => {
      for (const initialized of [false, true]) {
        if (initialized) await page.start();
        else await page.load();
        const number = await page.call("authorize", KLARNA, {}, "@callback");
        const { thrown, returned, callbacks, inCall } = await page.answered(number);
        assert.deepEqual([thrown, returned, inCall], [null, "undefined", [false]]);
        assert.deepEqual(callbacks, [[{ show_form: false, approved: false }]]);
        const [rejection] = await page.rejections();
        assert.equal(rejection?.name, "Error");
        assert.match(rejection?.message ?? "", /^The application has not yet been loaded/);
      }
    });

    it("let the callback's own exception win", async () => {
      await page.start();
      const options = { payment_method_category: "cash" };
      const { thrown } = await page.outcome(
        await page.call("authorize", options, {}, "@throwing-callback"),
      );
      assert.equal(thrown?.message, "thrown by the shop's callback");
    });

    for (const data of ["@bigint", "@cycle"]) {
      it(`data with ${data} leaves authorize without an answer`, async () => {
        await page.start(KNOWN);
        await page.answer("load", FIRST, {}, "@callback");
        const lost = await page.call("authorize", KLARNA, data, "@callback");
        await page.answer("authorize", KLARNA, {}, "@callback");
        const { thrown, callbacks } = await page.outcome(lost);
        assert.deepEqual([thrown, callbacks], [null, []]);
        assert.equal((await page.rejections())[0]?.name, "TypeError");
      });

      it(`data with ${data} leaves finalize without an answer and without a trace`, async () => {
        await page.start(KNOWN);
        const lost = await page.call("finalize", KLARNA, data, "@callback");
        await page.answer("finalize", KLARNA, {}, "@callback");
        assert.deepEqual((await page.outcome(lost)).callbacks, []);
        assert.deepEqual(await page.rejections(), []);
      });
    }

    it("a Map for data arrives empty", async () => {
      await page.start(KNOWN);
      await page.answer("finalize", KLARNA, "@map", "@callback");
      assert.equal(page.sandbox.ledger().sessions[0]?.order_amount, 10_000);
    });
  });

  describe("authorize", () => {
    it("answers later with a token, which the session then shows", async () => {
      await page.start();
      await page.answer("load", FIRST, {}, "@callback");
      const number = await page.call("authorize", KLARNA, {}, "@callback");
      const { returned, callbacks, inCall } = await page.answered(number);
      const result = callbacks[0]?.[0];
      assert.deepEqual([returned, callbacks[0]?.length, inCall], ["undefined", 1, [false]]);
      assert.equal(result.approved, true);
      assert.equal(result.show_form, true);
      assert.equal(result.finalize_required, false);
      const [session] = page.sandbox.ledger().sessions;
      assert.equal(session?.authorization_token, result.authorization_token);
    });

    it("queues behind a load of the same task", async () => {
      await page.start(KNOWN);
      const number = await page.browser.execute(() => {
        const { Payments } = window.Klarna;
        window.probe.call(Payments, "load", [
          { container: "#first", payment_method_category: "klarna" },
          {},
          "@callback",
        ]);
        return window.probe.call(Payments, "authorize", [
          { payment_method_category: "klarna" },
          {},
          "@callback",
        ]);
      });
      assert.equal((await page.answered(number)).callbacks[0]?.[0].approved, true);
      assert.equal((await page.answered(number - 1)).callbacks[0]?.[0].show_form, true);
    });

    it("takes the callback second or alone", async () => {
      await page.start(KNOWN);
      await page.answer("load", { container: "#first" }, {}, "@callback");
      assert.equal((await page.answer("authorize", {}, "@callback")).approved, true);
      assert.equal((await page.answer("authorize", "@callback")).approved, true);
    });

    it("waits for finalize when auto_finalize is false", async () => {
      await page.start();
      await page.answer("load", FIRST, {}, "@callback");
      const options = { ...KLARNA, auto_finalize: false };
      assert.deepEqual(await page.answer("authorize", options, {}, "@callback"), {
        show_form: true,
        approved: true,
        finalize_required: true,
      });
      const final = await page.answer("finalize", KLARNA, {}, "@callback");
      assert.equal(final.approved, true);
      assert.equal(typeof final.authorization_token, "string");
    });

    /** @type {[string, object][]} */
    const RESULTS = [
      ["oldresults", { show_form: true, approved: false, finalize_required: true }],
      ["denied", { show_form: false, approved: false }],
      ["refused", { show_form: false, approved: false }],
      ["failure", { show_form: false, approved: false }],
      ["leaves", { show_form: true, approved: false }],
    ];
    for (const [scenario, result] of RESULTS) {
      it(`of customer+${scenario}@… gives ${JSON.stringify(result)}`, async () => {
        const billing_address = { email: `customer+${scenario}@example.com` };
        await page.start({ billing_address });
        await page.answer("load", FIRST, {}, "@callback");
        const options = { ...KLARNA, auto_finalize: false };
        assert.deepEqual(await page.answer("authorize", options, {}, "@callback"), result);
      });
    }

    it("of customer+nofinalize@… gives the token although auto_finalize is false", async () => {
      await page.start({ billing_address: { email: "customer+nofinalize@example.com" } });
      await page.answer("load", FIRST, {}, "@callback");
      const options = { ...KLARNA, auto_finalize: false };
      const result = await page.answer("authorize", options, {}, "@callback");
      assert.equal(result.finalize_required, false);
      assert.equal(typeof result.authorization_token, "string");
    });

    it("names the fields to correct, and goes on once they are", async () => {
      const email = "customer+correction@example.com";
      await page.start();
      await page.answer("load", FIRST, {}, "@callback");
      const wrong = { billing_address: { email, phone: "070 123" } };
      assert.deepEqual(await page.answer("authorize", KLARNA, wrong, "@callback"), {
        show_form: true,
        approved: false,
        error: { invalid_fields: ["billing_address.phone"] },
      });
      const right = { billing_address: { email, phone: "+46 70 123" } };
      assert.equal((await page.answer("authorize", KLARNA, right, "@callback")).approved, true);
    });

    it("swaps its arguments when the data names a category, and loses the data", async () => {
      await page.start();
      await page.answer("load", FIRST, {}, "@callback");
      const options = { ...KLARNA, auto_finalize: false };
      const data = { ...KLARNA, merchant_reference1: "lost" };
      const result = await page.answer("authorize", options, data, "@callback");
      assert.equal(typeof result.authorization_token, "string", "auto_finalize is lost as well");
      const session = /** @type {any} */ (page.sandbox.ledger().sessions[0]);
      assert.equal(session.merchant_reference1, undefined);
      assert.equal(session.auto_finalize, false, "Klarna got the options as order data");
    });

    it("with instance_id in the data finds no widget", async () => {
      await page.start();
      await page.answer("load", FIRST, {}, "@callback");
      const data = { instance_id: "elsewhere" };
      const result = await page.answer("authorize", KLARNA, data, "@callback");
      assert.deepEqual(result, { show_form: false, approved: false });
    });

    it("runs twice at once in a frame session", async () => {
      await page.start(KNOWN);
      await page.answer("load", FIRST, {}, "@callback");
      const first = await page.call("authorize", KLARNA, {}, "@callback");
      const second = await page.call("authorize", KLARNA, {}, "@callback");
      assert.equal((await page.answered(first)).callbacks[0]?.[0].approved, true);
      assert.equal((await page.answered(second)).callbacks[0]?.[0].approved, true);
    });

    it("after init with another token authorizes the other session in the old frame", async () => {
      await page.start(KNOWN);
      await page.answer("load", FIRST, {}, "@callback");
      const other = await createSession(page.sandbox, KNOWN);
      await page.call("init", { client_token: other.client_token });
      await page.answer("authorize", KLARNA, {}, "@callback");
      const [authorization] = page.sandbox.ledger().authorizations;
      assert.equal(authorization?.session_id, other.session_id);
    });

    it("is never answered once the container is gone, and its full-screen frame goes too", async () => {
      await page.start();
      page.sandbox.configure({ journey: "quick" });
      await page.answer("load", FIRST, {}, "@callback");
      const lost = await page.call("authorize", KLARNA, {}, "@callback");
      const fullscreen = await page.browser.$("#klarna-klarna-fullscreen");
      await fullscreen.waitForDisplayed();
      await page.browser.execute(() => document.querySelector("#first")?.remove());
      await fullscreen.waitForExist({ reverse: true });
      assert.equal((await page.answer("authorize", KLARNA, {}, "@callback")).approved, false);
      assert.deepEqual((await page.outcome(lost)).callbacks, []);
      page.sandbox.configure({ journey: "instant" });
      await page.answer("load", { ...KLARNA, container: "#second" }, {}, "@callback");
      assert.equal((await page.answer("authorize", KLARNA, {}, "@callback")).approved, true);
    });

    it("adds the device recognition frame once", async () => {
      await page.start(KNOWN);
      await page.answer("load", FIRST, {}, "@callback");
      await page.answer("authorize", KLARNA, {}, "@callback");
      await page.answer("authorize", KLARNA, {}, "@callback");
      const frames = await page.browser.$$("#klarna-payments-device-recognition").length;
      assert.equal(frames, 1);
    });

    it("of a recurring session needs no load", async () => {
      await page.start({ intent: "tokenize" });
      assert.equal((await page.answer("authorize", KLARNA, {}, "@callback")).approved, true);
    });
  });

  describe("finalize and reauthorize", () => {
    it("work after a page load with init only, in a hidden frame of the body", async () => {
      const session = await page.start();
      await page.answer("load", FIRST, {}, "@callback");
      await page.answer("authorize", { ...KLARNA, auto_finalize: false }, {}, "@callback");
      await page.load();
      await page.call("init", { client_token: session.client_token });
      const result = await page.answer("finalize", KLARNA, {}, "@callback");
      assert.equal(typeof result.authorization_token, "string");
      assert.equal(await parentOfMain(), "body");
    });

    it("without a category use the session's own name", async () => {
      await page.start(KNOWN);
      assert.equal((await page.answer("finalize", {}, {}, "@callback")).approved, true);
      assert.equal(await page.browser.$("#klarna-payments-main").isExisting(), true);
    });

    it("take the visible frame out of its container", async () => {
      await page.start(KNOWN);
      await page.answer("load", FIRST, {}, "@callback");
      await page.answer("reauthorize", KLARNA, {}, "@callback");
      assert.equal(await parentOfMain(), "body");
      assert.equal((await page.answer("authorize", KLARNA, {}, "@callback")).approved, true);
    });

    it("are declined for customer+latedecline@…, finalize only", async () => {
      await page.start({ billing_address: { email: "customer+latedecline@example.com" } });
      await page.answer("load", FIRST, {}, "@callback");
      const options = { ...KLARNA, auto_finalize: false };
      assert.equal((await page.answer("authorize", options, {}, "@callback")).approved, true);
      const result = await page.answer("finalize", KLARNA, {}, "@callback");
      assert.deepEqual(result, { show_form: false, approved: false });
    });

    it("run side by side, all of them answered", async () => {
      await page.start(KNOWN);
      const numbers = [
        await page.call("finalize", KLARNA, {}, "@callback"),
        await page.call("finalize", KLARNA, {}, "@callback"),
        await page.call("reauthorize", KLARNA, {}, "@callback"),
      ];
      for (const number of numbers)
        assert.equal((await page.answered(number)).callbacks[0]?.[0].approved, true);
    });

    it("swallow what their callback throws", async () => {
      await page.start(KNOWN);
      const number = await page.call("finalize", KLARNA, {}, "@throwing-callback");
      assert.equal((await page.answered(number)).callbacks.length, 1);
      assert.deepEqual(await page.rejections(), []);
    });
  });

  describe("events", () => {
    it("tell of the height and the overlay, with the widget's name", async () => {
      await page.load();
      await page.browser.execute(() => {
        for (const name of ["heightChanged", "fullscreenOverlayShown", "fullscreenOverlayHidden"])
          window.Klarna.Payments.on(name, (/** @type {unknown[]} */ ...args) =>
            window.probe.events.push([name, ...args]),
          );
      });
      const { client_token } = await createSession(page.sandbox);
      await page.call("init", { client_token });
      await page.answer("load", FIRST, {}, "@callback");
      await page.answer("authorize", KLARNA, {}, "@callback");
      const events = await page.browser.execute(() => window.probe.events);
      const heights = events.filter(([name]) => name === "heightChanged");
      assert.ok(heights.every(([, px, name]) => Number.isInteger(px) && name === "klarna"));
      assert.ok(heights.length > 0);
      assert.deepEqual(events.slice(-2), [
        ["fullscreenOverlayShown", "klarna"],
        ["fullscreenOverlayHidden", "klarna"],
      ]);
      const open = await page.browser.execute(() => document.body.className);
      assert.equal(open, "");
    });

    it("skip the listeners after one that throws, and those taken off", async () => {
      await page.load();
      await page.browser.execute(() => {
        const { Payments } = window.Klarna;
        const note = (/** @type {string} */ text) => () => window.probe.events.push([text]);
        const removed = note("removed");
        Payments.on("heightChanged", removed);
        Payments.on("heightChanged", note("first"));
        Payments.on("heightChanged", () => {
          throw new Error("thrown by a listener");
        });
        Payments.on("heightChanged", note("missed"));
        Payments.off("heightChanged", removed);
        Payments.off("nothing");
      });
      const { client_token } = await createSession(page.sandbox);
      await page.call("init", { client_token });
      await page.answer("load", FIRST, {}, "@callback");
      await page.browser.waitUntil(() =>
        page.browser.execute(() => window.probe.events.length > 0),
      );
      assert.deepEqual(await page.browser.execute(() => window.probe.events), [["first"]]);
      assert.deepEqual(await page.pageErrors(), []);
    });
  });
});
