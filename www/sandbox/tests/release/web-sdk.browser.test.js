import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { ask } from "../merchant.js";
import { WebSdkPage } from "../web-sdk-page.js";

describe("the look-alike of Klarna's klarna.mjs", () => {
  /** @type {WebSdkPage} */
  let page;
  before(async () => {
    page = await WebSdkPage.open("chromium", { popupBlocking: true });
  });
  after(() => page.close());
  beforeEach(() => {
    page.sandbox.reset();
    page.sandbox.configure({ journey: "quick" });
  });

  const tokens = () =>
    page.browser.execute(() => {
      const { Network, Interoperability } = window.shop.klarna;
      return { newer: String(Network.Session.token()), older: Interoperability.token() };
    });
  /** The network session that a token names; only the sandbox's can be read. @param {string} token */
  const sessionOf = (token) =>
    JSON.parse(Buffer.from(token.split(":").at(-1) ?? "", "base64url").toString()).sid;

  describe("starting", () => {
    it("works under a strict Content-Security-Policy and puts nothing on window", async () => {
      assert.equal(await page.start(), null);
      await page.present();
      await page.mountButton();
      assert.deepEqual(await page.page.pageErrors(), []);
      assert.equal(await page.browser.execute(() => "Klarna" in window), false);
      const members = await page.browser.execute(() => Object.keys(window.shop.klarna).sort());
      assert.deepEqual(members, [
        "Config",
        "Customer",
        "Identity",
        "Interoperability",
        "Messaging",
        "Network",
        "Payment",
      ]);
    });

    /** @type {[string, object][]} */
    const WRONG = [
      ["no client id", { clientId: "" }],
      ["a strange client id", { clientId: "abc" }],
      ["an unknown product", { products: ["COFFEE"] }],
      ["an empty acquiringConfig", { acquiringConfig: {} }],
      ["a malformed locale", { locale: "english please" }],
      ["an sdkToken that is no text", { sdkToken: 7 }],
    ];
    for (const [what, config] of WRONG) {
      it(`refuses ${what}`, async () => {
        const error = await page.start("", config);
        assert.equal(error.errorCode, "VALIDATION_ERROR");
        assert.equal(error.errorType, "INPUT_ERROR");
      });
    }

    it("has the products that it is asked for, and no others", async () => {
      for (const [product, member] of /** @type {const} */ ([
        ["CUSTOMER", "Customer"],
        ["IDENTITY", "Identity"],
        ["MESSAGING", "Messaging"],
      ])) {
        await page.start("", { products: [product] }, []);
        const members = await page.browser.execute(() => Object.keys(window.shop.klarna).sort());
        assert.deepEqual(members, ["Config", "Interoperability", "Network", member].sort());
      }
    });

    it("allows several instances, but not a second evaluation of the module", async () => {
      await page.start();
      assert.equal(await page.startInstance(), null);
      const error = await page.browser.execute(
        async (url, clientId) => {
          const { KlarnaSDK } = await import(url);
          return KlarnaSDK({ clientId }).catch((/** @type {Error} */ { name }) => name);
        },
        `${page.sandbox.url}/web-sdk/v2/klarna.mjs?again`,
        page.sandbox.credentials.clientId,
      );
      assert.equal(error, "NotSupportedError");
    });

    it("can be told to refuse a second instance as well", async () => {
      await page.start("define=each-init");
      assert.equal((await page.startInstance()).name, "NotSupportedError");
    });

    it("resumes the network session of an SDK token, at the start or later", async () => {
      await page.start();
      const { apiKey, accountId } = page.sandbox.credentials;
      const before = await tokens();
      const { body } = await ask(
        page.sandbox,
        "POST",
        `/v2/accounts/${accountId}/interoperability/sdk-tokens`,
        {},
        { authorization: `Basic ${apiKey}`, "klarna-network-session-token": before.newer },
      );
      await page.start("", { sdkToken: body.sdk_token });
      assert.equal(sessionOf((await tokens()).newer), sessionOf(before.newer));

      await page.start();
      assert.notEqual(sessionOf((await tokens()).newer), sessionOf(before.newer));
      const updates = await page.browser.execute(async (sdkToken) => {
        const { Network, Interoperability, Config } = window.shop.klarna;
        const heard = /** @type {[string, string][]} */ ([]);
        const listen = (/** @type {string} */ who) => (/** @type {string} */ token) =>
          heard.push([who, token]);
        Network.Session.on("tokenupdate", listen("newer"));
        Interoperability.on("tokenupdate", listen("older"));
        await Config.setSdkToken(sdkToken);
        await undefined;
        return heard;
      }, body.sdk_token);
      const { newer: current } = await tokens();
      assert.deepEqual(updates, [
        ["newer", current],
        ["older", current],
      ]);
      assert.equal(sessionOf(current), sessionOf(before.newer));
    });

    it("takes a session token that the shop has already", async () => {
      await page.start("", { klarnaNetworkSessionToken: "krn:of-another-page" });
      assert.equal((await tokens()).newer, "krn:of-another-page");
    });

    it("has the session's token", async () => {
      await page.start();
      const { newer, older } = await tokens();
      assert.match(newer, /^krn:network:eu1:test:session-token:/);
      assert.equal(older, newer);
    });
  });

  describe("presentation", () => {
    const TEXTS = ["header", "icon", "message", "subheader", "terms"];

    it("is nested in the latest release", async () => {
      await page.start();
      const shown = await page.present();
      assert.equal(shown.instruction, "SHOW_KLARNA");
      assert.equal(shown.paymentStatus, "REQUIRES_CUSTOMER_ACTION");
      const { paymentOptionId, ...parts } = shown.paymentOption;
      assert.match(Buffer.from(paymentOptionId, "base64").toString(), /^KLARNA_/);
      assert.deepEqual(Object.keys(parts).sort(), [...TEXTS, "paymentButton"].sort());
      assert.equal("savedPaymentOption" in shown, false);
    });

    it("has an icon of the shape that is asked for", async () => {
      await page.start();
      await page.present();
      const shapes = await page.browser.execute(() => {
        const { icon } = window.shop.presentation.paymentOption;
        /** @param {object} [config] */
        const shape = (config) => {
          try {
            return icon.component(config).htmlElement.dataset.shape;
          } catch (error) {
            return /** @type {any} */ (error).errorCode;
          }
        };
        return [shape(), shape({ shape: "badge" }), shape({ shape: "star" })];
      });
      assert.deepEqual(shapes, ["default", "badge", "VALIDATION_ERROR"]);
    });

    it("has a saved option for a known customer", async () => {
      page.sandbox.configure({ scenario: "known" });
      await page.start();
      const shown = await page.present();
      assert.equal(shown.instruction, "PRESELECT_KLARNA");
      assert.ok("badge" in shown.savedPaymentOption);
    });

    it("hides Klarna for an unavailable purchase", async () => {
      page.sandbox.configure({ scenario: "unavailable" });
      await page.start();
      assert.equal((await page.present()).instruction, "HIDE_KLARNA");
    });

    it("is flat with texts in r8 and r6, and flat without in between", async () => {
      for (const release of ["r8", "r6"]) {
        await page.start(`release=${release}`);
        const shown = await page.present();
        assert.equal(typeof shown.header.text, "string");
        assert.equal(typeof shown.subheader.enriched.link.linkText, "string");
        assert.equal("paymentOption" in shown, false);
        for (const shape of ["badge", "rectangle", "square"])
          assert.equal((await fetch(shown.icon[`${shape}ImageUrl`])).status, 200);
      }
      await page.start("release=flat");
      const shown = await page.present();
      assert.equal("text" in shown.header, false);
      assert.equal(shown.paymentStatus, "REQUIRES_CUSTOMER_ACTION");
    });

    it("falls back in silence when Klarna refuses it, and then there is no session", async () => {
      page.sandbox.configure({ scenario: "fallback" });
      await page.start();
      const shown = await page.present();
      assert.equal(shown.paymentOption.paymentOptionId, "KLARNA");
      await page.mountButton();
      await page.plan({ give: {} });
      await page.click();
      const [[argument]] = await page.hears(1, "initiated");
      assert.deepEqual(argument, { paymentOptionId: "KLARNA" });
    });

    it("fails for another region's currency, and for bad input", async () => {
      await page.start();
      assert.equal((await page.present({ currency: "AUD" })).errorCode, "RESOURCE_NOT_FOUND");
      assert.equal((await page.present({ currency: undefined })).errorCode, "VALIDATION_ERROR");
      assert.equal((await page.present({ amount: 1.5 })).errorCode, "VALIDATION_ERROR");
    });

    it("mounts its parts, and warns when one is unmounted that is not mounted", async () => {
      await page.start();
      await page.present();
      const warnings = await page.browser.execute((parts) => {
        /** @type {string[]} */
        const heard = [];
        console.warn = (text) => heard.push(text);
        for (const part of parts) {
          const element = window.shop.presentation.paymentOption[part].component().mount("#parts");
          if (part === "terms") {
            element.unmount();
            element.unmount();
          }
        }
        return heard;
      }, TEXTS);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? "", /not mounted/);
      assert.equal(await page.browser.$("klarna-payment-header").isDisplayed(), true);
      assert.equal(await page.browser.$("klarna-payment-terms").isExisting(), false);
    });
  });

  describe("the button", () => {
    it("shows its config as data attributes, undefined included", async () => {
      await page.start();
      await page.present();
      await page.browser.execute(() => {
        window.shop.mountButton({ id: "pay", theme: "light", locale: undefined });
      });
      const button = page.browser.$("#pay");
      assert.equal(await button.getAttribute("data-theme"), "light");
      assert.equal(await button.getAttribute("data-locale"), "undefined");
    });

    it("can be disabled, and says by events that it is rendered and clicked", async () => {
      await page.start();
      await page.present();
      const states = await page.browser.execute(async () => {
        const { paymentButton } = window.shop.presentation.paymentOption;
        const button = paymentButton.component({ initiate: () => {}, disabled: true });
        await new Promise((resolve) => {
          button.on("render", resolve).mount("#button");
        });
        const inner = button.htmlElement.shadowRoot.querySelector("button");
        const before = inner.disabled;
        button.toggleState("disabled");
        return [before, inner.disabled, inner.textContent];
      });
      assert.deepEqual(states, [true, false, "Pay with Klarna (sandbox)"]);
    });

    it("refuses unknown themes and shapes", async () => {
      await page.start();
      const code = await page.browser.execute(() => {
        try {
          window.shop.klarna.Payment.button({ theme: "rainbow" });
          return undefined;
        } catch (error) {
          return /** @type {any} */ (error).errorCode;
        }
      });
      assert.equal(code, "VALIDATION_ERROR");
    });
  });

  describe("initiate", () => {
    /** @param {string} [query] @param {object} [config] */
    async function clicked(query, config) {
      await page.start(query, config);
      const { paymentOption } = await page.present();
      await page.mountButton();
      await page.plan({ give: { returnUrl: "#thanks" } });
      await page.click();
      const [args] = await page.hears(1, "initiated");
      return { args, paymentOptionId: paymentOption?.paymentOptionId };
    }

    it("gets one object with the session's token and the option", async () => {
      const acquiringConfig = { paymentAccountId: "a-1" };
      const { args, paymentOptionId } = await clicked("", { acquiringConfig });
      assert.equal(args.length, 1);
      assert.match(args[0].klarnaNetworkSessionToken, /^krn:network:eu1:test:session-token:/);
      assert.equal(args[0].paymentOptionId, paymentOptionId);
      assert.deepEqual(args[0].acquiringConfig, acquiringConfig);
    });

    it("gets nothing in r8, and two arguments on request", async () => {
      assert.deepEqual((await clicked("release=r8")).args, []);
      const { args, paymentOptionId } = await clicked("initiate=positional");
      assert.match(args[0], /^krn:network/);
      assert.equal(args[1], paymentOptionId);
    });

    it("runs within the click's task, also from an own button, without an option then", async () => {
      await page.start();
      await page.plan({ give: {} });
      const ran = await page.browser.execute(() => {
        window.shop.armOwnButton();
        /** @type {HTMLElement} */ (document.querySelector("#own")).click();
        return window.shop.initiated.length;
      });
      assert.equal(ran, 1);
      const [[argument]] = await page.heard("initiated");
      assert.deepEqual(Object.keys(argument), ["klarnaNetworkSessionToken"]);
    });

    it("giving returnUrl navigates there without a journey", async () => {
      await page.start();
      await page.present();
      await page.mountButton();
      await page.plan({ give: { returnUrl: `${page.url}?thanks` } });
      await page.click();
      await page.browser.waitUntil(async () => (await page.browser.getUrl()).endsWith("?thanks"));
      await page.browser.waitUntil(
        async () => (await page.browser.getWindowHandles()).length === 1,
        { timeoutMsg: "the window stayed open" },
      );
    });

    /** @type {[string, object, string][]} */
    const REFUSED = [
      ["{}", { give: {} }, "INVALID_CALLBACK_RESPONSE"],
      ["null", { give: null }, "INVALID_CALLBACK_RESPONSE"],
      ["undefined", { undefined: true }, "INVALID_CALLBACK_RESPONSE"],
      ["a string", { give: "krn:payment" }, "INVALID_CALLBACK_RESPONSE"],
      [
        "another page's URL",
        { give: { paymentRequestUrl: "https://psp.test/pay/1" } },
        "VALIDATION_ERROR",
      ],
      ["an unknown request", { give: { paymentRequestId: "krn:none" } }, "RESOURCE_NOT_FOUND"],
    ];
    for (const [what, plan, code] of REFUSED) {
      it(`giving ${what} is the error ${code}, and the button is free again`, async () => {
        await page.start();
        await page.present();
        await page.mountButton();
        await page.plan(plan);
        await page.click();
        const [[event, error]] = await page.hears(1);
        assert.deepEqual([event, error.errorCode], ["error", code]);
        const busy = await page.browser.execute(
          () =>
            document.querySelector("klarna-payment-button")?.shadowRoot?.querySelector("button")
              ?.disabled,
        );
        assert.equal(busy, false);
      });
    }

    for (const plan of [{ reject: "backend is down" }, { throw: "backend is down" }]) {
      it(`that ${Object.keys(plan)[0]}s is an error event with the shop's own error`, async () => {
        await page.start();
        await page.plan(plan);
        await page.clickOwn();
        const [[event, error]] = await page.hears(1);
        assert.deepEqual([event, error.message], ["error", "backend is down"]);
        assert.deepEqual(await page.heard("outcomes"), [], "nothing is thrown then");
      });
    }

    it("throws errors when nobody listens to them", async () => {
      await page.start("", {}, ["complete"]);
      await page.plan({ give: {} });
      await page.clickOwn();
      const [{ error }] = await page.hears(1, "outcomes");
      assert.equal(error.errorCode, "INVALID_CALLBACK_RESPONSE");
      await page.clickOwn({ initiationMode: "SIDEWAYS" });
      const [, second] = await page.hears(2, "outcomes");
      assert.equal(second.error.errorCode, "VALIDATION_ERROR");
    });

    it("giving a currency creates the payment request from the page", async () => {
      await page.start();
      await page.plan({ give: { currency: "EUR", amount: 700, paymentRequestReference: "r" } });
      await page.clickOwn();
      await page.decideInPopup("approve");
      const [[event, request]] = await page.hears(1);
      assert.deepEqual(
        [event, request.state, request.amount, request.paymentRequestReference],
        ["complete", "COMPLETED", 700, "r"],
      );
    });
  });

  describe("fetch and cancel", () => {
    it("read and end a payment request", async () => {
      const { id } = await page.stepUp();
      await page.start();
      const [fetched, cancelled, conflict] = await page.browser.execute(async (given) => {
        const { Payment } = window.shop.klarna;
        return [
          await Payment.fetch(given),
          await Payment.cancel(given),
          await Payment.cancel(given).catch((/** @type {any} */ error) => error.errorCode),
        ];
      }, id);
      assert.equal(fetched.state, "SUBMITTED");
      assert.equal(cancelled.state, "CANCELED");
      assert.equal(cancelled.stateReason, "PARTNER_CANCELED");
      assert.equal(cancelled.previousState, "SUBMITTED");
      assert.equal(conflict, "RESOURCE_CONFLICT");
    });
  });

  describe("faults", () => {
    /** @param {string} call @param {string} kind */
    const inject = (call, kind) =>
      page.sandbox.injectSdkFault(
        /** @type {import("../../index.js").SdkFault} */ ({
          sdk: "web-sdk",
          call,
          kind,
          times: 1,
        }),
      );

    it("reject KlarnaSDK, the presentation or initiate", async () => {
      inject("KlarnaSDK", "reject");
      assert.equal((await page.start()).errorCode, "TECHNICAL_ERROR");
      await page.start();
      inject("presentation", "reject");
      assert.equal((await page.present()).errorCode, "TECHNICAL_ERROR");
      inject("initiate", "reject");
      await page.clickOwn();
      const [[, error]] = await page.hears(1);
      assert.equal(error.errorCode, "TECHNICAL_ERROR");
      assert.deepEqual(await page.heard("initiated"), []);
    });

    it("give another result of Payment.initiate, or let the shop's initiate wait", async () => {
      await page.start();
      inject("initiate", "result");
      await page.clickOwn();
      assert.deepEqual(await page.hears(1, "outcomes"), [{ request: null }]);
      assert.deepEqual(await page.heard("initiated"), []);
      inject("initiate", "delay");
      await page.plan({ give: {} });
      await page.clickOwn();
      assert.deepEqual(await page.heard("initiated"), []);
      assert.equal((await page.hears(1, "initiated")).length, 1);
    });

    it("call the shop's initiate twice for one click", async () => {
      await page.start();
      inject("initiate", "twice");
      await page.plan({ give: {} });
      await page.clickOwn();
      assert.equal((await page.hears(2, "initiated")).length, 2);
    });

    it("are in the ledger beside the calls", async () => {
      await page.start();
      await page.present();
      const calls = page.sandbox.ledger().sdkCalls.map(({ call }) => call);
      assert.deepEqual(calls, ["KlarnaSDK", "presentation"]);
    });
  });
});
