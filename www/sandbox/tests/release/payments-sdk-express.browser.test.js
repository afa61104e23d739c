import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { violations } from "../accessibility.js";
import { CheckoutPage } from "../checkout-page.js";
import { ask, createSession, ORDER } from "../merchant.js";
import { ShopServer } from "../shop-server.js";

const NOT_LOADED = /^The application has not yet been loaded/;
const KNOWN = { billing_address: { email: "customer+known@example.com" } };

describe("Express Checkout, Klarna.Payments.Buttons", () => {
  /** @type {CheckoutPage} */
  let page;
  before(async () => {
    page = await CheckoutPage.open("chromium", { popupBlocking: true });
  });
  after(() => page.close());
  beforeEach(() => {
    page.sandbox.reset();
    page.sandbox.configure({ journey: "quick" });
  });

  /** Loads the page and takes up the sandbox's client. @param {string} [query] @param {object} [credentials] */
  async function started(
    query = "",
    credentials = { client_id: page.sandbox.credentials.clientId },
  ) {
    await page.load(query);
    return buttons("init", credentials);
  }

  /**
   * Calls a method of `Buttons`.
   * @param {string} method
   * @param {unknown[]} args
   */
  async function buttons(method, ...args) {
    const number = await page.browser.execute(
      (name, given) => window.probe.call(window.Klarna.Payments.Buttons, name, given),
      method,
      args,
    );
    return number;
  }

  /**
   * Shows a button whose `on_click` authorizes.
   * @param {object} [options]
   * @param {unknown} [payload]
   * @param {string} [container]
   */
  async function showButton(options = {}, payload = ORDER, container = "#first") {
    await page.browser.execute(
      (given, data, container) => {
        const { Buttons } = window.Klarna.Payments;
        const results = /** @type {unknown[]} */ ([]);
        const open = window.open.bind(window);
        let windows = 0;
        window.open = (...args) => {
          windows += 1;
          return open(...args);
        };
        Object.assign(window, { results });
        Buttons.load({
          container,
          /** @param {(...args: unknown[]) => Promise<unknown>} authorize */
          on_click: (authorize) => {
            const promise = authorize(given, data, (/** @type {unknown} */ result) => {
              results.push(result);
              throw new Error("thrown by the shop's callback");
            });
            Object.assign(window, { promise, windowsAtOnce: windows });
          },
        });
      },
      options,
      payload,
      container,
    );
  }

  /** @param {string} [container] */
  const click = async (container = "#first") =>
    page.browser.$(container).shadow$("#klarna-express-checkout").click();

  /** @returns {Promise<any>} what the callback of the button's purchase got */
  async function result() {
    await page.browser.waitUntil(
      () => page.browser.execute(() => /** @type {any} */ (window).results.length > 0),
      { timeoutMsg: "the purchase was not answered" },
    );
    return page.browser.execute(() => /** @type {any} */ (window).results[0]);
  }

  describe("init", () => {
    it("throws a nameless Error without credentials", async () => {
      await page.load();
      for (const args of [[], [{}], [{ client_id: "" }]]) {
        const { thrown } = await page.outcome(await buttons("init", ...args));
        assert.equal(thrown?.name, "Error");
        assert.match(thrown?.message ?? "", /^Required credentials are missing/);
      }
    });

    it("takes any other for granted, and returns Buttons", async () => {
      await page.load();
      for (const name of ["client_id", "client_key", "client_token"]) {
        const { returned } = await page.outcome(await buttons("init", { [name]: "anything" }));
        assert.equal(returned, "the api object");
      }
    });

    it("is missing in the old build, as Buttons is", async () => {
      await page.load("build=734");
      const has = await page.browser.execute(() => "Buttons" in window.Klarna.Payments);
      assert.equal(has, false);
    });
  });

  describe("load", () => {
    /** @param {object} [config] as `load` gets it, without `on_click` */
    const load = (config) =>
      page.browser.execute((given) => {
        const { Buttons } = window.Klarna.Payments;
        const heard = /** @type {any[]} */ ([]);
        const returned = Buttons.load({ on_click: () => {}, ...given }, (/** @type {any} */ got) =>
          heard.push(got),
        );
        return {
          returned: returned === Buttons ? "Buttons" : typeof returned,
          heard,
          keys: Object.keys(heard[0].error ?? {}),
          isError: heard[0].error instanceof Error,
        };
      }, config ?? {});

    it("answers at once, and a second one shows a second button", async () => {
      await started();
      for (const count of [1, 2]) {
        const { returned, heard } = await load({ container: "#first", theme: "dark" });
        assert.equal(returned, "Buttons");
        assert.deepEqual(heard, [{ show_form: true }]);
        const shown = await page.browser.execute(
          () => document.querySelector("#first")?.shadowRoot?.querySelectorAll("button").length,
        );
        assert.equal(shown, count);
      }
      assert.deepEqual(await violations(page.browser), []);
      assert.deepEqual(await page.pageErrors(), []);
    });

    /** @type {[string, object][]} */
    const BAD = [
      ["no container", {}],
      ["a selector of nothing", { container: "#nowhere" }],
      ["no on_click", { container: "#first", on_click: null }],
    ];
    for (const [what, config] of BAD) {
      it(`with ${what} calls back an object with the error's stack and message`, async () => {
        await started();
        const { returned, heard, keys, isError } = await load(config);
        assert.equal(returned, "undefined");
        assert.equal(heard[0].show_form, false);
        assert.deepEqual([keys.sort(), isError], [["message", "stack"], false]);
      });
    }

    it("before init fails the same way", async () => {
      await page.load();
      const { heard } = await load({ container: "#first" });
      assert.match(heard[0].error.message, /initialized/);
    });

    it("in an element that takes no shadow root tells the stack only", async () => {
      await started();
      const { heard, keys } = await load({ container: "#buy" });
      assert.deepEqual([heard[0].show_form, keys], [false, ["stack"]]);
    });

    it("without a callback throws", async () => {
      await started();
      const { thrown } = await page.outcome(await buttons("load", { container: "#nowhere" }));
      assert.equal(thrown?.name, "Error");
      const none = await page.outcome(await buttons("load"));
      assert.equal(none.thrown?.name, "TypeError");
    });

    it("calls a callback that throws again, with the failure", async () => {
      await started();
      const heard = await page.browser.execute(() => {
        /** @type {any[]} */
        const got = [];
        const config = { container: "#first", on_click: () => {} };
        window.Klarna.Payments.Buttons.load(config, (/** @type {any} */ answer) => {
          got.push(answer);
          if (got.length === 1) throw new Error("the shop's");
        });
        return got;
      });
      assert.deepEqual(
        heard.map((/** @type {any} */ { show_form, error }) => [show_form, error?.message]),
        [
          [true, undefined],
          [false, "the shop's"],
        ],
      );
    });
  });

  describe("a click", () => {
    it("opens its window before there is a session, and ends with token and session", async () => {
      await started();
      await showButton(
        { collect_shipping_address: true },
        { ...ORDER, merchant_reference1: "A-1" },
      );
      await click();
      await page.decideInPopup("approve");
      const got = await result();
      assert.equal(await page.browser.execute(() => /** @type {any} */ (window).windowsAtOnce), 1);
      const [session] = page.sandbox.ledger().sessions;
      assert.equal(got.approved, true);
      assert.equal(got.finalize_required, false);
      assert.equal(got.session_id, session?.session_id);
      assert.equal(got.authorization_token, session?.authorization_token);
      assert.match(got.client_token, /^ey/);
      assert.equal(got.payment_method_categories[0].identifier, "klarna");
      assert.equal(got.merchant_reference1, "A-1");
      assert.equal(got.collected_shipping_address.country, "SE");
      assert.deepEqual(
        await page.browser.execute(async () => String(await /** @type {any} */ (window).promise)),
        "undefined",
      );
      assert.deepEqual(await page.pageErrors(), [], "the callback's exception is swallowed");
    });

    it("lets the customer say where to send the goods, and the order has to go there", async () => {
      page.sandbox.configure({ journey: "full" });
      await started();
      await showButton({ collect_shipping_address: true });
      await click();
      const back = await page.switchToPopup();
      const { browser } = page;
      await browser.$("#email").setValue("customer@example.com");
      await browser.$("#continue").click();
      await browser.$("#otp").setValue("123456");
      await browser.$("#continue").click();
      await browser.$("#plan-pay_now").click();
      await browser.$("#continue").click();
      await browser.$("#streetAddress").setValue("Storgatan 1");
      await browser.$("#postalCode").setValue("11122");
      await browser.$("#city").setValue("Stockholm");
      await browser.$("#continue").click();
      await browser.$("#confirm").click();
      await back();
      const {
        collected_shipping_address: address,
        authorization_token,
        session_id,
      } = await result();
      assert.equal(address.city, "Stockholm");
      assert.equal(address.email, "customer@example.com");
      const { body } = await ask(page.sandbox, "GET", `/payments/v1/sessions/${session_id}`);
      assert.deepEqual(body.collected_shipping_address, address);
      const path = `/payments/v1/authorizations/${authorization_token}/order`;
      const elsewhere = { ...ORDER, shipping_address: { ...address, city: "Oslo" } };
      assert.equal((await ask(page.sandbox, "POST", path, elsewhere)).status, 409);
    });

    it("is dismissed with the window, with the session to try again with", async () => {
      await started();
      await showButton();
      await click();
      await page.decideInPopup("close");
      const { approved, show_form, session_id } = await result();
      assert.deepEqual([approved, show_form, typeof session_id], [false, true, "string"]);
    });

    it("takes data and callback alone", async () => {
      await started();
      await page.browser.execute(
        (order) => {
          const results = /** @type {unknown[]} */ ([]);
          Object.assign(window, { results });
          window.Klarna.Payments.Buttons.load({
            container: "#first",
            /** @param {(...args: unknown[]) => unknown} authorize */
            on_click: (authorize) =>
              authorize(order, (/** @type {unknown} */ got) => results.push(got)),
          });
        },
        { ...ORDER, ...KNOWN },
      );
      await click();
      assert.equal((await result()).approved, true);
    });

    it("of a session that the shop's server created needs no payload", async () => {
      page.sandbox.configure({ flow: "purchase-flow" });
      const { client_token, session_id } = await createSession(page.sandbox, KNOWN);
      await started("", { client_token });
      await showButton({}, null);
      await click();
      const got = await result();
      assert.equal(got.approved, true);
      assert.deepEqual([got.session_id, got.client_token], [session_id, client_token]);
      assert.equal("payment_method_categories" in got, false);
    });
  });

  describe("a session that cannot be had", () => {
    /** @type {[string, object, object][]} */
    const REFUSED = [
      ["of a strange client", { client_id: "klarna_test_client_of_somebody" }, ORDER],
      ["for an incomplete payload", {}, { purchase_country: "SE" }],
      ["for a bad client token", { client_token: "rubbish" }, ORDER],
    ];
    for (const [what, credentials, payload] of REFUSED) {
      it(`${what} looks like a decline, and a promise that nobody holds rejects`, async () => {
        const { clientId: client_id } = page.sandbox.credentials;
        await started("", Object.keys(credentials).length > 0 ? credentials : { client_id });
        await showButton({}, payload);
        await click();
        assert.deepEqual(await result(), { show_form: false, approved: false });
        await page.browser.waitUntil(async () => (await page.rejections()).length > 0);
        assert.match((await page.rejections())[0]?.message ?? "", NOT_LOADED);
        const back = await page.switchToPopup();
        await page.browser.closeWindow();
        await back();
      });
    }

    it("leaves its window open, which says after 5 seconds that it is stuck", async () => {
      await started("hurry=20", { client_id: "klarna_test_client_of_somebody" });
      await showButton();
      await click();
      await result();
      const back = await page.switchToPopup();
      const text = page.browser.$("body");
      await page.browser.waitUntil(async () => /next screen/.test(await text.getText()));
      await page.browser.closeWindow();
      await back();
    });

    it("lets the session of an earlier purchase be paid instead", async () => {
      await started();
      await showButton({}, { ...ORDER, ...KNOWN });
      await click();
      const first = await result();
      await showButton({}, { purchase_country: "SE" }, "#second");
      await click("#second");
      const second = await result();
      assert.equal(second.session_id, first.session_id);
      assert.equal(second.approved, true);
    });

    it("is what a session of the ordinary widget is", async () => {
      const { client_token } = await createSession(page.sandbox, KNOWN);
      await started("", { client_token });
      await showButton({}, null);
      await click();
      assert.deepEqual(await result(), { show_form: false, approved: false });
      const back = await page.switchToPopup();
      await page.browser.closeWindow();
      await back();
    });
  });

  describe("authorize, for the shop's own button,", () => {
    /** @param {object} options @returns {Promise<any>} the result */
    async function authorized(options) {
      const number = await buttons("authorize", options, { ...ORDER, ...KNOWN }, "@callback");
      return (await page.answered(number)).callbacks[0]?.[0];
    }

    it("runs without a button, and gives a promise of Buttons", async () => {
      await started();
      const isButtons = await page.browser.execute(
        async (order) => {
          const { Buttons } = window.Klarna.Payments;
          return (await Buttons.authorize({}, order, () => {})) === Buttons;
        },
        { ...ORDER, ...KNOWN },
      );
      assert.equal(isButtons, true);
      assert.equal(page.sandbox.ledger().authorizations.length, 1);
    });

    it("calls back an error before init, and rejects without a callback", async () => {
      await page.load();
      const { callbacks, inCall } = await page.outcome(
        await buttons("authorize", {}, ORDER, "@callback"),
      );
      const answer = /** @type {any} */ (callbacks[0]?.[0]);
      assert.deepEqual([answer.show_form, inCall], [false, [true]]);
      assert.match(answer.error.message, /initialized/);
      const message = await page.browser.execute(() =>
        window.Klarna.Payments.Buttons.authorize({}, {}).catch(
          (/** @type {Error} */ e) => e.message,
        ),
      );
      assert.equal(message, "Missing required callback");
    });

    it("waits for finalize with auto_finalize: false, on another page with the result's token", async () => {
      await started();
      const first = await authorized({ auto_finalize: false });
      assert.equal(first.finalize_required, true);
      assert.equal("authorization_token" in first, false);
      await page.load();
      await page.call("init", { client_token: first.client_token });
      const last = await page.answer("finalize", {}, ORDER, "@callback");
      assert.equal(last.approved, true);
      assert.equal(last.session_id, first.session_id);
      assert.equal(
        page.sandbox.ledger().authorizations[0]?.authorization_token,
        last.authorization_token,
      );
    });

    it("reads options in either spelling, camel case first; build 2004 in camel case only", async () => {
      await started();
      const both = { auto_finalize: true, autoFinalize: false };
      assert.equal((await authorized(both)).finalize_required, true);
      await started("build=2004");
      assert.equal((await authorized({ auto_finalize: false })).finalize_required, false);
      assert.equal((await authorized({ autoFinalize: false })).finalize_required, true);
    });
  });

  it("tells the shop's server its references with the authorization callback", async () => {
    const shop = await ShopServer.open();
    await started();
    const order = {
      ...ORDER,
      ...KNOWN,
      merchant_reference1: "A-1",
      merchant_urls: { authorization: `${shop.url}/callback` },
    };
    const number = await buttons("authorize", {}, order, "@callback");
    await page.answered(number);
    const [body] = await shop.bodies(1);
    assert.equal(body.merchant_reference1, "A-1");
    assert.deepEqual(Object.keys(body).sort(), [
      "authorization_token",
      "merchant_reference1",
      "session_id",
    ]);
    shop.close();
  });
});
